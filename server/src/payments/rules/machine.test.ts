import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { methodOfToken } from '../../channels/index.ts';
import { newId } from '../../kernel/ids.ts';
import { parseCurrency } from '../../kernel/money.ts';
import { type Book, postings } from '../../ledger/index.ts';
import { type Move, transition } from './machine.ts';
import { type Payment, type PaymentStatus, paymentStatuses } from './payment.ts';
import { finalizeReturn } from './return.ts';
import type { Step, Terms } from './step.ts';

const currency = parseCurrency('USD');
const method = methodOfToken('tok_visa');
assert.ok(currency && method);
const [open, next, finalized] = [newId('att'), newId('att'), newId('att')];
const partialOn = new Set(['sandbox']);
const NOW = 1_800_000_000_000;
const terms: Terms = { now: NOW, feeBasisPoints: 290n, feeFixed: 30n };

const blank: Payment = {
  account: newId('acct'),
  id: newId('pay'),
  version: 1,
  status: 'created',
  orderId: 'o',
  amount: 1000n,
  currency,
  captureMethod: 'manual',
  channel: 'sandbox',
  method,
  nextAction: null,
  declineCode: null,
  cancelReason: null,
  openAttempt: null,
  chargeAttempt: null,
  amountAuthorized: 0n,
  amountReceived: 0n,
  amountCaptured: 0n,
  amountRefundReserved: 0n,
  amountRefunded: 0n,
  amountFee: 0n,
  amountPendingLeft: 0n,
  amountUnapplied: 0n,
  amountReturning: 0n,
  amountReturned: 0n,
  amountReversed: 0n,
  returnAt: null,
  releaseAt: null,
  expiresAt: null,
  description: null,
  metadata: {},
  createdAt: NOW,
};

const transfer: Payment = {
  ...blank,
  captureMethod: 'automatic',
  method: { type: 'bank_transfer', token: 'bank_transfer' },
};
const instructions = (remaining: number) =>
  ({
    type: 'bank_transfer',
    bank_name: 'Bank',
    account_number: '1',
    reference: 'R',
    amount_remaining: remaining,
    currency: 'USD',
  }) as const;
const came = (received: bigint): Move => ({
  kind: 'rest',
  attempt: open,
  answer: { kind: 'action', action: instructions(1000 - Number(received)), received },
});

/** Every state of a payment, with its open attempt. */
const states = {
  created: { ...blank, expiresAt: NOW },
  'processing, in flight': { ...blank, status: 'processing', openAttempt: open },
  processing: { ...blank, status: 'processing', openAttempt: open, expiresAt: NOW },
  requires_action: { ...blank, status: 'requires_action', openAttempt: open, expiresAt: NOW },
  'requires_action, short': {
    ...transfer,
    status: 'requires_action',
    openAttempt: open,
    chargeAttempt: open,
    nextAction: instructions(600),
    amountReceived: 400n,
    amountUnapplied: 400n,
    expiresAt: NOW,
  },
  authorized: { ...blank, status: 'authorized', amountAuthorized: 1000n, expiresAt: NOW },
  'authorized, capture open': {
    ...blank,
    status: 'authorized',
    amountAuthorized: 1000n,
    openAttempt: open,
    expiresAt: NOW,
  },
  'canceling, authorize open': {
    ...blank,
    status: 'canceling',
    cancelReason: 'requested',
    openAttempt: open,
  },
  'canceling, short': {
    ...transfer,
    status: 'canceling',
    cancelReason: 'expired',
    openAttempt: open,
    chargeAttempt: open,
    amountReceived: 400n,
    amountUnapplied: 400n,
  },
  'canceling, void open': {
    ...blank,
    status: 'canceling',
    cancelReason: 'expired',
    amountAuthorized: 1000n,
    openAttempt: open,
  },
  'canceling, nothing open': {
    ...blank,
    status: 'canceling',
    cancelReason: 'requested',
    amountAuthorized: 1000n,
    expiresAt: NOW,
  },
  succeeded: {
    ...blank,
    captureMethod: 'automatic',
    status: 'succeeded',
    amountReceived: 1000n,
    amountCaptured: 1000n,
    amountFee: 59n,
    amountPendingLeft: 941n,
    releaseAt: NOW,
  },
  'succeeded, released': {
    ...blank,
    captureMethod: 'automatic',
    status: 'succeeded',
    amountReceived: 1000n,
    amountCaptured: 1000n,
    amountFee: 59n,
    releaseAt: NOW,
  },
  'succeeded, with money over': {
    ...transfer,
    status: 'succeeded',
    chargeAttempt: open,
    amountReceived: 1500n,
    amountCaptured: 1000n,
    amountFee: 59n,
    amountPendingLeft: 941n,
    amountUnapplied: 500n,
    releaseAt: NOW,
    returnAt: NOW,
  },
  failed: { ...blank, captureMethod: 'automatic', status: 'failed' },
  'failed, late money on its way back': {
    ...blank,
    captureMethod: 'automatic',
    status: 'failed',
    chargeAttempt: open,
    amountReceived: 1000n,
  },
  canceled: { ...blank, captureMethod: 'automatic', status: 'canceled' },
  expired: { ...blank, captureMethod: 'automatic', status: 'expired' },
  'expired, short': {
    ...transfer,
    status: 'expired',
    chargeAttempt: open,
    amountReceived: 400n,
    amountUnapplied: 400n,
    returnAt: NOW,
  },
} satisfies Record<string, Payment>;

const moves = {
  confirm: { kind: 'confirm', attempt: next, method, channel: 'sandbox' },
  capture: { kind: 'capture', attempt: next, amount: 400n, partialOn },
  'capture too much': { kind: 'capture', attempt: next, amount: 1001n, partialOn },
  cancel: { kind: 'cancel', attempt: next },
  expire: { kind: 'expire', attempt: next },
  release: { kind: 'release' },
  return: { kind: 'return', attempt: next },
  'confirm by bank': {
    kind: 'confirm',
    attempt: next,
    method: { type: 'bank_transfer', token: 'bank_transfer' },
    channel: 'sandbox',
  },
  'some has come': came(700n),
  'less has come than is known': came(300n),
  'enough has come': {
    kind: 'finalize',
    attempt: open,
    of: 'authorize',
    answer: { kind: 'approved', amount: 1000n, received: 1000n },
  },
  'too much has come': {
    kind: 'finalize',
    attempt: open,
    of: 'authorize',
    answer: { kind: 'approved', amount: 1000n, received: 1200n },
  },
  'shut out, some has come': {
    kind: 'finalize',
    attempt: open,
    of: 'authorize',
    answer: { kind: 'reversed', received: 700n },
  },
  'late money': { kind: 'receive', attempt: finalized, total: 2000n },
  'late money that is known': { kind: 'receive', attempt: finalized, total: 100n },
  'authorize approved': {
    kind: 'finalize',
    attempt: open,
    of: 'authorize',
    answer: { kind: 'approved', amount: 1000n },
  },
  'authorize declined': {
    kind: 'finalize',
    attempt: open,
    of: 'authorize',
    answer: { kind: 'declined', decline: 'card_declined' },
  },
  'authorize reversed': { kind: 'finalize', attempt: open, of: 'authorize', answer: { kind: 'reversed' } },
  'authorize never sent': {
    kind: 'finalize',
    attempt: open,
    of: 'authorize',
    answer: { kind: 'never_sent' },
  },
  'capture approved': {
    kind: 'finalize',
    attempt: open,
    of: 'capture',
    answer: { kind: 'approved', amount: 400n },
  },
  'capture declined': {
    kind: 'finalize',
    attempt: open,
    of: 'capture',
    answer: { kind: 'declined', decline: 'card_declined' },
  },
  'void approved': {
    kind: 'finalize',
    attempt: open,
    of: 'void',
    answer: { kind: 'approved', amount: 1000n },
  },
  'void declined': {
    kind: 'finalize',
    attempt: open,
    of: 'void',
    answer: { kind: 'declined', decline: 'card_declined' },
  },
  'action wanted': {
    kind: 'rest',
    attempt: open,
    answer: { kind: 'action', action: { type: 'redirect', url: 'https://bank.example' } },
  },
  pending: { kind: 'rest', attempt: open, answer: { kind: 'pending' } },
  'answer to an attempt long finalized': {
    kind: 'finalize',
    attempt: next,
    of: 'authorize',
    answer: { kind: 'approved', amount: 1000n },
  },
} satisfies Record<string, Move>;

type StateName = keyof typeof states;
type MoveName = keyof typeof moves;

const NO = 'invalid_transition';
const BUSY = 'command_in_progress';
/**
 * Only the cells that are not refused in the usual way: `invalid_transition` without an open attempt,
 * `command_in_progress` with one.
 */
const allowed: Record<StateName, Partial<Record<MoveName, PaymentStatus | string>>> = {
  created: {
    confirm: 'processing',
    'confirm by bank': 'capture_method_unsupported',
    cancel: 'canceled',
    expire: 'expired',
  },
  'processing, in flight': {
    cancel: 'canceling',
    'authorize approved': 'authorized',
    'authorize declined': 'failed',
    'authorize reversed': 'failed',
    'authorize never sent': 'failed',
    'action wanted': 'requires_action',
    pending: 'processing',
    'some has come': 'requires_action',
    'less has come than is known': 'requires_action',
  },
  processing: {
    cancel: 'canceling',
    expire: 'canceling',
    'authorize approved': 'authorized',
    'authorize declined': 'failed',
    'authorize reversed': 'failed',
    'authorize never sent': 'failed',
    'action wanted': 'requires_action',
    'some has come': 'requires_action',
    'less has come than is known': 'requires_action',
  },
  requires_action: {
    cancel: 'canceling',
    expire: 'canceling',
    'authorize approved': 'authorized',
    'authorize declined': 'failed',
    'authorize reversed': 'failed',
    'authorize never sent': 'failed',
    'action wanted': 'requires_action',
    pending: 'processing',
    'some has come': 'requires_action',
    'less has come than is known': 'requires_action',
  },
  'requires_action, short': {
    cancel: 'canceling',
    expire: 'canceling',
    'action wanted': 'requires_action',
    pending: 'processing',
    'some has come': 'requires_action',
    'enough has come': 'succeeded',
    'too much has come': 'succeeded',
    'shut out, some has come': 'failed',
    'authorize approved': 'succeeded',
  },
  authorized: {
    capture: 'authorized',
    'capture too much': 'capture_exceeds_authorization',
    cancel: 'canceling',
    expire: 'canceling',
  },
  'authorized, capture open': {
    'capture approved': 'succeeded',
    'capture declined': 'authorized',
  },
  'canceling, authorize open': {
    // Authorized while it was being canceled: it is voided next.
    'authorize approved': 'canceling',
    'authorize declined': 'canceled',
    'authorize reversed': 'canceled',
    'authorize never sent': 'canceled',
  },
  'canceling, short': {
    'enough has come': 'succeeded',
    'too much has come': 'succeeded',
    'shut out, some has come': 'expired',
    'authorize approved': 'succeeded',
    'some has come': 'canceling',
  },
  'canceling, void open': {
    'void approved': 'expired',
    'void declined': 'authorized',
  },
  'canceling, nothing open': { cancel: 'canceling', expire: 'canceling' },
  succeeded: { release: 'succeeded', 'late money': 'succeeded' },
  'succeeded, released': { 'late money': 'succeeded' },
  'succeeded, with money over': { release: 'succeeded', return: 'succeeded', 'late money': 'succeeded' },
  failed: { 'late money': 'failed', 'late money that is known': 'failed' },
  'failed, late money on its way back': { 'late money': 'failed' },
  canceled: { 'late money': 'canceled', 'late money that is known': 'canceled' },
  expired: { 'late money': 'expired', 'late money that is known': 'expired' },
  'expired, short': { return: 'expired', 'late money': 'expired' },
};

/** The change of the payment's amounts equals what is posted in the ledger. */
function assertBooked(before: Payment, { next, came, legs }: Step): void {
  const all = [...postings.unapplied({ amount: came }), ...legs];
  const sum = (side: 'debit' | 'credit', book: Book) =>
    all.filter((leg) => leg[side] === book).reduce((total, { amount }) => total + amount, 0n);
  const net = (book: Book) => sum('credit', book) - sum('debit', book);
  assert.equal(next.amountReceived - before.amountReceived, sum('debit', 'channel_receivable'), 'received');
  assert.equal(next.amountUnapplied - before.amountUnapplied, net('unapplied_funds'), 'unapplied');
  assert.equal(next.amountPendingLeft - before.amountPendingLeft, net('merchant_pending'), 'pending');
  assert.equal(next.amountFee - before.amountFee, sum('credit', 'platform_fees_payable'), 'fee');
  const open = ['requires_action', 'processing', 'authorized', 'canceling'].includes(next.status);
  assert.equal(next.returnAt !== null, next.amountUnapplied > 0n && !open, 'goes back');
}

describe('a payment', () => {
  for (const [stateName, payment] of Object.entries(states) as [StateName, Payment][]) {
    for (const [moveName, move] of Object.entries(moves) as [MoveName, Move][]) {
      // An open attempt is finalized as the kind that it is: other kinds cannot occur.
      if (move.kind === 'finalize' && move.attempt === open && payment.openAttempt === open) {
        if (allowed[stateName][moveName] === undefined) continue;
      }
      const expected = allowed[stateName][moveName];
      it(`that is ${stateName}: ${moveName} → ${expected ?? 'refused'}`, () => {
        const step = transition(payment, move, terms);
        if (step.kind === 'refusal') {
          if (expected !== undefined) assert.equal(step.code, expected);
          else if (['finalize', 'rest', 'receive'].includes(move.kind)) assert.equal(step.code, BUSY);
          else if (['release', 'return'].includes(move.kind)) assert.equal(step.code, NO);
          else assert.equal(step.code, payment.openAttempt === null ? NO : BUSY);
          assert.equal(step.extras.state, expected === undefined ? payment.status : undefined);
          return;
        }
        assert.equal(step.next.status, expected);
        assert.equal(step.next.version, payment.version + 1);
        const opens = move.kind === 'return' ? undefined : step.opens?.attempt;
        assert.equal(step.next.openAttempt, opens ?? (move.kind === 'finalize' ? null : payment.openAttempt));
        assertBooked(payment, step);
      });
    }
  }

  it('covers every status', () => {
    assert.deepEqual(new Set(Object.values(states).map(({ status }) => status)), new Set(paymentStatuses));
  });

  it('with automatic capture succeeds as soon as it is approved, also while it is being closed', () => {
    for (const state of ['processing', 'requires_action', 'canceling, authorize open'] as const) {
      const step = transition(
        { ...states[state], captureMethod: 'automatic' },
        moves['authorize approved'],
        terms,
      );
      assert.ok(step.kind === 'step');
      assert.equal(step.next.status, 'succeeded');
      assert.deepEqual(
        step.legs.map(({ amount }) => amount),
        [1000n, 59n],
      );
      assert.equal(step.event, 'payment.succeeded');
    }
  });

  it('does not expire before its time, nor is released', () => {
    for (const state of ['created', 'authorized', 'requires_action'] as const) {
      const step = transition({ ...states[state], expiresAt: NOW + 1 }, moves.expire, terms);
      assert.equal(step.kind, 'refusal');
    }
    assert.equal(
      transition({ ...states.succeeded, releaseAt: NOW + 1 }, moves.release, terms).kind,
      'refusal',
    );
  });

  it('completed by bank takes what has come before and what comes now, and sends back what is over', () => {
    const step = transition(states['requires_action, short'], moves['too much has come'], terms);
    assert.ok(step.kind === 'step');
    const { next, came, legs, event } = step;
    assert.deepEqual([came, event], [800n, 'payment.succeeded']);
    assert.deepEqual(legs, [
      { leg: 1, debit: 'unapplied_funds', credit: 'merchant_pending', amount: 1000n },
      { leg: 2, debit: 'merchant_pending', credit: 'platform_fees_payable', amount: 59n },
    ]);
    assert.deepEqual(
      [next.amountReceived, next.amountCaptured, next.amountUnapplied, next.returnAt],
      [1200n, 1000n, 200n, NOW],
    );
  });

  it('sends back what pays for nothing, when its time has come, and once more when that fails', () => {
    const short = states['expired, short'];
    assert.equal(transition({ ...short, returnAt: NOW + 1 }, moves.return, terms).kind, 'refusal');
    const step = transition(short, moves.return, terms);
    assert.ok(step.kind === 'step');
    assert.deepEqual(step.opens, { kind: 'return', attempt: next, amount: 400n });
    const done = finalizeReturn(step.next, 400n, { kind: 'approved', amount: 400n }, terms);
    assert.deepEqual(
      [done.next.amountReturned, done.next.amountUnapplied, done.event],
      [400n, 0n, 'payment.funds_returned'],
    );
    for (const answer of [
      { kind: 'declined', decline: 'card_declined' },
      { kind: 'reversed' },
      { kind: 'never_sent' },
    ] as const) {
      const failed = finalizeReturn(step.next, 400n, answer, terms);
      assertBooked(step.next, failed);
      assert.deepEqual([failed.next.amountReturned, failed.event], [0n, 'payment.return_failed']);
      assert.ok((failed.next.returnAt ?? 0) > NOW);
    }
  });

  it('owes its payer no more than came and did not go back, whatever return fails', () => {
    // 1000 came in late; 400 and 600 of it are being returned.
    const late = {
      ...states['expired, short'],
      amountReceived: 1000n,
      amountUnapplied: 0n,
      amountReturning: 1000n,
    };
    const rows: [reversed: bigint, toUnapplied: bigint][] = [
      [0n, 400n],
      [100n, 300n],
      [400n, 0n],
      [1000n, 0n],
    ];
    for (const [amountReversed, toUnapplied] of rows) {
      const { next, legs } = finalizeReturn({ ...late, amountReversed }, 400n, { kind: 'never_sent' }, terms);
      assert.deepEqual([next.amountUnapplied, next.amountReturning], [toUnapplied, 600n]);
      assert.equal(next.returnAt === null, toUnapplied === 0n);
      assert.deepEqual(
        legs.map(({ leg, credit, amount }) => [leg, credit, amount]),
        [
          [4, 'unapplied_funds', toUnapplied],
          [5, 'merchant_available', 400n - toUnapplied],
        ].filter(([, , amount]) => amount !== 0n),
      );
    }
  });

  it('is captured in part only where the channel can', () => {
    const part: Move = { kind: 'capture', attempt: next, amount: 400n, partialOn: new Set() };
    const refused = transition(states.authorized, part, terms);
    assert.ok(refused.kind === 'refusal');
    assert.equal(refused.code, 'partial_capture_unsupported');
    assert.equal(transition(states.authorized, { ...part, amount: 1000n }, terms).kind, 'step');
    assert.equal(transition(states.authorized, { ...part, amount: null }, terms).kind, 'step');
  });

  it('gives the merchant what it has released', () => {
    const step = transition(states.succeeded, moves.release, terms);
    assert.ok(step.kind === 'step');
    assert.deepEqual(step.legs, [
      { leg: 1, debit: 'merchant_pending', credit: 'merchant_available', amount: 941n },
    ]);
    assert.equal(step.next.amountPendingLeft, 0n);
  });
});
