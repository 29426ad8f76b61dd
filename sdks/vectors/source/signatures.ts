import { keptCases } from './kept.ts';
import { type SignatureKeyName, signatureKeys } from './keys.ts';
import { refused } from './signatures-refused.ts';
import {
  ANSWER,
  BODY,
  type Case,
  COVERED,
  FIELDS,
  GET,
  HMAC,
  headers,
  KEYS,
  MESSAGES,
  NOW,
  P256,
  P384,
  PARAMETERS,
  POST,
  PSS,
  usual,
  V15,
} from './signed-messages.ts';
import { baseOf, digestOf, paramsOf, signatureOf } from './signing.ts';

const taken: readonly Case[] = [
  { name: 'a request signed with Ed25519' },
  { name: 'a request signed with ECDSA on P-256: r and s one after another', key: P256 },
  { name: 'a request signed with ECDSA on P-384: r and s one after another', key: P384 },
  { name: 'a request signed with RSA-PSS and SHA-512', key: PSS },
  { name: 'a request signed with RSA PKCS #1 v1.5 and SHA-256', key: V15 },
  { name: 'a request signed with a shared secret, which Florin does not take of clients', key: HMAC },
  {
    name: 'a GET has no body and no digest',
    request: GET,
    covered: ['@method', '@target-uri', 'authorization'],
  },
  {
    name: 'the address in parts in place of the whole',
    request: GET,
    covered: ['@method', '@authority', '@path', '@query', 'authorization'],
  },
  {
    name: 'an address without a query has the query of one question mark',
    request: { ...GET, url: 'https://pay.example/v1/balances' },
    covered: ['@method', '@authority', '@path', '@query', 'authorization'],
  },
  {
    name: 'another port belongs to the address',
    request: { ...GET, url: 'http://127.0.0.1:4242/v1/payments' },
    covered: ['@method', '@target-uri', '@authority', 'authorization'],
  },
  {
    name: 'the digest may be SHA-512',
    request: { ...POST, ...headers({ 'content-digest': digestOf(BODY, 'sha-512') }) },
  },
  { name: 'components may be in any order', covered: [...COVERED.request].reverse() },
  { name: 'the algorithm may be named', parameters: usual({ alg: 'ed25519' }) },
  { name: 'a request may say until when it is good', parameters: usual({ expires: NOW + 60 }) },
  { name: 'a request that is five minutes old is taken', now: NOW + 300 },
  { name: 'an answer is bound to the request that it answers', kind: 'answer', answer: ANSWER },
  {
    name: 'an answer that refuses is signed too',
    kind: 'answer',
    answer: {
      ...ANSWER,
      status: 404,
      headers: { ...ANSWER.headers, 'content-type': 'application/problem+json' },
    },
  },
  { name: 'a delivery of a webhook is signed with Florin’s own key', kind: 'webhook' },
];

export function signatures() {
  const kept = keptCases('signatures.json');
  return {
    description:
      'Requests, answers and webhooks that are signed (RFC 9421, RFC 9530), and whether whoever gets them accepts them. `keys` has all ' +
      'keys, by the ids that `keyid` names. Times are seconds since 1970.',
    tolerance: 300,
    required: {
      request: { always: ['@method', '@target-uri'], if_sent: FIELDS },
      answer: { always: ['@status', 'content-digest'], if_sent: [] },
      webhook: { always: COVERED.webhook, if_sent: [] },
    },
    keys: signatureKeys,
    cases: [...taken, ...refused].map((one) => made(one, kept.get(one.name)?.signature)),
  };
}

function made(one: Case, kept: unknown) {
  const {
    name,
    kind = 'request',
    key = KEYS[kind],
    covered = COVERED[kind],
    arrived = {},
    refused: reason,
  } = one;
  const { request = MESSAGES[kind], answer = null, parameters = PARAMETERS(kind, key), now = NOW } = one;
  const params = paramsOf(covered, parameters);
  const base = baseOf(covered, params, request, answer);
  const signature = signatureOf(key, one.over?.(base) ?? base, kept, one.differently);
  const label = kind === 'request' ? 'sig' : kind === 'answer' ? 'asked' : 'florin';
  return {
    name,
    kind,
    key: parameters.keyid as string,
    algorithm: signatureKeys[parameters.keyid as SignatureKeyName].algorithm,
    signed: { request, ...(answer === null ? {} : { answer }), covered, parameters },
    signature_base: base,
    signature_input: `${label}=${params}`,
    signature: one.changed?.(signature) ?? signature,
    arrived: {
      request: { ...request, ...arrived.request },
      ...(answer === null ? {} : { answer: { ...answer, ...arrived.answer } }),
    },
    label,
    now,
    accepted: reason === undefined,
    ...(reason === undefined ? {} : { reason }),
  };
}
