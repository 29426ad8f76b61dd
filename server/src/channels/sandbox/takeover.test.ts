import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { idFromUuid, referenceOf } from '../../kernel/ids.ts';
import { parseCurrency } from '../../kernel/money.ts';
import { openLog, openPlatform, type Platform } from '../../platform.ts';
import { openTestPlatform, type TestPlatform, turnOf } from '../../testing.ts';
import { verify } from '../../verify.ts';
import { testChannel } from '../testing.ts';
import { methodOfToken } from './instruments.ts';

/** Long enough that each attempt is sent in time, even on a busy machine. */
const times = { sendWithinMs: 3000, recoverAfterMs: 4000 };

describe('a process that dies between the durable attempt and the call', () => {
  /** A process whose calls never arrive, so that its attempts are durable but were never sent. */
  let dead: TestPlatform;
  let other: Platform | undefined;
  before(async () => {
    dead = await openTestPlatform({
      channels: [testChannel({ authorize: () => new Promise<never>(() => {}) })],
      channelTimeoutMs: 10,
      ...times,
    });
  });
  after(async () => {
    await other?.stop();
    await dead.close();
  });

  const tokens = [
    'tok_visa',
    'tok_declined',
    'tok_challenge',
    'tok_processing_succeeds',
    'wallet',
    'bank_transfer',
  ];

  it('leaves nothing open: what the sandbox computes ends as it would have, everything else is reversed', async () => {
    for (const token of tokens) {
      const { body } = await dead.call('POST', '/v1/payments', {
        order_id: token,
        amount: 500,
        currency: 'USD',
        payment_method: token,
        confirm: true,
      });
      assert.equal(body.status, 'processing');
    }
    await dead.stop();
    const heir = openPlatform({
      databaseUrl: dead.databaseUrl,
      publicUrl: 'http://127.0.0.1:4242',
      keys: dead.keys,
      log: openLog('silent'),
      webhookPrivate: true,
      ...times,
    });
    other = heir;
    for (;;) {
      await turnOf(heir.recovery);
      const open = await dead.sql("select from payment where status = 'processing'");
      if (open.length === 0) break;
    }
    const ends = await dead.sql('select order_id, status, decline_code from payment');
    assert.deepEqual(
      Object.fromEntries(
        ends.map(({ order_id, status, decline_code }) => [order_id, [status, decline_code]]),
      ),
      {
        tok_visa: ['succeeded', null],
        tok_declined: ['failed', 'card_declined'],
        tok_challenge: ['failed', 'processing_error'],
        tok_processing_succeeds: ['failed', 'processing_error'],
        wallet: ['failed', 'processing_error'],
        bank_transfer: ['failed', 'processing_error'],
      },
    );
    assert.deepEqual((await verify(dead.databaseUrl)).differences, []);
  });

  it('is too late if its call arrives after all', async () => {
    const [row] = await dead.sql(
      "select a.* from attempt a join payment p on p.id = a.payment_id where p.order_id = 'wallet'",
    );
    const [method, currency] = [methodOfToken('wallet'), parseCurrency('USD')];
    assert.ok(other && row && method && currency);
    const answer = await other.sandbox.authorize({
      account: idFromUuid('acct', row.account_id as string),
      payment: idFromUuid('pay', row.payment_id as string),
      reference: referenceOf(idFromUuid('att', row.id as string)),
      money: { amount: 500n, currency },
      timeoutMs: 1000,
      method,
      capture: true,
      returnUrl: null,
    });
    assert.deepEqual(answer, { kind: 'reversed' });
  });
});
