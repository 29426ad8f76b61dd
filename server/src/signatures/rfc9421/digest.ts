import { hash } from 'node:crypto';
import { SignatureFault } from './fault.ts';
import type { Field } from './message.ts';
import { dictionaryOf } from './structured.ts';

/** The digests that are strong enough (RFC 9530 section 5). */
const DIGESTS = { 'sha-512': 'sha512', 'sha-256': 'sha256' } as const;

/** The value of `Content-Digest` for these bytes (RFC 9530 section 2). */
export function contentDigest(body: Buffer | string, algorithm: keyof typeof DIGESTS = 'sha-256'): string {
  return `${algorithm}=:${hash(DIGESTS[algorithm], body, 'base64')}:`;
}

/**
 * Compares `Content-Digest` with the bytes of the body: every digest of a kind that we know. Returns what differs, null if
 * nothing does. Throws `SignatureFault` where there is no digest that we know.
 */
export function digestDifference(fields: readonly Field[], body: Buffer): string | null {
  const digests = dictionaryOf(fields, 'content-digest');
  let known = 0;
  for (const [name, algorithm] of Object.entries(DIGESTS)) {
    const digest = digests.get(name)?.[0];
    if (digest === undefined) continue;
    if (!(digest instanceof ArrayBuffer))
      throw new SignatureFault(`Content-Digest: ${name} must be bytes: base64 between colons.`);
    known++;
    const said = Buffer.from(digest);
    const found = hash(algorithm, body, 'buffer');
    if (!found.equals(said))
      return `Content-Digest says ${name} is ${said.toString('base64')}, and of the ${body.length} bytes that came it is ${found.toString('base64')}.`;
  }
  if (known === 0)
    throw new SignatureFault(`Content-Digest has neither ${Object.keys(DIGESTS).join(' nor ')}.`);
  return null;
}
