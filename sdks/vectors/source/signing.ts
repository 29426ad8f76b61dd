/** Makes messages and signatures by RFC 9421, by no code of the server: it has to come to the same by its own. */
import { constants, createHash, createHmac, createPrivateKey, sign, verify } from 'node:crypto';
import { type SignatureKeyName, signatureKeys } from './keys.ts';

export interface RequestSent {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
export interface AnswerSent {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Parameters {
  readonly created?: number;
  readonly expires?: number;
  readonly nonce?: string;
  readonly alg?: string;
  readonly keyid?: string;
  readonly tag?: string;
}

export function digestOf(body: string, algorithm: 'sha-256' | 'sha-512' = 'sha-256'): string {
  const digest = createHash(algorithm.replace('-', '')).update(body).digest('base64');
  return `${algorithm}=:${digest}:`;
}

/** What stands for a component in the base. `;req` is of the request. */
function componentValue(component: string, request: RequestSent, answer: AnswerSent | null): string {
  const ofRequest = component.endsWith(';req') || answer === null;
  const name = component.replace(';req', '');
  const url = new URL(request.url);
  const derived: Readonly<Record<string, string>> = {
    '@method': request.method,
    '@target-uri': url.href,
    '@authority': url.host,
    '@path': url.pathname,
    '@query': url.search === '' ? '?' : url.search,
    '@status': String(answer?.status),
  };
  const { headers } = ofRequest ? request : (answer as AnswerSent);
  const value = derived[name] ?? headers[name];
  if (value === undefined) throw new Error(`the message has no ${component}`);
  return value;
}

/** `"@method"`, `"@method";req`. */
const identifier = (component: string) => component.replace(/^([^;]+)/, '"$1"');

/** The components in brackets, with the parameters behind them (RFC 9421 section 2.3). */
export function paramsOf(covered: readonly string[], parameters: Parameters): string {
  const said = Object.entries(parameters).map(
    ([name, value]) => `;${name}=${typeof value === 'number' ? value : `"${value}"`}`,
  );
  return `(${covered.map(identifier).join(' ')})${said.join('')}`;
}

/** The signature base (RFC 9421 section 2.5). */
export function baseOf(
  covered: readonly string[],
  params: string,
  request: RequestSent,
  answer: AnswerSent | null,
): string {
  const lines = covered.map(
    (component) => `${identifier(component)}: ${componentValue(component, request, answer)}`,
  );
  return [...lines, `"@signature-params": ${params}`].join('\n');
}

const WAYS = {
  ed25519: { hash: null, options: {} },
  'ecdsa-p256-sha256': { hash: 'sha256', options: { dsaEncoding: 'ieee-p1363' } },
  'ecdsa-p384-sha384': { hash: 'sha384', options: { dsaEncoding: 'ieee-p1363' } },
  'rsa-pss-sha512': { hash: 'sha512', options: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 64 } },
  'rsa-v1_5-sha256': { hash: 'sha256', options: { padding: constants.RSA_PKCS1_PADDING } },
} as const;

export interface Options {
  readonly dsaEncoding?: 'der' | 'ieee-p1363';
  readonly saltLength?: number;
}

/**
 * Signs, unless what was kept is such a signature still.
 * @param differently options of the algorithm, for signatures that have to be refused.
 */
export function signatureOf(
  name: SignatureKeyName,
  base: string,
  kept: unknown,
  differently: Options = {},
): string {
  const key = signatureKeys[name];
  if (!('private_pem' in key))
    return createHmac('sha256', Buffer.from(key.secret_base64, 'base64')).update(base).digest('base64');
  const { hash, options } = WAYS[key.algorithm as keyof typeof WAYS];
  const privateKey = { key: createPrivateKey(key.private_pem), ...options, ...differently } as const;
  const data = Buffer.from(base);
  if (typeof kept === 'string' && verify(hash, data, privateKey, Buffer.from(kept, 'base64'))) return kept;
  return sign(hash, data, privateKey).toString('base64');
}
