/** For tests: a merchant's key pair, and requests signed by it. */
import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { type BareItem, type Item, parseItem, serializeDictionary } from 'structured-headers';
import type { TestPlatform } from '../testing.ts';
import {
  componentsOf,
  contentDigest,
  type Field,
  linesOf,
  type Request,
  type SigningKey,
  signatureBase,
  signed,
} from './rfc9421/index.ts';

/** A registered key, with its private part. */
export interface TestKey extends SigningKey {
  readonly id: string;
}

export async function registerKey(
  florin: TestPlatform,
  rest: object = {},
  { publicKey, privateKey }: { publicKey: KeyObject; privateKey: KeyObject } = generateKeyPairSync('ed25519'),
  headers: Record<string, string> = {},
): Promise<TestKey> {
  const pem = publicKey.export({ format: 'pem', type: 'spki' });
  const answer = await florin.call('POST', '/v1/signature_keys', { name: 'A key', pem, ...rest }, headers);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return { id: answer.body.id, algorithm: answer.body.algorithm, key: privateKey };
}

export interface SigningOptions {
  readonly method?: string;
  readonly path?: string;
  readonly body?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  /** The identifiers of what is covered. */
  readonly components?: readonly string[];
  /** Parameters that are added, in this order behind the usual ones, or take their place; null: left out. */
  readonly parameters?: Readonly<Record<string, BareItem | null>>;
  /** Whether `parameters` are all there are, in their order. */
  readonly ordered?: boolean;
  readonly label?: string;
  /** Changes the signature before it is sent. */
  readonly altered?: (value: Buffer) => Buffer;
  readonly authority?: string;
  readonly scheme?: 'http' | 'https';
  readonly now?: number;
}

export const COMPONENTS = ['"@method"', '"@target-uri"', '"authorization"'];
const OF_BODY = ['"content-digest"', '"content-type"'];

/** The fields of a signed request: what is sent beside the body. */
export async function signedHeaders(
  key: TestKey,
  secret: string,
  {
    method = 'POST',
    path = '/v1/payments',
    body,
    headers = {},
    components = [...COMPONENTS, ...(body === undefined ? [] : OF_BODY)],
    parameters = {},
    ordered = false,
    label = 'sig',
    altered = (value) => value,
    authority = 'localhost:80',
    scheme = 'http',
    now = Date.now(),
  }: SigningOptions = {},
): Promise<Record<string, string>> {
  const sent: Record<string, string> = {
    authorization: `Bearer ${secret}`,
    ...(body === undefined
      ? {}
      : { 'content-type': 'application/json', 'content-digest': contentDigest(body) }),
    ...headers,
  };
  const fields: Field[] = Object.entries(sent);
  const message: Request = { kind: 'request', method, scheme, authority, target: path, fields };
  const items: Item[] = components.map((each) => parseItem(each));
  const usual = { created: Math.floor(now / 1000), nonce: randomUUID(), keyid: key.id };
  const all = Object.entries({ ...(ordered ? {} : usual), ...parameters }).filter(
    (entry): entry is [string, BareItem] => entry[1] !== null,
  );
  const covered = [items, new Map(all)] as [Item[], Map<string, BareItem>];
  const base = signatureBase(linesOf(message, componentsOf(items, 'request')), covered);
  const value = altered(await signed(key, Buffer.from(base)));
  return {
    ...sent,
    'signature-input': serializeDictionary(new Map([[label, covered]])),
    signature: serializeDictionary(new Map([[label, [new Uint8Array(value), new Map()]]])),
  };
}

/** Sends a signed request. */
export async function callSigned(
  florin: TestPlatform,
  key: TestKey,
  options: SigningOptions = {},
  change: (headers: Record<string, string>) => Record<string, string> = (headers) => headers,
) {
  const { method = 'POST', path = '/v1/payments', body } = options;
  const headers = change(await signedHeaders(key, florin.secretKey, options));
  const answer = await florin.app.inject({
    method: method as 'POST',
    url: path,
    headers: { host: 'localhost:80', ...headers },
    ...(body === undefined ? {} : { payload: body }),
  });
  return {
    status: answer.statusCode,
    body: answer.body === '' ? null : answer.json(),
    headers: answer.headers,
  };
}
