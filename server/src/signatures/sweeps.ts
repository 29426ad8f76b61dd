import { before, type Sweep, sweepOf } from '../database/index.ts';
import { SIGNING_KEY_KEPT_MS } from './rotation.ts';

/** Nonces of signatures that are too old to be accepted again; own keys that signed nothing for long. */
export const sweeps: readonly Sweep[] = [
  sweepOf('nonces', 'signature_nonce', 'mark', before('expires_at', 0)),
  sweepOf(
    'signing_keys',
    'florin_signing_key',
    'id',
    `exists (select from florin_signing_key later
             where later.signs_from > florin_signing_key.signs_from and ${before('later.signs_from', SIGNING_KEY_KEPT_MS)})`,
  ),
];
