/** What is signed in the vectors of signatures, where a case does not say otherwise. */
import type { SignatureKeyName } from './keys.ts';
import { type AnswerSent, digestOf, type Options, type Parameters, type RequestSent } from './signing.ts';

/** 24 November 2025, 23:00 UTC. */
export const NOW = 1_764_025_200;
export const ED = 'sigkey_01h455vb4pex5vsknk084sn001';
export const P256 = 'sigkey_01h455vb4pex5vsknk084sn002';
export const P384 = 'sigkey_01h455vb4pex5vsknk084sn003';
export const PSS = 'sigkey_01h455vb4pex5vsknk084sn004';
export const V15 = 'sigkey_01h455vb4pex5vsknk084sn005';
export const HMAC = 'sigkey_01h455vb4pex5vsknk084sn006';
export const FLORIN = 'florinkey_01h455vb4pex5vsknk084sn007';
export type Kind = 'request' | 'answer' | 'webhook';
export type Reason = 'signature_invalid' | 'signature_expired' | 'digest_mismatch';

export interface Case {
  readonly name: string;
  readonly kind?: Kind;
  /** The key that signs; usually also the one that is named. */
  readonly key?: SignatureKeyName;
  readonly request?: RequestSent;
  readonly answer?: AnswerSent;
  readonly covered?: readonly string[];
  readonly parameters?: Parameters;
  /** What arrives, where it is not what was signed. */
  readonly arrived?: { readonly request?: Partial<RequestSent>; readonly answer?: Partial<AnswerSent> };
  /** What becomes of the signature on its way, and how it was made. */
  readonly changed?: (signature: string) => string;
  readonly over?: (base: string) => string;
  readonly differently?: Options;
  readonly now?: number;
  readonly refused?: Reason;
}

export const BODY = '{"order_id":"vector-1","amount":2599,"currency":"EUR","description":"两本笔记本 ☕"}';
export const POST: RequestSent = {
  method: 'POST',
  url: 'https://pay.example/v1/payments',
  headers: {
    authorization: 'Bearer sk_test_vector',
    'content-type': 'application/json',
    'content-digest': digestOf(BODY),
    'idempotency-key': '4f0c1d9e-6c5f-4b1e-9f0a-2d7f3c1b8a55',
  },
  body: BODY,
};
export const GET: RequestSent = {
  method: 'GET',
  url: 'https://pay.example/v1/payments?limit=10&order_id=a%20b',
  headers: { authorization: 'Bearer sk_test_vector' },
  body: '',
};
export const ANSWER_BODY = '{"id":"pay_01h455vb4pex5vsknk084sn02q","object":"payment","status":"succeeded"}';
export const ANSWER: AnswerSent = {
  status: 200,
  headers: {
    'content-type': 'application/json; charset=utf-8',
    'content-digest': digestOf(ANSWER_BODY),
    'request-id': 'req_01kb0zv9q3e8k8n2m4x6t7w5ya',
  },
  body: ANSWER_BODY,
};
export const EVENT = '{"id":"evt_0000000001g7dr6pzf5txx43xw","type":"payment.succeeded"}';
export const DELIVERY: RequestSent = {
  method: 'POST',
  url: 'https://shop.example/webhooks?from=florin',
  headers: {
    'content-type': 'application/json',
    'webhook-id': 'evt_0000000001g7dr6pzf5txx43xw',
    'webhook-timestamp': String(NOW),
    'content-digest': digestOf(EVENT),
  },
  body: EVENT,
};

export const FIELDS = ['authorization', 'content-type', 'content-digest', 'idempotency-key'];
export const COVERED: Readonly<Record<Kind, readonly string[]>> = {
  request: ['@method', '@target-uri', ...FIELDS],
  answer: [
    '@status',
    'content-digest',
    'content-type',
    '@method;req',
    '@target-uri;req',
    'content-digest;req',
  ],
  webhook: ['@method', '@target-uri', 'content-type', 'webhook-id', 'webhook-timestamp', 'content-digest'],
};
export const MESSAGES = { request: POST, answer: POST, webhook: DELIVERY } as const;
export const KEYS = { request: ED, answer: FLORIN, webhook: FLORIN } as const;
export const PARAMETERS = (kind: Kind, keyid: string): Parameters =>
  kind === 'webhook'
    ? { created: NOW, alg: 'ed25519', keyid, tag: 'florin-webhook' }
    : kind === 'answer'
      ? { created: NOW, nonce: 'b3k2pp5k7z-50gnwp.yemd', alg: 'ed25519', keyid }
      : { created: NOW, nonce: 'b3k2pp5k7z-50gnwp.yemd', keyid };
export const less = (kind: Kind, name: string) => COVERED[kind].filter((each) => each !== name);
export const headers = (changed: Readonly<Record<string, string>>, of: RequestSent = POST) => ({
  headers: { ...of.headers, ...changed },
});
export const usual = (changed: Parameters, key: SignatureKeyName = ED): Parameters => ({
  ...PARAMETERS('request', key),
  ...changed,
});
export const forged = BODY.replace('2599', '1');
