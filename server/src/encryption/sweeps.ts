import { before, type Sweep, sweepOf } from '../database/index.ts';
import { OPENED_AFTER_MS } from './rotation.ts';

/** Keys that are opened no more. */
export const sweeps: readonly Sweep[] = [
  sweepOf(
    'encryption_keys',
    'encryption_key',
    'id',
    `exists (select from encryption_key later
             where later.used_from > encryption_key.used_from and ${before('later.used_from', OPENED_AFTER_MS)})`,
  ),
];
