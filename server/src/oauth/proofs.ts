import { hash } from 'node:crypto';
import {
  type CryptoKey,
  calculateJwkThumbprint,
  EmbeddedJWK,
  type JWK,
  type JWTVerifyOptions,
  jwtVerify,
} from 'jose';
import { ProofRefused } from '../http/index.ts';

/** Signatures that proofs may have: of public keys alone. */
const ALGORITHMS = ['ES256', 'EdDSA', 'Ed25519', 'PS256', 'RS256'];
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

interface ProofKey {
  readonly key: CryptoKey | Uint8Array;
  readonly jkt: string;
}

/**
 * Keys that have proved something, by the header in which they came. An app sends the same header with every proof, and reading its
 * key costs as much as verifying by it.
 */
const known = new Map<string, ProofKey>();
const KNOWN_MAX = 5_000;
/** A header with a key of RSA of 4096 bits is shorter. A longer one is read each time, so that nobody fills the memory with them. */
const KNOWN_LENGTH_MAX = 1024;

/**
 * Checks a proof of possession (RFC 9449 section 4.3). Whether it is used for the first time is for the caller to check, by its
 * `jti`, until it expires. Throws `ProofRefused`.
 */
export async function checkProof(
  proof: string | undefined,
  { token, jkt, method, url, now }: Expected,
): Promise<{ jti: string; expiresAt: number }> {
  if (proof === undefined) throw new ProofRefused('There is no DPoP header with a proof.');
  const header = proof.slice(0, proof.indexOf('.'));
  const options = { algorithms: ALGORITHMS, typ: 'dpop+jwt', currentDate: new Date(now) };
  const before = known.get(header);
  const verified = before === undefined ? verifyByItsOwn(proof, options) : verifyBy(before, proof, options);
  const { payload, ...found } = await verified.catch(() => {
    throw new ProofRefused('The DPoP header is not a proof that its own public key has signed.');
  });
  if (found.jkt !== jkt) throw new ProofRefused('The proof is of another key than the token is bound to.');
  if (before === undefined && header.length <= KNOWN_LENGTH_MAX) {
    if (known.size >= KNOWN_MAX) known.clear();
    known.set(header, found);
  }
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

async function verifyByItsOwn(proof: string, options: JWTVerifyOptions) {
  const { payload, protectedHeader, key } = await jwtVerify(proof, EmbeddedJWK, options);
  return { payload, key, jkt: await calculateJwkThumbprint(protectedHeader.jwk as JWK) };
}

async function verifyBy({ key, jkt }: ProofKey, proof: string, options: JWTVerifyOptions) {
  return { payload: (await jwtVerify(proof, key, options)).payload, key, jkt };
}

/** The address without query and fragment; null where it is none. */
function addressOf(htu: unknown): string | null {
  const url = typeof htu === 'string' ? URL.parse(htu) : null;
  return url === null ? null : `${url.origin}${url.pathname}`;
}
