import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Heads, type Round } from '../../database/index.ts';
import { newId, uuidOf } from '../../kernel/ids.ts';
import { type Currency, parseCurrency } from '../../kernel/money.ts';
import { Balances } from '../../ledger/index.ts';
import { type Payment, type PaymentStatus, paymentStatuses } from '../rules/payment.ts';
import { takeBack } from '../rules/reversal.ts';
import type { PaymentsFound, ReceiveCommand } from './commands.ts';
import { receive } from './outcomes.ts';

describe('what is taken back', () => {
  const currency = parseCurrency('USD') as Currency;
  const terms = { now: 1_800_000_000_000, feeBasisPoints: 0n, feeFixed: 0n };
  const payment = {
    account: newId('acct'),
    id: newId('pay'),
    version: 3,
    status: 'succeeded',
    captureMethod: 'automatic',
    currency,
    amountReceived: 1200n,
    amountCaptured: 1000n,
    amountReversed: 700n,
    amountPendingLeft: 200n,
    amountUnapplied: 0n,
    returnAt: null,
    releaseAt: null,
    metadata: {},
    createdAt: terms.now,
  } as Payment;

  for (const status of paymentStatuses) {
    const booked = { succeeded: 300n, failed: 500n, canceled: 500n, expired: 500n } as Partial<
      Record<PaymentStatus, bigint>
    >;
    it(`is ${booked[status] ?? 'nothing'} of a payment that is ${status}`, () => {
      const step = takeBack({ ...payment, status }, newId('rev'), 9_000n, terms);
      assert.equal(step.kind === 'reversal' ? step.reversal.amount : undefined, booked[status]);
    });
  }

  const totals: [total: bigint, booked: bigint | null][] = [
    [0n, null],
    [700n, null],
    [701n, 1n],
    [1000n, 300n],
    [5000n, 300n],
  ];
  for (const [total, booked] of totals) {
    it(`is ${booked ?? 'nothing'} where the channel says ${total} of 1000, and 700 are known`, () => {
      const step = takeBack(payment, newId('rev'), total, terms);
      assert.equal(step.kind === 'reversal' ? step.reversal.amount : null, booked);
    });
  }

  it('is not there any more for a refund that is decided in the same round', () => {
    const { account } = payment;
    const row = { account_id: uuidOf(account), currency, merchant_available: 1000n };
    const balances = new Balances([row]);
    const head = { account, clockOffset: 0, eventSeq: 0n, eventHash: '', idsTo: 0n };
    const round = { heads: new Heads([head]), now: terms.now, write: () => {} };
    const command = {
      account,
      attempt: { kind: 'authorize' },
      answer: { kind: 'approved', amount: 1000n, takenBack: 1000n },
      terms,
      at: terms.now,
      key: null,
    };
    receive(
      command as unknown as ReceiveCommand,
      payment,
      { balances } as PaymentsFound,
      round as unknown as Round,
    );
    assert.equal(balances.of(account, 'merchant_available', currency), 900n);
  });
});
