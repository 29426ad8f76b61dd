import assert from 'node:assert/strict';
import { methodOfToken } from '../../channels/index.ts';
import { newId } from '../../kernel/ids.ts';
import { parseCurrency } from '../../kernel/money.ts';
import { type Book, postings } from '../../ledger/index.ts';
import type { Move } from './machine.ts';
import type { Payment } from './payment.ts';
import type { Step, Terms } from './step.ts';

const currency = parseCurrency('USD');
const method = methodOfToken('tok_visa');
assert.ok(currency && method);
export const [open, next, finalized] = [newId('att'), newId('att'), newId('att')];
const partialOn = new Set(['sandbox']);
export const NOW = 1_800_000_000_000;
export const terms: Terms = { now: NOW, feeBasisPoints: 290n, feeFixed: 30n };

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
export const states = {
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

export const moves = {
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

/** The change of the payment's amounts equals what is posted in the ledger. */
export function assertBooked(before: Payment, { next, came, legs }: Step): void {
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
