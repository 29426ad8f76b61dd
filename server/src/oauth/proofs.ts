import { hash } from 'node:crypto';
import { ProofRefused } from '../http/index.ts';
import { OtherThread } from '../kernel/other-thread.ts';
import { PROOF_KEYS } from './proof-key.ts';
import type { ToVerify, Verified } from './proof-thread.ts';

/** How far the clock of whoever makes a proof may be from ours. */
const WINDOW_MS = 60_000;
const JTI_LENGTH_MAX = 256;

interface Expected {
  readonly token: string;
  /** The thumbprint of the key that the token is bound to (RFC 7638). */
  readonly jkt: string;
  readonly method: string;
  /** Of the request, without a query. */
  readonly url: string;
  /** In milliseconds since the epoch. */
  readonly now: number;
}

/** Reading a key and verifying by it cost a request more than all else does here. */
const verifying = new OtherThread<ToVerify, Verified | null>(new URL('./proof-thread.ts', import.meta.url));

/**
 * Checks a proof of possession (RFC 9449 section 4.3). Whether it is used for the first time is for the caller to check, by its
 * `jti`, until it expires. Throws `ProofRefused`.
 */
export async function checkProof(
  proof: string | undefined,
  { token, jkt, method, url, now }: Expected,
): Promise<{ jti: string; expiresAt: number }> {
  if (proof === undefined) throw new ProofRefused('There is no DPoP header with a proof.');
  const verified = await verifying.do({ proof, now });
  if (verified === null)
    throw new ProofRefused(
      `The DPoP header is not a proof that its own public key has signed, ${PROOF_KEYS}.`,
    );
  const { payload } = verified;
  if (verified.jkt !== jkt) throw new ProofRefused('The proof is of another key than the token is bound to.');
  if (payload.ath !== hash('sha256', token, 'base64url'))
    throw new ProofRefused('The proof is for another token (ath).');
  if (payload.htm !== method) throw new ProofRefused('The proof is for another method (htm).');
  if (addressOf(payload.htu) !== url) throw new ProofRefused('The proof is for another address (htu).');
  const { iat, jti } = payload;
  if (typeof iat !== 'number' || Math.abs(iat * 1000 - now) > WINDOW_MS)
    throw new ProofRefused('The proof is too old, or your clock is wrong (iat).');
  if (typeof jti !== 'string' || jti === '' || jti.length > JTI_LENGTH_MAX)
    throw new ProofRefused('The proof has no usable jti.');
  return { jti, expiresAt: iat * 1000 + 2 * WINDOW_MS };
}

/** The address without query and fragment; null where it is none. */
function addressOf(htu: unknown): string | null {
  const url = typeof htu === 'string' ? URL.parse(htu) : null;
  return url === null ? null : `${url.origin}${url.pathname}`;
}
