import { before, type Sweep, sweepOf } from '../database/index.ts';

/** Cards that nobody used or that have expired, and security codes that came to no authorization. */
export const sweeps: readonly Sweep[] = [
  sweepOf('card_tokens', 'card_token', 'account_id, id', before('delete_at', 0)),
  sweepOf('security_codes', 'card_security_code', 'account_id, token_id', before('delete_at', 0)),
];
