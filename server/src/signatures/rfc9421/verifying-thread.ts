/** The thread that verifies signatures. */
import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { serve } from '../../kernel/other-thread.ts';
import { type ToVerify, WAYS } from './algorithms.ts';

/** Keys that have come, by their PEM: reading one costs as much as verifying by it. */
const known = new Map<string, KeyObject>();
const KNOWN_MAX = 5_000;

function keyOf(pem: string): KeyObject {
  let key = known.get(pem);
  if (key === undefined) {
    key = createPublicKey(pem);
    if (known.size >= KNOWN_MAX) known.clear();
    known.set(pem, key);
  }
  return key;
}

serve(({ algorithm, pem, data, signature }: ToVerify) => {
  const { hash, options } = WAYS[algorithm];
  const key = { key: keyOf(pem), ...options };
  return verify(hash, Buffer.from(data, 'latin1'), key, Buffer.from(signature, 'latin1'));
});
