import { type Answer, page, refusal, success } from './answers.ts';

/** What the server does with one try. */
type Exchange = 'drops_before_reading' | 'drops_after_processing' | 'never_answers' | Answer;

/** How long the client waits before the next try, in seconds. */
interface Wait {
  readonly at_least: number;
  readonly at_most: number;
}

interface Case {
  readonly name: string;
  readonly method?: 'GET' | 'POST';
  readonly key?: null;
  readonly max_tries?: number;
  readonly exchanges: readonly Exchange[];
  readonly waits?: readonly Wait[];
  /** The result is the last answer's body, unless there is an error. */
  readonly error?: {
    readonly kind: 'answer' | 'connection';
    readonly status?: number;
    readonly code?: string | null;
  };
}

const POLICY = { max_tries: 4, first_wait: 0.5, longest_wait: 8, longest_retry_after: 60, jitter_after: 1 };

/** The wait before the try after this many: doubled each time, and a random part of up to the half of it left out. */
const own = (tries: number): Wait => {
  const most = Math.min(POLICY.first_wait * 2 ** (tries - 1), POLICY.longest_wait);
  return { at_least: most / 2, at_most: most };
};
/** What was asked for, and a random part of a second, so that not all come back at once. */
const asked = (seconds: number): Wait => ({ at_least: seconds, at_most: seconds + POLICY.jitter_after });

const paid = success({
  id: 'pay_01h455vb4pex5vsknk084sn02q',
  object: 'payment',
  status: 'succeeded',
  amount: 2599,
});
const overloaded = refusal('overloaded', { retryAfter: 2 });
const limited = refusal('rate_limited', { retryAfter: 7 });
const inProgress = refusal('idempotency_in_progress', { retryAfter: 1 });
const unknown = refusal('outcome_unknown', { retryAfter: 1 });
const internal = refusal('internal');
const answered = (status: number, code: string | null) => ({ kind: 'answer', status, code }) as const;
const unreachable = { kind: 'connection' } as const;

const cases: readonly Case[] = [
  { name: 'an answer that succeeds is the result', exchanges: [paid] },
  {
    name: 'a connection that breaks before the server has read is tried again with the same key',
    exchanges: ['drops_before_reading', paid],
    waits: [own(1)],
  },
  {
    name: 'a payment whose answer was lost is not made twice: the same key gets the first answer',
    exchanges: ['drops_after_processing', paid],
    waits: [own(1)],
  },
  { name: 'a server that never answers is asked again', exchanges: ['never_answers', paid], waits: [own(1)] },
  {
    name: 'the waits are doubled, and all tries have the same key',
    exchanges: ['drops_before_reading', 'drops_after_processing', 'never_answers', paid],
    waits: [own(1), own(2), own(3)],
  },
  {
    name: 'an overloaded server says how long to wait',
    exchanges: [overloaded, paid],
    waits: [asked(2)],
  },
  { name: 'too many requests: Retry-After is waited for', exchanges: [limited, paid], waits: [asked(7)] },
  {
    name: 'the first try is still running when the second comes',
    exchanges: ['never_answers', inProgress, inProgress, paid],
    waits: [own(1), asked(1), asked(1)],
  },
  {
    name: 'a result that is not known yet is asked for again',
    exchanges: [unknown, paid],
    waits: [asked(1)],
  },
  {
    name: 'a fault of the server without Retry-After is tried again after a wait of one’s own',
    exchanges: [internal, paid],
    waits: [own(1)],
  },
  {
    name: 'a page of a proxy with 502 and with 504 is tried again',
    exchanges: [page(502), page(504), paid],
    waits: [own(1), own(2)],
  },
  {
    name: 'half of an answer is asked for again',
    exchanges: [{ ...paid, body: paid.body.slice(0, 30) }, paid],
    waits: [own(1)],
  },
  {
    name: 'the doubling goes on behind a wait that was asked for',
    exchanges: ['drops_before_reading', limited, 'drops_before_reading', paid],
    waits: [own(1), asked(7), own(3)],
  },
  {
    name: 'after the last try its refusal is the error',
    exchanges: [overloaded, internal, limited, unknown],
    waits: [asked(2), own(2), asked(7)],
    error: answered(503, 'outcome_unknown'),
  },
  {
    name: 'after the last try a connection that broke is the error: what happened is not known',
    max_tries: 2,
    exchanges: ['drops_before_reading', 'drops_after_processing'],
    waits: [own(1)],
    error: unreachable,
  },
  { name: 'one try is one request', max_tries: 1, exchanges: [internal], error: answered(500, 'internal') },
  {
    name: 'who is told to wait longer than a minute gets the refusal at once',
    exchanges: [refusal('rate_limited', { retryAfter: 3600 })],
    error: answered(429, 'rate_limited'),
  },
  {
    name: 'a refusal that stays the same is not tried again',
    exchanges: [refusal('payment_declined')],
    error: answered(402, 'payment_declined'),
  },
  {
    name: 'a refusal at the second try ends the tries',
    exchanges: ['drops_after_processing', refusal('order_already_paid')],
    waits: [own(1)],
    error: answered(409, 'order_already_paid'),
  },
  {
    name: 'a key that was used with another body is not tried again',
    exchanges: [refusal('idempotency_key_reused')],
    error: answered(422, 'idempotency_key_reused'),
  },
  {
    name: 'a command that waits for another one is not tried again by itself',
    exchanges: [refusal('command_in_progress')],
    error: answered(409, 'command_in_progress'),
  },
  {
    name: 'a redirect is not followed and not tried again',
    exchanges: [
      { ...page(302), headers: { 'content-type': 'text/html', location: 'https://elsewhere.example/' } },
    ],
    error: answered(302, null),
  },
  {
    name: 'a GET needs no key to be tried again',
    method: 'GET',
    exchanges: ['drops_before_reading', paid],
    waits: [own(1)],
  },
  {
    name: 'a GET waits as it is told',
    method: 'GET',
    exchanges: [limited, overloaded, paid],
    waits: [asked(7), asked(2)],
  },
  {
    name: 'a GET that finds nothing is not tried again',
    method: 'GET',
    exchanges: [refusal('not_found')],
    error: answered(404, 'not_found'),
  },
  {
    name: 'a POST without a key is never tried again: a connection that broke',
    key: null,
    exchanges: ['drops_before_reading'],
    error: unreachable,
  },
  {
    name: 'a POST without a key is never tried again: a server without answer',
    key: null,
    exchanges: ['never_answers'],
    error: unreachable,
  },
  {
    name: 'a POST without a key is never tried again: an overloaded server',
    key: null,
    exchanges: [overloaded],
    error: answered(503, 'overloaded'),
  },
  {
    name: 'a POST without a key is never tried again: too many requests',
    key: null,
    exchanges: [limited],
    error: answered(429, 'rate_limited'),
  },
  {
    name: 'a POST without a key is never tried again: a page of a proxy',
    key: null,
    exchanges: [page(502)],
    error: answered(502, null),
  },
];

export function retries() {
  return {
    description:
      'What a client does when the server or the way to it fails: a script of what the server does with each try, and how many requests it ' +
      'gets, with which waits (in seconds) between them, and what the caller gets in the end. All tries of a POST have the same ' +
      'Idempotency-Key and the same body.',
    policy: POLICY,
    cases: cases.map(
      ({ name, method = 'POST', key, max_tries = POLICY.max_tries, exchanges, waits = [], error }) => {
        const last = exchanges.at(-1) as Exchange;
        return {
          name,
          method,
          idempotency_key: method === 'GET' || key === null ? null : '4f0c1d9e-6c5f-4b1e-9f0a-2d7f3c1b8a55',
          max_tries,
          exchanges: exchanges.map((does) =>
            typeof does === 'string' ? { does } : { does: 'answers', ...does },
          ),
          requests: exchanges.length,
          waits,
          ...(error === undefined && typeof last === 'object'
            ? { result: JSON.parse(last.body) }
            : { error }),
        };
      },
    ),
  };
}
