import type { Sweep } from '../module.ts';

const DAY_MS = 24 * 3_600_000;
const INVITATIONS_KEPT_MS = 30 * DAY_MS;

export const sweeps: readonly Sweep[] = [
  {
    what: 'home_keys',
    async run(_cell, { now, batch, home }) {
      const { rowCount } = await home.query(
        `delete from home_idempotency i using (
           select account_id, scope, key from home_idempotency where at < to_timestamp($1 / 1000.0)
           order by at limit $2 for update skip locked) old
         where i.account_id = old.account_id and i.scope = old.scope and i.key = old.key`,
        [now - DAY_MS, batch],
      );
      return rowCount ?? 0;
    },
  },
  {
    what: 'invitations',
    async run(_cell, { now, batch, home }) {
      const { rowCount } = await home.query(
        `delete from invitation i using (
           select organization_id, id from invitation where expires_at < to_timestamp($1 / 1000.0)
           order by expires_at limit $2 for update skip locked) old
         where i.organization_id = old.organization_id and i.id = old.id`,
        [now - INVITATIONS_KEPT_MS, batch],
      );
      return rowCount ?? 0;
    },
  },
];
