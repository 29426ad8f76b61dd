import type { Sweep } from '../module.ts';
import { HALF_SIGN_IN_MS } from './sessions/half-sign-ins.ts';
import { CHALLENGE_MS } from './sessions/passkey-challenges.ts';
import { SESSION_IDLE_MS, SESSION_MS } from './sessions/sessions.ts';

/** @param old which rows have ended; `$1` is the present in milliseconds. */
function sweepOf(what: string, table: string, key: string, old: string): Sweep {
  return {
    what,
    async run(pool, { now, batch }) {
      const { rowCount } = await pool.query(
        `delete from ${table} where ${key} in (select ${key} from ${table} where ${old} limit $2 for update skip locked)`,
        [now, batch],
      );
      return rowCount ?? 0;
    },
  };
}

const before = (column: string, ms: number): string =>
  `${column} <= to_timestamp(($1::float8 - ${ms}) / 1000.0)`;

const DAY_MS = 24 * 3_600_000;
const INVITATIONS_KEPT_MS = 30 * DAY_MS;

/** What has ended: repeated requests, invitations, and what belongs to signing in. */
export const sweeps: readonly Sweep[] = [
  {
    what: 'home_keys',
    async run(home, { now, batch }) {
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
    async run(home, { now, batch }) {
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
  sweepOf(
    'sessions',
    'person_session',
    'session_id',
    `${before('created_at', SESSION_MS)} or ${before('seen_at', SESSION_IDLE_MS)}`,
  ),
  sweepOf('half_sign_ins', 'half_sign_in', 'token_hash', before('created_at', HALF_SIGN_IN_MS)),
  sweepOf('mailed_links', 'mailed_token', 'token_hash', before('expires_at', 0)),
  sweepOf('passkey_challenges', 'passkey_challenge', 'holder_hash', before('created_at', CHALLENGE_MS)),
  sweepOf('guesses', 'guess_count', 'bucket', before('window_ends_at', 0)),
];
