import { gathered } from '../../../server/src/modules.ts';
import { type Answer, mayBeRepeated, page, REQUEST_ID, refusal, success } from './answers.ts';

/** 24 November 2025, 23:00 UTC. */
const NOW = 1_764_025_200;

interface Case {
  readonly name: string;
  readonly answer: Answer;
  /** What the error has beside what follows from the answer's status. */
  readonly error?: {
    readonly code?: string;
    readonly request_id?: string | null;
    readonly retry_after?: number;
    readonly field?: string;
    readonly may_be_repeated?: boolean;
  };
}

const html = page(502);
const paid = success({ id: 'pay_01h455vb4pex5vsknk084sn02q', object: 'payment', status: 'succeeded' });
const told = { request_id: REQUEST_ID };
const problem = (headers: Readonly<Record<string, string>>, body: string, status: number): Answer => ({
  ...{ status, body, headers: { 'content-type': 'application/problem+json', ...headers } },
});

const cases: readonly Case[] = [
  {
    name: 'a refusal has its code, and the field at fault',
    answer: refusal('currency_unknown', { field: 'currency' }, 'ISO 4217 has no currency ABC to pay in.'),
    error: { ...told, code: 'currency_unknown', field: 'currency' },
  },
  {
    name: 'a declined payment is an error of its own code, and is not repeated',
    answer: refusal('payment_declined'),
    error: { ...told, code: 'payment_declined' },
  },
  {
    name: 'a wrong key',
    answer: refusal('unauthorized'),
    error: { ...told, code: 'unauthorized' },
  },
  {
    name: 'too many requests: the wait is in Retry-After',
    answer: refusal('rate_limited', { retryAfter: 7 }),
    error: { ...told, code: 'rate_limited', retry_after: 7 },
  },
  {
    name: 'the first request with the key is still running',
    answer: refusal('idempotency_in_progress', { retryAfter: 1 }),
    error: { ...told, code: 'idempotency_in_progress', retry_after: 1 },
  },
  {
    name: 'the key was used with another body: repeating it does not help',
    answer: refusal('idempotency_key_reused'),
    error: { ...told, code: 'idempotency_key_reused' },
  },
  {
    name: 'the result is not known yet: the same request is sent again with the same key',
    answer: refusal('outcome_unknown', { retryAfter: 1 }),
    error: { ...told, code: 'outcome_unknown', retry_after: 1 },
  },
  {
    name: 'an overloaded server has written nothing',
    answer: refusal('overloaded', { retryAfter: 1 }),
    error: { ...told, code: 'overloaded', retry_after: 1 },
  },
  {
    name: 'a fault of Florin, without Retry-After',
    answer: refusal('internal'),
    error: { ...told, code: 'internal' },
  },
  {
    name: 'another command on the payment is running: it is for the program to decide',
    answer: refusal('command_in_progress'),
    error: { ...told, code: 'command_in_progress' },
  },
  {
    name: 'a code that the SDK does not know is kept as it is',
    answer: problem(
      { 'request-id': REQUEST_ID },
      `{"code":"of_next_year","status":409,"title":"Later","request_id":"${REQUEST_ID}"}`,
      409,
    ),
    error: { ...told, code: 'of_next_year' },
  },
  {
    name: 'members that the SDK does not know do no harm, and the names of members may be in any order',
    answer: problem({}, `{"since":{"a":[1]},"code":"not_found","request_id":"${REQUEST_ID}"}`, 404),
    error: { ...told, code: 'not_found' },
  },
  {
    name: 'the status of HTTP counts, not the one in the body',
    answer: problem({}, '{"code":"not_found","status":200}', 404),
    error: { code: 'not_found' },
  },
  {
    name: 'a code that is no text is none',
    answer: problem({ 'request-id': REQUEST_ID }, '{"code":404,"request_id":null}', 404),
    error: told,
  },
  { name: 'a page of a proxy has no code', answer: html },
  {
    name: 'a page of a proxy with a wait',
    answer: page(503, { 'retry-after': '30' }),
    error: { retry_after: 30 },
  },
  {
    name: 'a wait may be a date',
    answer: page(503, { 'retry-after': 'Mon, 24 Nov 2025 23:00:20 GMT' }),
    error: { retry_after: 20 },
  },
  {
    name: 'a date that is past is no wait',
    answer: page(503, { 'retry-after': 'Mon, 24 Nov 2025 22:00:00 GMT' }),
    error: { retry_after: 0 },
  },
  {
    name: 'a wait that is no number and no date is passed over',
    answer: page(503, { 'retry-after': 'soon' }),
  },
  { name: 'a wait below zero is passed over', answer: page(503, { 'retry-after': '-5' }) },
  { name: 'a page with 404 is no refusal of Florin', answer: page(404) },
  { name: 'an answer without a body', answer: { status: 500, headers: {}, body: '' } },
  {
    name: 'an answer without a body, with an id',
    answer: { status: 504, headers: { 'request-id': REQUEST_ID }, body: '' },
    error: told,
  },
  {
    name: 'half of a problem: the id is still in the header',
    answer: problem({ 'request-id': REQUEST_ID }, '{"type":"/docs/errors#rate_limited","code":"rate_li', 429),
    error: told,
  },
  {
    name: 'a problem that is a list',
    answer: problem({}, '[]', 400),
  },
  {
    name: 'a redirect is not followed, because it would take the key elsewhere',
    answer: { ...page(302), headers: { ...html.headers, location: 'https://elsewhere.example/' } },
  },
  {
    name: 'a permanent redirect is not followed either',
    answer: { ...page(308), headers: { ...html.headers, location: '/v2/payments' } },
  },
  {
    name: 'half of an answer that succeeded: what happened is not known, and the same request may be sent again',
    answer: { ...paid, body: paid.body.slice(0, 40) },
    error: { ...told, may_be_repeated: true },
  },
  { name: 'a page with 200 is no answer of Florin', answer: page(200) },
];

export function problems() {
  return {
    description:
      'Answers that are no success, and the error that an SDK makes of each. `may_be_repeated` says whether the same request may be sent ' +
      'again, if it is a GET or has an idempotency key. `now`, in seconds, is for waits that are dates. `codes` has all codes.',
    now: NOW,
    codes: Object.entries(gathered.problems).map(([code, { status }]) => ({
      ...{ code, status, may_be_repeated: mayBeRepeated(status, code) },
    })),
    cases: cases.map(({ name, answer, error = {} }) => ({
      name,
      answer,
      error: {
        status: answer.status,
        code: error.code ?? null,
        request_id: error.request_id ?? null,
        retry_after: error.retry_after ?? null,
        field: error.field ?? null,
        may_be_repeated: error.may_be_repeated ?? mayBeRepeated(answer.status, error.code ?? null),
      },
    })),
  };
}
