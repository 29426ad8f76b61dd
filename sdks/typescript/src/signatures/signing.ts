import { base64, base64url, fromBase64, type Jwk, utf8 } from '../base64.ts';
import { InputError, VerificationError } from '../errors.ts';
import { PublishedKeys } from '../keys-list.ts';
import type { OutgoingRequest, ReceivedAnswer, RequestSigning } from '../wire.ts';
import { isOf, type PrivateKey, type SignatureAlgorithm, sign, signingKey } from './algorithms.ts';
import { membersOf, parametersOf } from './fields.ts';

export interface SigningOptions {
  /** The key’s id at Florin, `sigkey_…`. */
  readonly keyId: string;
  /** The private key: PKCS #8 in PEM, a JWK, or a key of Web Crypto. */
  readonly key: PrivateKey;
  readonly algorithm?: SignatureAlgorithm;
  /** Whether answers must be signed by Florin too, and by which keys. */
  readonly answers?: FlorinKeys;
  /** The time in milliseconds. It may be up to five minutes wrong. */
  readonly now?: () => number;
}

const LABEL = 'florin';
const TAG = 'florin-sdk';
const KEPT_MS = 60 * 60_000;
/** A key that is not in the list may be newer than the list. */
const RENEWED_MS = 60_000;
const WINDOW_S = 300;
/** Fields that take effect, and so are covered where they are sent. */
const COVERED = [
  'authorization',
  'dpop',
  'content-digest',
  'content-type',
  'idempotency-key',
  'last-event-id',
];

/** Florin’s public keys. Share one among clients of one Florin. */
export class FlorinKeys {
  readonly #list: PublishedKeys;

  constructor(baseUrl: string, fetch?: typeof globalThis.fetch) {
    this.#list = new PublishedKeys(`${baseUrl}/.well-known/florin-signatures.json`, KEPT_MS, fetch);
  }

  async find(kid: string): Promise<Jwk | undefined> {
    const of = (keys: readonly Jwk[]) => keys.find((key) => key.kid === kid);
    return of(await this.#list.keys()) ?? of(await this.#list.keys(RENEWED_MS));
  }
}

/** Signs every request by RFC 9421, and with `answers` verifies every answer. Hand it to a client as `signing`. */
export function requestSigning({
  keyId,
  key,
  algorithm = 'ed25519',
  answers,
  now = Date.now,
}: SigningOptions): RequestSigning {
  if (typeof keyId !== 'string' || !/^[\w-]+$/.test(keyId))
    throw new InputError('keyId must be the id of your signature key, sigkey_….');
  let imported: ReturnType<typeof signingKey> | null = null;
  return {
    async sign(request) {
      const nonce = base64url(crypto.getRandomValues(new Uint8Array(18)));
      const added: Record<string, string> = {};
      if (request.body !== undefined) added['content-digest'] = await digestOf(utf8(request.body));
      if (answers !== undefined)
        added['accept-signature'] =
          `${LABEL}=(${ofAnswer(request.body !== undefined)});created;nonce="${nonce}";tag="${TAG}"`;
      const signed = { ...request, headers: { ...request.headers, ...added } };
      const names = COVERED.filter((name) => signed.headers[name] !== undefined);
      const covered = ['"@method"', '"@target-uri"', ...names.map((name) => `"${name}"`)].join(' ');
      const created = Math.floor(now() / 1000);
      const input = `(${covered});created=${created};nonce="${nonce}";keyid="${keyId}";tag="${TAG}"`;
      const base = requestBase(signed, covered, input);
      imported ??= signingKey(key, algorithm);
      const signature = await sign(await imported, algorithm, utf8(base));
      return {
        ...added,
        'signature-input': `${LABEL}=${input}`,
        signature: `${LABEL}=:${base64(signature)}:`,
      };
    },
    async verify(request, answer) {
      if (answers !== undefined) await verifyAnswer(request, answer, answers, now());
    },
  };
}

/** What of an answer is covered, so that it is this answer to this very request. */
function ofAnswer(hasBody: boolean): string {
  const digest = hasBody ? ' "content-digest";req' : '';
  return `"@status" "content-digest" "@method";req "@target-uri";req${digest}`;
}

/** Refusals that may come before Florin has looked at the key, and those of whatever stands before it. None of them did anything. */
function maybeUnsigned(status: number): boolean {
  return status === 401 || status === 408 || status === 429 || status === 431 || status >= 500;
}

/** Throws `VerificationError` where the answer is not signed by Florin for this request. */
export async function verifyAnswer(
  request: OutgoingRequest,
  { status, headers, body }: ReceivedAnswer,
  keys: FlorinKeys,
  now: number,
): Promise<void> {
  const input = membersOf(headers.get('signature-input') ?? '').get(LABEL);
  const signature = membersOf(headers.get('signature') ?? '').get(LABEL);
  if (input === undefined || signature === undefined) {
    if (maybeUnsigned(status)) return;
    throw new VerificationError(
      `The answer ${status} is not signed: something between you and Florin may have written it.`,
    );
  }
  const covered = ofAnswer(request.body !== undefined);
  if (!input.startsWith(`(${covered})`))
    throw new VerificationError('The answer’s signature covers something else than was asked for.');
  const parameters = parametersOf(input.slice(covered.length + 2));
  const asked = parametersOf(/;nonce="[^"]*"/.exec(request.headers['accept-signature'] ?? '')?.[0] ?? '');
  const [nonce, created, kid] = ['nonce', 'created', 'keyid'].map((name) => parameters?.get(name));
  if (nonce === undefined || nonce !== asked?.get('nonce'))
    throw new VerificationError('The answer was signed for another request: it may be a copy.');
  if (created === undefined || Math.abs(now / 1000 - Number(created)) > WINDOW_S)
    throw new VerificationError('The answer was signed at another time: it is old, or a clock is wrong.');
  const digest = headers.get('content-digest') ?? '';
  if (digest !== (await digestOf(body)))
    throw new VerificationError('The answer’s body is not the one that was signed.');
  const of = (name: string) =>
    name === '"@status"'
      ? String(status)
      : name === '"content-digest"'
        ? digest
        : partOf(request, name.replace(/;req$/, ''));
  const value = /^:([^:]*):$/.exec(signature)?.[1];
  const bytes = value === undefined ? null : fromBase64(value);
  const key = kid === undefined ? undefined : await keys.find(kid);
  if (key === undefined || bytes === null || !(await isOf(key, bytes, utf8(baseOf(covered, input, of)))))
    throw new VerificationError('The answer’s signature is not by a key of Florin’s.');
}

/** What is signed of a request. `covered` are the quoted names with spaces between them, `input` the value that tells of them. */
export function requestBase(request: OutgoingRequest, covered: string, input: string): string {
  return baseOf(covered, input, (name) => partOf(request, name));
}

/** The signature base (RFC 9421 section 2.5). */
function baseOf(covered: string, input: string, part: (name: string) => string): string {
  const lines = covered.split(' ').map((name) => `${name}: ${part(name)}`);
  return [...lines, `"@signature-params": ${input}`].join('\n');
}

function partOf({ method, url, headers }: OutgoingRequest, name: string): string {
  if (name === '"@method"') return method;
  if (name === '"@target-uri"') return new URL(url).href;
  return headers[name.slice(1, -1)] ?? '';
}

async function digestOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return `sha-256=:${base64(await crypto.subtle.digest('SHA-256', bytes))}:`;
}
