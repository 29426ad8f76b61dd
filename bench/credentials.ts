/** Payments by each way to prove who asks. Signatures and proofs are made before the run, so that it measures only Florin. */
import { createHash, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import { open } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Florin, Merchant } from './florin.ts';
import { AMOUNT } from './load.ts';

/** The ways, with the share of the payments by a secret key that each has to reach. */
export const CREDENTIALS = {
  'a secret key': null,
  'an OAuth token': 0.9,
  'an OAuth token with DPoP, ES256': 0.7,
  'RFC 9421, Ed25519': 0.6,
  'RFC 9421, ECDSA P-256': 0.6,
  'RFC 9421, RSA 2048 with PSS': 0.7,
} as const;
export type Credential = keyof typeof CREDENTIALS;
export const credentials = Object.keys(CREDENTIALS) as Credential[];

interface Order {
  readonly body: string;
  readonly idempotencyKey: string;
}

/** The headers by which a payment of this order proves who asks. */
export type Prover = (order: Order) => Promise<Readonly<Record<string, string>>>;

const asyncSign = promisify(sign);
const seconds = (): number => Math.floor(Date.now() / 1000);
const sha256 = (text: string, encoding: 'base64' | 'base64url'): string =>
  createHash('sha256').update(text).digest(encoding);

/** Makes what the merchant needs for it: an app with a token, or a key that is registered. */
export async function proverOf(credential: Credential, florin: Florin, merchant: Merchant): Promise<Prover> {
  const byKey = { authorization: `Bearer ${merchant.secretKey}` };
  switch (credential) {
    case 'a secret key':
      return async () => byKey;
    case 'an OAuth token': {
      const token = await tokenOf(await makeApp(florin, merchant, false), florin, {});
      return async () => ({ authorization: `Bearer ${token}` });
    }
    case 'an OAuth token with DPoP, ES256':
      return dpop(florin, merchant);
    case 'RFC 9421, Ed25519':
      return signer(florin, merchant, generateKeyPairSync('ed25519'), { hash: null });
    case 'RFC 9421, ECDSA P-256':
      return signer(florin, merchant, generateKeyPairSync('ec', { namedCurve: 'P-256' }), {
        ...{ hash: 'sha256', dsaEncoding: 'ieee-p1363' },
      });
    case 'RFC 9421, RSA 2048 with PSS':
      return signer(florin, merchant, generateKeyPairSync('rsa', { modulusLength: 2048 }), {
        ...{ hash: 'sha512', padding: PSS, saltLength: 64 },
      });
  }
}

/** `crypto.constants.RSA_PKCS1_PSS_PADDING`. */
const PSS = 6;

interface App {
  readonly client_id: string;
  readonly client_secret: string;
}

async function makeApp(florin: Florin, merchant: Merchant, dpop_bound: boolean): Promise<App> {
  return call(`${florin.baseUrl}/v1/apps`, merchant, {
    name: `Bench ${randomUUID()}`,
    grant_types: ['client_credentials'],
    scopes: ['payments:write'],
    token_endpoint_auth_method: 'client_secret_basic',
    dpop_bound,
  });
}

async function call<Answer>(url: string, merchant: Merchant, body: object): Promise<Answer> {
  const headers = { authorization: `Bearer ${merchant.secretKey}`, 'content-type': 'application/json' };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as Answer;
}

async function tokenOf(app: App, florin: Florin, headers: Record<string, string>): Promise<string> {
  const answer = await fetch(`${florin.baseUrl}/oauth/token`, {
    method: 'POST',
    headers: {
      ...headers,
      authorization: `Basic ${Buffer.from(`${app.client_id}:${app.client_secret}`).toString('base64')}`,
    },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'payments:write' }),
  });
  const { access_token, ...rest } = (await answer.json()) as { access_token?: string };
  if (access_token === undefined) throw new Error(`no token: ${answer.status} ${JSON.stringify(rest)}`);
  return access_token;
}

async function dpop(florin: Florin, merchant: Merchant): Promise<Prover> {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const part = (json: object): string => Buffer.from(JSON.stringify(json)).toString('base64url');
  const header = part({ typ: 'dpop+jwt', alg: 'ES256', jwk: publicKey.export({ format: 'jwk' }) });
  const key = { key: privateKey, dsaEncoding: 'ieee-p1363' } as const;
  const proof = async (path: string, claims: object): Promise<string> => {
    const htu = `${florin.baseUrl}${path}`;
    const text = `${header}.${part({ jti: randomUUID(), htm: 'POST', htu, iat: seconds(), ...claims })}`;
    return `${text}.${(await asyncSign('sha256', Buffer.from(text), key)).toString('base64url')}`;
  };
  const app = await makeApp(florin, merchant, true);
  const token = await tokenOf(app, florin, { dpop: await proof('/oauth/token', {}) });
  const ath = sha256(token, 'base64url');
  return async () => ({ authorization: `DPoP ${token}`, dpop: await proof('/pay', { ath }) });
}

interface Way {
  readonly hash: string | null;
  readonly dsaEncoding?: 'ieee-p1363';
  readonly padding?: number;
  readonly saltLength?: number;
}

async function signer(
  florin: Florin,
  merchant: Merchant,
  { publicKey, privateKey }: { publicKey: KeyObject; privateKey: KeyObject },
  { hash, ...options }: Way,
): Promise<Prover> {
  const pem = publicKey.export({ format: 'pem', type: 'spki' });
  const { id } = await call<{ id: string }>(`${florin.baseUrl}/v1/signature_keys`, merchant, {
    ...{ name: 'Bench', pem },
  });
  return async ({ body, idempotencyKey }) => {
    const headers = {
      authorization: `Bearer ${merchant.secretKey}`,
      'content-digest': `sha-256=:${sha256(body, 'base64')}:`,
    };
    const covered = {
      '@method': 'POST',
      '@target-uri': `${florin.baseUrl}/pay`,
      ...headers,
      'content-type': 'application/json',
      'idempotency-key': idempotencyKey,
    };
    const names = Object.keys(covered).map((name) => `"${name}"`);
    const input = `(${names.join(' ')});created=${seconds()};nonce="${randomUUID()}";keyid="${id}"`;
    const lines = Object.entries({ ...covered, '@signature-params': input });
    const base = lines.map(([name, value]) => `"${name}": ${value}`).join('\n');
    const signature = await asyncSign(hash, Buffer.from(base), { key: privateKey, ...options });
    return {
      ...headers,
      'signature-input': `sig=${input}`,
      signature: `sig=:${signature.toString('base64')}:`,
    };
  };
}

/** How many are made at the same time: the thread pool signs them. */
const AT_ONCE = 200;

/** Writes so many payments, each with its own order, idempotency key and proof, to a file that `prepared.lua` reads. */
export async function prepare(
  file: string,
  baseUrl: string,
  prover: Prover,
  { count, run }: { readonly count: number; readonly run: string },
): Promise<void> {
  const output = await open(file, 'w', 0o600);
  try {
    for (let from = 0; from < count; from += AT_ONCE) {
      const length = Math.min(AT_ONCE, count - from);
      const made = await Promise.all(
        Array.from({ length }, (_, index) => requestOf(baseUrl, prover, `${run}-${from + index}`)),
      );
      await output.write(made.map((request) => `${Buffer.byteLength(request)}\n${request}`).join(''));
    }
  } finally {
    await output.close();
  }
}

async function requestOf(baseUrl: string, prover: Prover, order: string): Promise<string> {
  const body = JSON.stringify({ order_id: order, amount: AMOUNT, currency: 'USD' });
  const headers = {
    host: new URL(baseUrl).host,
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    'idempotency-key': order,
    ...(await prover({ body, idempotencyKey: order })),
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST /pay HTTP/1.1\r\n${lines.join('')}\r\n${body}`;
}
