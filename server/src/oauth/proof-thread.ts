/** The thread that verifies proofs of possession. */
import {
  type CryptoKey,
  calculateJwkThumbprint,
  EmbeddedJWK,
  type JWK,
  type JWTPayload,
  type JWTVerifyOptions,
  jwtVerify,
} from 'jose';
import { serve } from '../kernel/other-thread.ts';
import { hasUsableKey } from './proof-key.ts';

export interface ToVerify {
  readonly proof: string;
  /** In milliseconds since the epoch. */
  readonly now: number;
}

/** What a proof says, and the thumbprint of the key that signed it (RFC 7638). */
export interface Verified {
  readonly payload: JWTPayload;
  readonly jkt: string;
}

/** Signatures that proofs may have: of public keys alone. */
const ALGORITHMS = ['ES256', 'EdDSA', 'Ed25519', 'PS256', 'RS256'];
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

/** What the proof says, null where its own public key has not signed it. */
async function verify({ proof, now }: ToVerify): Promise<Verified | null> {
  const header = proof.slice(0, proof.indexOf('.'));
  const options = { algorithms: ALGORITHMS, typ: 'dpop+jwt', currentDate: new Date(now) };
  const before = known.get(header);
  if (before === undefined && !hasUsableKey(proof)) return null;
  const verified = before === undefined ? verifyByItsOwn(proof, options) : verifyBy(before, proof, options);
  const found = await verified.catch(() => null);
  if (found === null) return null;
  const { payload, key, jkt } = found;
  if (before === undefined && header.length <= KNOWN_LENGTH_MAX) {
    if (known.size >= KNOWN_MAX) known.clear();
    known.set(header, { key, jkt });
  }
  return { payload, jkt };
}

async function verifyByItsOwn(proof: string, options: JWTVerifyOptions) {
  const { payload, protectedHeader, key } = await jwtVerify(proof, EmbeddedJWK, options);
  return { payload, key, jkt: await calculateJwkThumbprint(protectedHeader.jwk as JWK) };
}

async function verifyBy({ key, jkt }: ProofKey, proof: string, options: JWTVerifyOptions) {
  return { payload: (await jwtVerify(proof, key, options)).payload, key, jkt };
}

serve(verify);
