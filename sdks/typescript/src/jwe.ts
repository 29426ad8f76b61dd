import { type Bytes, base64url, fromBase64url, fromUtf8, type Jwk, type Key, utf8 } from './base64.ts';
import { VerificationError } from './errors.ts';

/** Compact JWE (RFC 7516) with A256GCM, as Florin reads and writes it. */
const GCM_TAG_BYTES = 16;
const RSA = { name: 'RSA-OAEP', hash: 'SHA-256' };
const EC = { name: 'ECDH', namedCurve: 'P-256' };

/** Encrypts to a public RSA key (RSA-OAEP-256). The header names the key’s `kid`. */
export async function encryptJwe(text: string, jwk: Jwk & { readonly kid: string }): Promise<string> {
  const { subtle } = crypto;
  const { kty, n, e } = jwk;
  const members: Jwk = { kty, n, e };
  const publicKey = await subtle.importKey('jwk', members, RSA, false, ['encrypt']);
  const contentKey = crypto.getRandomValues(new Uint8Array(32));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const header = base64url(utf8(JSON.stringify({ alg: 'RSA-OAEP-256', enc: 'A256GCM', kid: jwk.kid })));
  const [wrapped, aes] = await Promise.all([
    subtle.encrypt(RSA, publicKey, contentKey),
    subtle.importKey('raw', contentKey, 'AES-GCM', false, ['encrypt']),
  ]);
  const sealed = await subtle.encrypt({ name: 'AES-GCM', iv, additionalData: utf8(header) }, aes, utf8(text));
  const tagAt = sealed.byteLength - GCM_TAG_BYTES;
  return [header, ...[wrapped, iv, sealed.slice(0, tagAt), sealed.slice(tagAt)].map(base64url)].join('.');
}

interface Header {
  readonly alg: string;
  readonly enc: string;
  readonly kid?: string;
  readonly apu?: string;
  readonly apv?: string;
  readonly epk?: Jwk;
}

/**
 * Decrypts with whichever of the private keys the header means: RSA-OAEP-256, or ECDH-ES on P-256. Throws `VerificationError`, which
 * does not tell what went wrong inside.
 */
export async function decryptJwe(text: string, keys: readonly Jwk[]): Promise<string> {
  const parts = text.split('.');
  const [, wrapped, iv, sealed, tag] = parts.map(fromBase64url);
  const [protectedHeader = ''] = parts;
  if (parts.length !== 5 || !wrapped || !iv || !sealed || !tag)
    throw new VerificationError('The body is no JWE: it must be five parts of base64url.');
  const header = headerOf(protectedHeader);
  if (header.enc !== 'A256GCM' || tag.length !== GCM_TAG_BYTES || iv.length !== 12)
    throw new VerificationError('The JWE is not encrypted by A256GCM.');
  const kty = header.alg === 'RSA-OAEP-256' ? 'RSA' : header.alg === 'ECDH-ES' ? 'EC' : null;
  if (kty === null) throw new VerificationError('The JWE uses neither RSA-OAEP-256 nor ECDH-ES.');
  // A key that has a name is meant by its name alone.
  const fitting = keys.filter((key) => key.kty === kty && (key.kid === undefined || key.kid === header.kid));
  for (const key of fitting) {
    try {
      const aes = await (kty === 'RSA' ? unwrapped(wrapped, key) : agreed(header, key));
      const body = new Uint8Array([...sealed, ...tag]);
      const opened = await crypto.subtle.decrypt(
        { name: 'AES-GCM', iv, additionalData: utf8(protectedHeader) },
        aes,
        body,
      );
      return fromUtf8(new Uint8Array(opened));
    } catch {
      // Perhaps the next key.
    }
  }
  throw new VerificationError('The JWE cannot be opened by any of the private keys.');
}

/** All others change what has to be done, or bring keys along. The last three are of ECDH-ES. */
const MEMBERS = new Set(['alg', 'enc', 'kid', 'typ', 'cty', 'epk', 'apu', 'apv']);

function headerOf(part: string): Header {
  const header = parsed(part);
  if (typeof header !== 'object' || header === null || Array.isArray(header))
    throw new VerificationError('The header of the JWE cannot be read.');
  const { alg, kid, epk } = header as Header;
  const names = Object.keys(header);
  const known = names.every((name) => MEMBERS.has(name)) && (epk === undefined || alg === 'ECDH-ES');
  // A member that stands twice is read as its last one by some, and as its first one by others.
  const written = (fromUtf8(fromBase64url(part) as Bytes).match(/"(?:[^"\\]|\\.)*"\s*:/g) ?? []).length;
  if (!known || typeof kid !== 'string' || written !== names.length + Object.keys(epk ?? {}).length)
    throw new VerificationError(
      'The header of the JWE must have alg, enc and kid, and nothing that Florin does not send.',
    );
  return header as Header;
}

function parsed(part: string): unknown {
  try {
    return JSON.parse(fromUtf8(fromBase64url(part) as Bytes));
  } catch {
    return null;
  }
}

async function unwrapped(wrapped: Bytes, { kty, n, e, d, p, q, dp, dq, qi }: Jwk): Promise<Key> {
  const members: Jwk = { kty, n, e, d, p, q, dp, dq, qi };
  const key = await crypto.subtle.importKey('jwk', members, RSA, false, ['decrypt']);
  const contentKey = await crypto.subtle.decrypt(RSA, key, wrapped);
  if (contentKey.byteLength !== 32) throw new TypeError('A256GCM needs 32 bytes');
  return crypto.subtle.importKey('raw', contentKey, 'AES-GCM', false, ['decrypt']);
}

/** ECDH-ES in direct key agreement (RFC 7518 section 4.6). One round of the Concat KDF gives all 32 bytes. */
async function agreed({ enc, epk, apu = '', apv = '' }: Header, { kty, crv, x, y, d }: Jwk): Promise<Key> {
  const { subtle } = crypto;
  const members: Jwk = { kty, crv, x, y, d };
  const ours = await subtle.importKey('jwk', members, EC, false, ['deriveBits']);
  const { kty: epkKty, crv: epkCrv, x: epkX, y: epkY } = epk ?? {};
  const point: Jwk = { kty: epkKty, crv: epkCrv, x: epkX, y: epkY };
  const theirs = await subtle.importKey('jwk', point, EC, false, []);
  const shared = new Uint8Array(await subtle.deriveBits({ name: 'ECDH', public: theirs }, ours, 256));
  const parties = [fromBase64url(apu), fromBase64url(apv)].map((party) => party ?? new Uint8Array());
  const info = [utf8(enc), ...parties].flatMap((bytes) => [...uint32(bytes.length), ...bytes]);
  const material = new Uint8Array([...uint32(1), ...shared, ...info, ...uint32(256)]);
  return subtle.importKey('raw', await subtle.digest('SHA-256', material), 'AES-GCM', false, ['decrypt']);
}

function uint32(value: number): number[] {
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
}
