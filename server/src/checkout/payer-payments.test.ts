import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Answer, openTestPlatform, type TestPlatform } from '../testing.ts';

const VISA = {
  method: { type: 'card', card: { number: '4242424242424242', exp_month: 12, exp_year: 2034, cvc: '123' } },
};
const WALLET = { method: { type: 'wallet' } };
const BANK = { method: { type: 'bank_transfer' } };

describe('a payer’s attempts', () => {
  let florin: TestPlatform;
  let orders = 0;
  before(async () => {
    florin = await openTestPlatform();
  });
  after(() => florin.close());

  async function open(): Promise<Answer['body']> {
    const { body } = await florin.call('POST', '/v1/checkout_sessions', {
      order_id: `tries-${++orders}`,
      amount: 2599,
      currency: 'USD',
      success_url: 'http://shop.example/return',
      cancel_url: 'http://shop.example/',
    });
    return body;
  }

  /** As the payer's page: no credential but the address. */
  async function payer(session: { url: string }, path: 'pay' | 'give_up' | 'cancel', body?: object) {
    const answer = await florin.app.inject({
      method: 'POST',
      url: `${new URL(session.url).pathname}/${path}`,
      ...(body === undefined ? {} : { payload: body }),
    });
    return answer.json();
  }

  const statusesOf = async (session: { order_id: string }) =>
    (
      await florin.sql('select status from payment where order_id = $1 order by created_at', [
        session.order_id,
      ])
    ).map(({ status }) => status);

  it('are offered by card, by wallet and by bank', async () => {
    const session = await open();
    const { methods, payment } = await payer(session, 'pay', WALLET);
    assert.deepEqual(
      methods.map(({ type }: { type: string }) => type),
      ['card', 'wallet', 'bank_transfer'],
    );
    assert.deepEqual(payment.method, { type: 'wallet' });
    assert.equal(payment.next_action.type, 'qr');
  });

  it('can be given up while they wait for the payer, who then pays in another way', async () => {
    const session = await open();
    await payer(session, 'pay', BANK);
    assert.equal((await payer(session, 'pay', VISA)).code, 'command_in_progress');
    assert.equal((await payer(session, 'cancel')).code, 'command_in_progress');
    const given = await payer(session, 'give_up');
    assert.equal(given.status, 'open');
    assert.equal(given.payment.status, 'canceled');
    assert.equal((await payer(session, 'pay', VISA)).status, 'complete');
    assert.deepEqual(await statusesOf(session), ['canceled', 'succeeded']);
  });

  it('succeed if they are paid at the moment in which they are given up', async () => {
    const session = await open();
    const { payment } = await payer(session, 'pay', WALLET);
    const [account, reference] = new URL(payment.next_action.url).pathname.split('/').slice(3);
    // The wallet has taken the money, but the platform does not know it yet.
    await florin.sandbox.change(account as never, reference as string, { kind: 'wallet_pay' });
    const state = await payer(session, 'give_up');
    assert.equal(state.status, 'complete');
    assert.equal(state.payment.status, 'succeeded');
  });

  it('are not affected by giving up if none waits for the payer', async () => {
    const untried = await open();
    assert.equal((await payer(untried, 'give_up')).payment, null);
    const paid = await open();
    await payer(paid, 'pay', VISA);
    assert.equal((await payer(paid, 'give_up')).status, 'complete');
    assert.deepEqual(await statusesOf(paid), ['succeeded']);
  });

  it('are limited to twenty, whether given up or declined', async () => {
    const session = await open();
    for (let n = 0; n < 20; n++) {
      await payer(session, 'pay', WALLET);
      await payer(session, 'give_up');
    }
    assert.equal((await payer(session, 'pay', VISA)).code, 'session_not_open');
    assert.deepEqual(await statusesOf(session), Array(20).fill('canceled'));
  });
});
