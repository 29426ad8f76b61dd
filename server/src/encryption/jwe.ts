import { type CryptoKey, compactDecrypt } from 'jose';
import { decodeUtf8, parseJson } from '../kernel/json.ts';

/** Says what is wrong with a JWE, without anything of it. */
export class JweFault extends Error {}

/** A compact JWE that looks like one that Florin opens. */
export interface ReadJwe {
  readonly text: string;
  readonly kid: string;
}

const TEXT_LENGTH_MAX = 4096;
/** Five parts of base64url (RFC 7516 section 3.1). The library would skip white space and signs of base64 in them. */
const COMPACT = /^[\w-]+\.[\w-]+\.[\w-]+\.[\w-]+\.[\w-]+$/;
const ALGORITHMS = { alg: 'RSA-OAEP-256', enc: 'A256GCM' } as const;
/**
 * The members that a header may have. All others change what is done with the JWE (`zip`, `crit`, `p2c`) or bring keys along (`jwk`,
 * `epk`, `x5c`).
 */
const MEMBERS: ReadonlySet<string> = new Set(['alg', 'enc', 'kid', 'typ', 'cty']);

/** Reads a compact JWE as far as it is not encrypted. Throws `JweFault`. */
export function readJwe(text: string): ReadJwe {
  if (text.length > TEXT_LENGTH_MAX) throw new JweFault(`It has more than ${TEXT_LENGTH_MAX} characters.`);
  if (!COMPACT.test(text))
    throw new JweFault('It is not five parts of base64url with dots between them. It may be cut off.');
  const header = headerOf(text.slice(0, text.indexOf('.')));
  for (const [name, value] of Object.entries(ALGORITHMS))
    if (header[name] !== value) throw new JweFault(`Its header must have \`${name}\`: \`${value}\`.`);
  if (Object.keys(header).some((name) => !MEMBERS.has(name)))
    throw new JweFault(`Its header may have ${[...MEMBERS].join(', ')} and nothing else.`);
  if (typeof header.kid !== 'string') throw new JweFault('Its header must name the key in `kid`.');
  return { text, kid: header.kid };
}

function headerOf(part: string): Record<string, unknown> {
  try {
    const header = parseJson(decodeUtf8(Buffer.from(part, 'base64url')));
    if (typeof header === 'object' && header !== null) return header as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw new JweFault('Its first part is no header in JSON.');
}

/**
 * Opens a JWE by the private key that it names. The work of the key is done on threads of its own. Throws `JweFault`, which is the
 * same for whatever cannot be opened, so that nobody learns from it which step failed.
 */
export async function openJwe({ text }: ReadJwe, key: CryptoKey): Promise<Uint8Array> {
  try {
    const { plaintext } = await compactDecrypt(text, key, {
      keyManagementAlgorithms: [ALGORITHMS.alg],
      contentEncryptionAlgorithms: [ALGORITHMS.enc],
    });
    return plaintext;
  } catch {
    throw new JweFault('It was changed on its way, or encrypted to another key than its `kid` names.');
  }
}
