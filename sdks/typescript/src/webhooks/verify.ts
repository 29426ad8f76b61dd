import { type Bytes, fromBase64, fromUtf8, type Jwk, utf8 } from '../base64.ts';
import { InputError, VerificationError } from '../errors.ts';
import type { components } from '../generated/api.ts';
import { decryptJwe } from '../jwe.ts';

/** An event. One of a type that this version does not know comes through as well, so keep a `default` where you switch over `type`. */
export type WebhookEvent = components['schemas']['Event'];

export interface WebhookOptions {
  /** The secret of the endpoint, `whsec_…`. While it is rotated, the old one and the new one. */
  readonly secret: string | readonly string[];
  /** The private keys, as JWKs, of an endpoint with an `encryption_key`. */
  readonly decryptionKeys?: readonly Jwk[];
  /** How old a delivery may be, and how far ahead its clock, in seconds. */
  readonly toleranceSeconds?: number;
  /** The time in milliseconds. */
  readonly now?: () => number;
}

export type HeadersLike = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

const TOLERANCE_S = 300;

/**
 * Verifies a delivery (Standard Webhooks 1.0), and gives back its event. `body` is what came, byte for byte: not what a parser made of
 * it. Throws `VerificationError`; answer with 401 then.
 */
export async function verifyWebhook(
  body: string | Uint8Array,
  headers: HeadersLike,
  { secret, decryptionKeys = [], toleranceSeconds = TOLERANCE_S, now = Date.now }: WebhookOptions,
): Promise<WebhookEvent> {
  const secrets = secretsOf(secret);
  if (typeof body !== 'string' && !(body instanceof Uint8Array))
    throw new InputError(
      'The body must be the text or the bytes that came: a parsed body cannot be verified.',
    );
  const id = needed(headers, 'webhook-id');
  const timestamp = needed(headers, 'webhook-timestamp');
  const signatures = needed(headers, 'webhook-signature');
  if (!/^\d{1,12}$/.test(timestamp)) throw new VerificationError('webhook-timestamp is no time.');
  const age = now() / 1000 - Number(timestamp);
  if (Math.abs(age) > toleranceSeconds)
    throw new VerificationError(
      `The delivery is ${Math.round(Math.abs(age))} seconds ${age > 0 ? 'old' : 'ahead'}: it may be a copy of an earlier one, or a clock is wrong.`,
    );
  const bytes = typeof body === 'string' ? utf8(body) : body;
  const signed = new Uint8Array([...utf8(`${id}.${timestamp}.`), ...bytes]);
  if (!(await isSigned(signed, signatures, secrets)))
    throw new VerificationError('No signature of the delivery was made with this secret over this body.');
  const text = fromUtf8(bytes);
  const encrypted =
    headerOf(headers, 'content-type')?.split(';')[0]?.trim().toLowerCase() === 'application/jose';
  if (encrypted && decryptionKeys.length === 0)
    throw new InputError('The delivery is encrypted: hand in the private key as decryptionKeys.');
  return eventOf(encrypted ? await decryptJwe(text, decryptionKeys) : text);
}

/** The bytes of the secrets. Throws `InputError` for what is no secret. */
export function secretsOf(secret: string | readonly string[]): Bytes[] {
  const secrets = typeof secret === 'string' ? [secret] : secret;
  if (!Array.isArray(secrets) || secrets.length === 0)
    throw new InputError('There is no secret: hand in the whsec_… that the endpoint was created with.');
  return secrets.map((each: unknown) => {
    const bytes =
      typeof each === 'string' && !/\s/.test(each) ? fromBase64(each.replace(/^whsec_/, '')) : null;
    if (bytes === null || bytes.length === 0)
      throw new InputError(
        'A secret must be whsec_ and base64, without white space, as the endpoint was created with.',
      );
    return bytes;
  });
}

async function isSigned(signed: Bytes, signatures: string, secrets: readonly Bytes[]): Promise<boolean> {
  const values = signatures
    .split(' ')
    .filter((each) => each.startsWith('v1,'))
    .map((each) => fromBase64(each.slice(3)))
    .filter((each) => each !== null);
  for (const secret of secrets) {
    const key = await crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, [
      'verify',
    ]);
    // Web Crypto compares in constant time.
    for (const value of values) if (await crypto.subtle.verify('HMAC', key, value, signed)) return true;
  }
  return false;
}

function eventOf(text: string): WebhookEvent {
  try {
    const event = JSON.parse(text);
    if (typeof event?.id === 'string' && typeof event?.type === 'string') return event;
  } catch {
    // Said below.
  }
  throw new VerificationError('The delivery is signed, but is no event.');
}

function needed(headers: HeadersLike, name: string): string {
  const value = headerOf(headers, name);
  if (value === undefined || value === '')
    throw new VerificationError(`The header ${name} is missing: this is no delivery of Florin’s.`);
  return value;
}

function headerOf(headers: HeadersLike, name: string): string | undefined {
  if (headers instanceof Headers) return headers.get(name) ?? undefined;
  const [, value] = Object.entries(headers).find(([each]) => each.toLowerCase() === name) ?? [];
  return typeof value === 'object' ? value.join(', ') : value;
}
