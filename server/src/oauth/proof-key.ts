import { decodeProtectedHeader } from 'jose';
import { KeyFault, readPublicKey } from '../kernel/public-key.ts';

/** Which proofs are read, for whoever sent another. */
export const PROOF_KEYS =
  'by ES256, EdDSA, PS256 or RS256, where RSA has 2048 to 8192 bits and the exponent 65537';

/**
 * Whether the key in the header of a proof of possession (RFC 9449 section 4.2) may be worked with. Anybody can send a key by which
 * one verification takes as long as a hundred others, so this is asked before. What has no such header is for the verification.
 */
export function hasUsableKey(proof: string): boolean {
  try {
    const { jwk } = decodeProtectedHeader(proof);
    if (jwk !== undefined) readPublicKey({ ...jwk });
    return true;
  } catch (error) {
    return !(error instanceof KeyFault);
  }
}
