import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import { methodOfToken } from '../../channels/index.ts';
import type { Round } from '../../database/index.ts';
import { type Writer, writesOf } from '../../database/statements.ts';
import { type TestDatabase, testDatabase } from '../../database/testing.ts';
import { newId, uuidOf } from '../../kernel/ids.ts';
import { type Currency, parseCurrency } from '../../kernel/money.ts';
import type { Payment } from '../rules/payment.ts';
import { newPaymentWriter, paymentOf, writeChange } from './payments.ts';

describe('a change of a payment', () => {
  let database: TestDatabase;
  let client: pg.Client;
  before(async () => {
    database = await testDatabase();
    client = new pg.Client({ connectionString: database.ownerUrl });
    await client.connect();
  });
  after(async () => {
    await client.end();
    await database.drop();
  });

  /** Sends the writes as a round does, and returns which writers were used. */
  async function inRound(act: (round: Pick<Round, 'write'>) => void): Promise<string[]> {
    const writes = new Map<Writer<never>, unknown[]>();
    act({ write: (writer, row) => void writes.set(writer as Writer<never>, [row]) });
    await client.query(writesOf(writes) as pg.QueryConfig);
    return [...writes.keys()].map(({ name }) => name);
  }

  async function stored({ id }: Payment): Promise<Payment> {
    const { rows } = await client.query('select * from payment where id = $1', [uuidOf(id)]);
    return paymentOf(rows[0]);
  }

  const currency = parseCurrency('USD') as Currency;
  const method = methodOfToken('tok_visa');
  const other = methodOfToken('tok_mastercard');
  assert.ok(method !== null && other !== null);

  async function newPayment(): Promise<Payment> {
    const payment: Payment = {
      account: newId('acct'),
      id: newId('pay'),
      version: 1,
      status: 'processing',
      orderId: 'order-1',
      amount: 1000n,
      currency,
      captureMethod: 'automatic',
      channel: 'sandbox',
      method,
      nextAction: null,
      declineCode: null,
      cancelReason: null,
      openAttempt: newId('att'),
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
      description: 'Two pens',
      metadata: { cart: '7' },
      createdAt: 1_700_000_000_000,
    };
    await inRound((round) => round.write(newPaymentWriter, payment));
    assert.deepEqual(await stored(payment), payment);
    return payment;
  }

  it('that is an approval is written by its own columns alone', async () => {
    const made = await newPayment();
    const approved: Payment = {
      ...made,
      version: 2,
      status: 'succeeded',
      openAttempt: null,
      chargeAttempt: newId('att'),
      amountAuthorized: 1000n,
      amountReceived: 1000n,
      amountCaptured: 1000n,
      amountFee: 59n,
      amountPendingLeft: 941n,
      releaseAt: 1_700_000_000_001,
    };
    assert.deepEqual(await inRound((round) => writeChange(round as Round, made, approved)), [
      'approved_payments',
    ]);
    assert.deepEqual(await stored(approved), approved);
  });

  // Every field that a decision may change, so that a write that leaves one out is found.
  const changes: Partial<Payment>[] = [
    { status: 'authorized' },
    { status: 'failed' },
    { status: 'canceled' },
    { status: 'expired' },
    { openAttempt: null },
    { chargeAttempt: newId('att') },
    { amountAuthorized: 7n },
    { amountReceived: 7n },
    { amountCaptured: 7n },
    { amountFee: 7n },
    { amountPendingLeft: 7n },
    { releaseAt: 7000 },
    { channel: 'another' },
    { method: other },
    { method: null },
    { nextAction: { type: 'redirect', url: 'https://bank.example/3ds' } },
    { declineCode: 'expired_card' },
    { cancelReason: 'requested' },
    { amountCaptured: 9n, amountRefundReserved: 7n },
    { amountCaptured: 9n, amountRefunded: 7n },
    { amountUnapplied: 7n },
    { amountReturning: 7n },
    { amountReturned: 7n },
    { amountReceived: 9n, amountReversed: 7n },
    { returnAt: 7000 },
    { expiresAt: 7000 },
  ];
  for (const change of changes) {
    const named = Object.entries(change).map(([field, value]) =>
      typeof value === 'string' ? `${field} ${value}` : field,
    );
    it(`to ${named.join(' and ')} stands in its row`, async () => {
      const made = await newPayment();
      const changed = { ...made, ...change, version: 2 };
      await inRound((round) => writeChange(round as Round, made, changed));
      assert.deepEqual(await stored(changed), changed);
    });
  }

  it('that releases its order lets another payment have it', async () => {
    const made = await newPayment();
    await inRound((round) => writeChange(round as Round, made, { ...made, version: 2, status: 'failed' }));
    const again: Payment = { ...made, id: newId('pay') };
    await inRound((round) => round.write(newPaymentWriter, again));
    assert.equal((await stored(again)).status, 'processing');
  });

  it('made from another version refuses the whole round', async () => {
    const made = await newPayment();
    await assert.rejects(
      inRound((round) => writeChange(round as Round, made, { ...made, version: 3, status: 'authorized' })),
      /division by zero/,
    );
  });
});
