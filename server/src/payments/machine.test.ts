import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { methodOfToken } from '../channels/index.ts';
import { newId } from '../kernel/ids.ts';
import { parseCurrency } from '../kernel/money.ts';
import { type Move, transition } from './machine.ts';
import { type Payment, type PaymentStatus, paymentStatuses } from './payment.ts';
import type { Terms } from './step.ts';

const currency = parseCurrency('USD');
const method = methodOfToken('tok_visa');
assert.ok(currency && method);
const [open, next] = [newId('att'), newId('att')];
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
  amountReturned: 0n,
  returnAt: null,
  releaseAt: null,
  expiresAt: null,
  description: null,
  metadata: {},
  createdAt: NOW,
};

/** Every state that a payment can be in, with what is open in it. */
const states = {
  created: { ...blank, expiresAt: NOW },
  processing: { ...blank, status: 'processing', openAttempt: open, expiresAt: NOW },
  requires_action: { ...blank, status: 'requires_action', openAttempt: open, expiresAt: NOW },
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
    status: 'succeeded',
    amountCaptured: 1000n,
    amountFee: 59n,
    amountPendingLeft: 941n,
    releaseAt: NOW,
  },
  'succeeded, released': {
    ...blank,
    status: 'succeeded',
    amountCaptured: 1000n,
    amountFee: 59n,
    releaseAt: NOW,
  },
  failed: { ...blank, status: 'failed' },
  canceled: { ...blank, status: 'canceled' },
  expired: { ...blank, status: 'expired' },
} satisfies Record<string, Payment>;

const moves = {
  confirm: { kind: 'confirm', attempt: next, method, channel: 'sandbox' },
  capture: { kind: 'capture', attempt: next, amount: 400n, partialOn },
  'capture too much': { kind: 'capture', attempt: next, amount: 1001n, partialOn },
  cancel: { kind: 'cancel', attempt: next },
  expire: { kind: 'expire', attempt: next },
  release: { kind: 'release' },
  'authorize approved': {
    kind: 'settle',
    attempt: open,
    of: 'authorize',
    answer: { kind: 'approved', amount: 1000n },
  },
  'authorize declined': {
    kind: 'settle',
    attempt: open,
    of: 'authorize',
    answer: { kind: 'declined', decline: 'card_declined' },
  },
  'authorize reversed': { kind: 'settle', attempt: open, of: 'authorize', answer: { kind: 'reversed' } },
  'authorize never sent': { kind: 'settle', attempt: open, of: 'authorize', answer: { kind: 'never_sent' } },
  'capture approved': {
    kind: 'settle',
    attempt: open,
    of: 'capture',
    answer: { kind: 'approved', amount: 400n },
  },
  'capture declined': {
    kind: 'settle',
    attempt: open,
    of: 'capture',
    answer: { kind: 'declined', decline: 'card_declined' },
  },
  'void approved': { kind: 'settle', attempt: open, of: 'void', answer: { kind: 'approved', amount: 1000n } },
  'void declined': {
    kind: 'settle',
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
  'answer to an attempt long settled': {
    kind: 'settle',
    attempt: next,
    of: 'authorize',
    answer: { kind: 'approved', amount: 1000n },
  },
} satisfies Record<string, Move>;

type StateName = keyof typeof states;
type MoveName = keyof typeof moves;

const NO = 'invalid_transition';
const BUSY = 'command_in_progress';
/** Only what is not refused as usual: without an open attempt `invalid_transition`, else `command_in_progress`. */
const allowed: Record<StateName, Partial<Record<MoveName, PaymentStatus | string>>> = {
  created: { confirm: 'processing', cancel: 'canceled', expire: 'expired' },
  processing: {
    cancel: 'canceling',
    expire: 'canceling',
    'authorize approved': 'authorized',
    'authorize declined': 'failed',
    'authorize reversed': 'failed',
    'authorize never sent': 'failed',
    'action wanted': 'requires_action',
    pending: 'processing',
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
  },
  authorized: {
    capture: 'authorized',
    'capture too much': 'capture_exceeds_authorization',
    cancel: 'canceling',
    expire: 'canceling',
  },
  'authorized, capture open': { 'capture approved': 'succeeded', 'capture declined': 'authorized' },
  'canceling, authorize open': {
    // Authorized while it was being closed: it is voided next.
    'authorize approved': 'canceling',
    'authorize declined': 'canceled',
    'authorize reversed': 'canceled',
    'authorize never sent': 'canceled',
  },
  'canceling, void open': { 'void approved': 'expired', 'void declined': 'authorized' },
  'canceling, nothing open': { cancel: 'canceling', expire: 'canceling' },
  succeeded: { release: 'succeeded' },
  'succeeded, released': {},
  failed: {},
  canceled: {},
  expired: {},
};

describe('a payment', () => {
  for (const [stateName, payment] of Object.entries(states) as [StateName, Payment][]) {
    for (const [moveName, move] of Object.entries(moves) as [MoveName, Move][]) {
      // An open attempt is settled as what it is: the others cannot come up.
      if (move.kind === 'settle' && move.attempt === open && payment.openAttempt === open) {
        if (allowed[stateName][moveName] === undefined) continue;
      }
      const expected = allowed[stateName][moveName];
      it(`that is ${stateName}: ${moveName} → ${expected ?? 'refused'}`, () => {
        const step = transition(payment, move, terms);
        if (step.kind === 'refusal') {
          if (expected !== undefined) assert.equal(step.code, expected);
          else if (move.kind === 'settle' || move.kind === 'rest') assert.equal(step.code, BUSY);
          else if (move.kind === 'release') assert.equal(step.code, NO);
          else assert.equal(step.code, payment.openAttempt === null ? NO : BUSY);
          assert.equal(
            step.extras.state,
            stateName === 'authorized' && expected ? undefined : payment.status,
          );
          return;
        }
        assert.equal(step.next.status, expected);
        assert.equal(step.next.version, payment.version + 1);
        assert.equal(
          step.next.openAttempt,
          step.opens?.attempt ?? (move.kind === 'settle' ? null : payment.openAttempt),
        );
        const { amountCaptured, amountFee, amountPendingLeft } = step.next;
        if (moveName !== 'release') assert.equal(amountCaptured - amountFee, amountPendingLeft);
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

  it('gives the merchant what it has released', () => {
    const step = transition(states.succeeded, moves.release, terms);
    assert.ok(step.kind === 'step');
    assert.deepEqual(step.legs, [
      { leg: 1, debit: 'merchant_pending', credit: 'merchant_available', amount: 941n },
    ]);
    assert.equal(step.next.amountPendingLeft, 0n);
  });
});
