/** Signatures of requests by RFC 9421, as far as the command line makes and checks them. */
import {
  constants,
  createHash,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  randomUUID,
  sign,
  verify,
} from 'node:crypto';
import { CommandError } from './trouble.ts';

/** A request as it goes out; the names of its headers in lower case. */
export interface Signable {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

interface Way {
  readonly hash: 'sha256' | 'sha384' | 'sha512' | null;
  readonly options: object;
}

/** What takes effect, and so has to be covered where it is sent (docs/signatures.md). */
const COVERED = ['authorization', 'content-digest', 'content-type', 'idempotency-key'];
const P1363 = { dsaEncoding: 'ieee-p1363' };

/** How a key signs: a key fits one algorithm, and RSA keys take PSS. */
function wayOf(key: KeyObject): Way {
  switch (key.asymmetricKeyType) {
    case 'ed25519':
      return { hash: null, options: {} };
    case 'ec':
      return key.asymmetricKeyDetails?.namedCurve === 'secp384r1'
        ? { hash: 'sha384', options: P1363 }
        : { hash: 'sha256', options: P1363 };
    case 'rsa':
    case 'rsa-pss':
      return { hash: 'sha512', options: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 64 } };
    default:
      throw new CommandError('arguments', 'The key has to be for Ed25519, ECDSA on P-256 or P-384, or RSA.');
  }
}

/** @throws CommandError if the text is no key of that kind. */
export function readSigningKey(pem: string, kind: 'private' | 'public'): KeyObject {
  try {
    return kind === 'private' ? createPrivateKey(pem) : createPublicKey(pem);
  } catch (error) {
    throw new CommandError('arguments', `The file holds no ${kind} key in PEM.`, error);
  }
}

/** The value of `Content-Digest` for a body (RFC 9530). */
function digestOf(body: string): string {
  return `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;
}

/** The headers that sign the request, and what was signed, line by line. @param now in milliseconds. */
export function signed(
  request: Signable,
  key: KeyObject,
  keyId: string,
  now: number,
): { readonly headers: Record<string, string>; readonly base: readonly string[] } {
  const digest: Record<string, string> =
    request.body === undefined ? {} : { 'content-digest': digestOf(request.body) };
  const whole = { ...request, headers: { ...request.headers, ...digest } };
  const names = ['@method', '@target-uri', ...COVERED.filter((name) => whole.headers[name] !== undefined)];
  const list = names.map((name) => `"${name}"`).join(' ');
  const input = `(${list});created=${Math.floor(now / 1000)};nonce="${randomUUID()}";keyid="${keyId}"`;
  const base = baseOf(whole, names, input);
  const { hash, options } = wayOf(key);
  const value = sign(hash, Buffer.from(base.join('\n')), { key, ...options }).toString('base64');
  return { headers: { ...digest, 'signature-input': `sig=${input}`, signature: `sig=:${value}:` }, base };
}

/** Whether the headers of a request hold a signature by the key, what it says was signed, and what else is wrong. */
export function checked(
  request: Signable,
  key: KeyObject,
): { readonly right: boolean; readonly base: readonly string[]; readonly faults: readonly string[] } {
  const input = /^\s*([a-z*][\w.*-]*)=(\(([^()]*)\)(?:;[^,]*)?)\s*$/.exec(
    request.headers['signature-input'] ?? '',
  );
  const value = /^\s*([a-z*][\w.*-]*)=:([A-Za-z0-9+/=]*):\s*$/.exec(request.headers.signature ?? '');
  if (input === null || value === null || input[1] !== value[1])
    throw new CommandError(
      'arguments',
      'Give the headers Signature-Input and Signature of one signature, as in -H \'Signature-Input: sig=("@method" …);created=…\'.',
    );
  const [, , parameters = '', list = ''] = input;
  const names = [...list.matchAll(/"([^"]+)"/g)].map(([, name = '']) => name);
  const base = baseOf(request, names, parameters);
  const digest = request.headers['content-digest'];
  const faults = [
    ...(digest !== undefined && digest !== digestOf(request.body ?? '')
      ? [`Content-Digest is ${digest}, and that of this body is ${digestOf(request.body ?? '')}.`]
      : []),
    ...COVERED.filter((name) => request.headers[name] !== undefined && !names.includes(name)).map(
      (name) => `"${name}" is sent and not covered: Florin refuses that.`,
    ),
  ];
  const { hash, options } = wayOf(key);
  const right = verify(
    hash,
    Buffer.from(base.join('\n')),
    { key, ...options },
    Buffer.from(value[2] ?? '', 'base64'),
  );
  return { right, base, faults };
}

/** The signature base (RFC 9421 section 2.5), line by line. */
function baseOf(request: Signable, names: readonly string[], parameters: string): string[] {
  const lines = names.map((name) => `"${name}": ${partOf(request, name)}`);
  return [...lines, `"@signature-params": ${parameters}`];
}

function partOf({ method, url, headers }: Signable, name: string): string {
  const { host, pathname, search, href } = new URL(url);
  const derived: Readonly<Record<string, string>> = {
    '@method': method,
    '@target-uri': href,
    '@authority': host,
    '@path': pathname,
    '@query': search === '' ? '?' : search,
    '@request-target': `${pathname}${search}`,
  };
  const value = derived[name] ?? headers[name];
  if (value === undefined)
    throw new CommandError('arguments', `"${name}" is covered, and the request has no such part.`);
  return value.trim();
}
