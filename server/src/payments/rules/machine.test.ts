import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertBooked, moves, NOW, next, open, states, terms } from './machine.fixture.ts';
import { type Move, transition } from './machine.ts';
import { type Payment, type PaymentStatus, paymentStatuses } from './payment.ts';

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
