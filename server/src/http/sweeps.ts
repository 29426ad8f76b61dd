import { before, sweepOf } from '../database/index.ts';

const KEYS_KEPT_MS = 24 * 3_600_000;

/** Idempotency keys, with the answers that they repeat. */
export const sweepKeys = sweepOf('keys', 'idempotency', 'account_id, scope, key', before('at', KEYS_KEPT_MS));
