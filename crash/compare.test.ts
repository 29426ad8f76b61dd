import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Entry } from './acquirer.ts';
import { compare, type Ledgers } from './compare.ts';
import type { AttemptRow, EventRow, PaymentRow, RefundRow } from './database.ts';
import type { Answer, Draft, ShownPayment } from './journal.ts';
import type { Heard } from './receiver.ts';

const draft: Draft = {
  makes: 'payment',
  id: 'd1',
  account: 'acct_1',
  orderId: 'o1',
  amount: 100,
  currency: 'USD',
  key: 'k1',
};
const payment: PaymentRow = {
  account: 'acct_1',
  id: 'pay_1',
  status: 'succeeded',
  orderId: 'o1',
  amount: 100n,
  currency: 'USD',
  declineCode: null,
  captured: 100n,
  refundReserved: 0n,
  refunded: 0n,
  reversed: 0n,
  draft: 'd1',
};
const attempt: AttemptRow = {
  account: 'acct_1',
  payment: 'pay_1',
  reference: 'r1',
  kind: 'authorize',
  amount: 100n,
  currency: 'USD',
  sendBefore: 1_000,
  result: 'approved',
  approved: 100n,
};
const event: EventRow = { account: 'acct_1', seq: 1n, type: 'payment.succeeded', object: 'pay_1' };
const entry: Entry = {
  kind: 'authorize',
  account: 'acct_1',
  reference: 'r1',
  amount: '100',
  currency: 'USD',
  capture: true,
  target: null,
  state: 'approved',
  takenBack: '0',
  sentAt: [500],
};
const shown: ShownPayment = {
  id: 'pay_1',
  status: 'succeeded',
  order_id: 'o1',
  amount: 100,
  currency: 'USD',
  decline_code: null,
  amount_captured: 100,
  metadata: { draft: 'd1' },
};
const answer: Answer = {
  action: 'pays',
  account: 'acct_1',
  draft,
  path: '/pay',
  sentAt: 0,
  receivedAt: 1,
  status: 200,
  code: null,
  payment: shown,
  refund: null,
  text: JSON.stringify(shown),
};

interface Changes {
  readonly answers?: readonly Answer[];
  readonly payments?: readonly PaymentRow[];
  readonly refunds?: readonly RefundRow[];
  readonly attempts?: readonly AttemptRow[];
  readonly events?: readonly EventRow[];
  readonly entries?: readonly Entry[];
  readonly receivable?: bigint;
  readonly faults?: readonly string[];
  readonly webhooks?: Heard;
}

/** One payment that is the same in all records, except for what the test changes. */
function ledgers(changes: Changes): Ledgers {
  const events = changes.events ?? [event];
  return {
    answers: changes.answers ?? [answer],
    database: {
      payments: changes.payments ?? [payment],
      refunds: changes.refunds ?? [],
      attempts: changes.attempts ?? [attempt],
      events,
      heads: new Map([['acct_1', events.at(-1)?.seq ?? 0n]]),
      receivable: new Map([['acct_1 USD', changes.receivable ?? 100n]]),
    },
    channel: { entries: changes.entries ?? [entry], faults: changes.faults ?? [] },
    webhooks: changes.webhooks ?? { acct_1: events.map(({ seq, type }) => [Number(seq), type]) },
  };
}

function rulesBroken(changes: Changes): string[] {
  return [...new Set(compare(ledgers(changes)).map(({ rule }) => rule))];
}

const refusal = (status: number, code: string, rest: Partial<Answer> = {}): Answer => ({
  ...answer,
  status,
  code,
  payment: null,
  text: `{"code":"${code}"}`,
  ...rest,
});
const again: PaymentRow = { ...payment, id: 'pay_2', draft: null };
const attemptAgain: AttemptRow = { ...attempt, reference: 'r2', payment: 'pay_2' };

const refund: RefundRow = {
  account: 'acct_1',
  id: 'ref_1',
  payment: 'pay_1',
  status: 'succeeded',
  amount: 10n,
  draft: 'd2',
};
const refundAnswer: Answer = {
  ...answer,
  draft: { makes: 'refund', id: 'd2', account: 'acct_1', payment: 'pay_1', key: 'k2' },
  path: '/v1/refunds',
  payment: null,
  refund: { id: 'ref_1', status: 'succeeded', payment: 'pay_1', amount: 10 },
};

const planted: [what: string, changes: Changes, rules: string[]][] = [
  [
    'a 500',
    { answers: [answer, refusal(500, 'internal', { draft: null })] },
    ['every answer is a possible one'],
  ],
  [
    'a success that has vanished',
    { payments: [], attempts: [], events: [], entries: [], receivable: 0n },
    ['what a client was told is true'],
  ],
  [
    'a success that has become a failure',
    {
      payments: [{ ...payment, status: 'failed', captured: 0n, declineCode: 'card_declined' }],
      attempts: [{ ...attempt, result: 'declined', approved: 0n }],
      events: [{ ...event, type: 'payment.failed' }],
      entries: [{ ...entry, state: 'declined' }],
      receivable: 0n,
    },
    ['what a client was told is true'],
  ],
  [
    'a payment that was written although an answer says it was not',
    { answers: [refusal(503, 'overloaded')] },
    ['nothing was written if the platform said so'],
  ],
  [
    'a command refused because of itself',
    { answers: [refusal(409, 'order_already_paid', { payment: shown })] },
    ['a command is not refused because of itself'],
  ],
  [
    'a key that reports one final result, then another',
    { answers: [answer, { ...answer, text: JSON.stringify({ ...shown, decline_code: 'x' }) }] },
    ['the same key gets the same answer'],
  ],
  [
    'a key that forgets its final result',
    { answers: [answer, refusal(409, 'idempotency_in_progress', { sentAt: 2 })] },
    ['the same key gets the same answer'],
  ],
  [
    'an order paid twice',
    {
      payments: [payment, again],
      attempts: [attempt, attemptAgain],
      events: [event, { ...event, seq: 2n, object: 'pay_2' }],
      entries: [entry, { ...entry, reference: 'r2' }],
      receivable: 200n,
    },
    ['an order is charged once', 'an order has one payment that succeeded'],
  ],
  [
    'a charge that the database never heard of',
    { entries: [entry, { ...entry, reference: 'r9' }] },
    ['every request to the channel is in the database', 'the channel owes what the books say'],
  ],
  [
    'a charge with other terms',
    { entries: [{ ...entry, account: 'acct_2' }] },
    ['a request to the channel has the terms of its attempt', 'the channel owes what the books say'],
  ],
  [
    'a request sent after its time',
    { entries: [{ ...entry, sentAt: [1_051] }] },
    ['nothing is sent too late'],
  ],
  [
    'a charge that counts as declined',
    { entries: [entry], attempts: [{ ...attempt, result: 'declined', approved: 0n }] },
    ['an outcome says what the channel did', 'a payment has the money of one attempt'],
  ],
  [
    'money in the books that the channel does not have',
    { entries: [{ ...entry, state: 'shut' }] },
    ['an outcome says what the channel did', 'the channel owes what the books say'],
  ],
  [
    'an attempt without an end',
    { attempts: [{ ...attempt, result: null }] },
    ['an outcome says what the channel did', 'a payment has the money of one attempt'],
  ],
  [
    'a request that the channel complains of',
    { faults: ['x'] },
    ['the channel is asked only for what is possible'],
  ],
  [
    'a refund above the capture',
    { payments: [{ ...payment, refunded: 101n }] },
    ['refunds do not exceed what was captured'],
  ],
  [
    'a refund that its payment does not count',
    { refunds: [refund], events: [event, { ...event, seq: 2n, type: 'refund.succeeded', object: 'ref_1' }] },
    ['a payment knows its refunds'],
  ],
  [
    'a refund that was reported as succeeded and was not',
    {
      answers: [answer, refundAnswer],
      refunds: [{ ...refund, status: 'failed' }],
      events: [event, { ...event, seq: 2n, type: 'refund.failed', object: 'ref_1' }],
    },
    ['what a client was told is true'],
  ],
  [
    'a canceled payment that keeps its authorization',
    { payments: [{ ...payment, status: 'canceled', captured: 0n }] },
    ['a payment has the money of one attempt'],
  ],
  [
    'money that was taken back and is not reversed',
    { entries: [{ ...entry, takenBack: '40' }] },
    ['what was taken back is reversed exactly once', 'the channel owes what the books say'],
  ],
  [
    'a reversal of what was never taken back',
    { payments: [{ ...payment, reversed: 40n }], receivable: 60n },
    ['what was taken back is reversed exactly once', 'the channel owes what the books say'],
  ],
  ['an event that no webhook reported', { webhooks: {} }, ['every event reaches the webhook receiver']],
  [
    'an event that a webhook reported with another type',
    { webhooks: { acct_1: [[1, 'payment.failed']] } },
    ['every event reaches the webhook receiver'],
  ],
  [
    'a webhook for an event that does not exist',
    {
      webhooks: {
        acct_1: [
          [1, 'payment.succeeded'],
          [2, 'payment.succeeded'],
        ],
      },
    },
    ['no webhook reports what did not happen'],
  ],
  [
    'an end that is reported twice',
    { events: [event, { ...event, seq: 2n }] },
    ['one event reports the end of a payment'],
  ],
  ['an end that is not reported', { events: [] }, ['one event reports the end of a payment']],
  [
    'a gap in the events',
    { events: [{ ...event, seq: 2n }] },
    ['the event numbers of an account have no gap'],
  ],
];

describe('the comparison of the records', () => {
  it('finds no difference if everything is right', () => {
    assert.deepEqual(compare(ledgers({})), []);
  });

  it('lets a key be unknown, in progress and open before its final result', () => {
    const open = { ...answer, status: 202, payment: { ...shown, status: 'processing', amount_captured: 0 } };
    const before = [refusal(503, 'outcome_unknown'), refusal(409, 'idempotency_in_progress'), open];
    assert.deepEqual(compare(ledgers({ answers: [...before, answer] })), []);
  });

  for (const [what, changes, rules] of planted) {
    it(`finds ${what}`, () => {
      const broken = rulesBroken(changes);
      for (const rule of rules)
        assert.ok(broken.includes(rule), `${rule} is not among: ${broken.join('; ')}`);
    });
  }
});
