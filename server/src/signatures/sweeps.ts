import type { Sweep } from '../module.ts';
import { SIGNING_KEY_KEPT_MS } from './rotation.ts';

/** Nonces of signatures that are too old to be accepted again; own keys that signed nothing for long. */
export const sweeps: readonly Sweep[] = [
  {
    what: 'nonces',
    async run(home, { now, batch }) {
      const { rowCount } = await home.query(
        `delete from signature_nonce n using (
           select key_id, nonce_hash from signature_nonce where forget_at <= to_timestamp($1 / 1000.0)
           order by forget_at limit $2 for update skip locked) old
         where n.key_id = old.key_id and n.nonce_hash = old.nonce_hash`,
        [now, batch],
      );
      return rowCount ?? 0;
    },
  },
  {
    what: 'signing_keys',
    async run(home, { now, batch }) {
      const { rowCount } = await home.query(
        `delete from florin_signing_key where id in (
           select id from florin_signing_key old where exists (
             select from florin_signing_key later where later.signs_from > old.signs_from
               and later.signs_from <= to_timestamp($1 / 1000.0))
           limit $2 for update skip locked)`,
        [now - SIGNING_KEY_KEPT_MS, batch],
      );
      return rowCount ?? 0;
    },
  },
];
