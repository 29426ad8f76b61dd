import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { operationsText } from '../../../scripts/write-cli-operations.ts';
import { openTestPlatform, type TestPlatform } from '../../../server/src/testing.ts';
import { tableText } from './print.ts';
import { openTerminal, type Terminal } from './testing.ts';

describe('the commands of resources', () => {
  let florin: TestPlatform;
  let terminal: Terminal;
  before(async () => {
    florin = await openTestPlatform();
    const url = await florin.app.listen({ port: 0, host: '127.0.0.1' });
    terminal = await openTerminal({ FLORIN_SECRET_KEY: florin.secretKey, FLORIN_BASE_URL: url });
  });
  after(async () => {
    await terminal.close();
    await florin.close();
  });
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came
  const answer = async (...args: string[]): Promise<any> => {
    const { status, stdout, stderr } = await terminal.run(args);
    assert.equal(status, 0, stderr);
    return stdout === '' ? null : JSON.parse(stdout);
  };
  const create = (order: string, ...more: string[]) =>
    answer(...['payments', 'create', '--order-id', order, '--amount', '500', '--currency', 'EUR'], ...more);

  it('are those of the API’s document', () => {
    const kept = readFileSync(join(import.meta.dirname, 'generated/operations.ts'), 'utf8');
    assert.equal(kept, operationsText(), 'run "node scripts/write-cli-operations.ts"');
  });

  it('create, confirm, capture, refund, list and show payments', async () => {
    const payment = await create(
      'A 1',
      '--capture-method',
      'manual',
      '--metadata',
      'cart=8f14',
      '--metadata',
      'b=2',
    );
    assert.deepEqual(payment.metadata, { cart: '8f14', b: '2' });
    const confirmed = await answer('payments', 'confirm', payment.id, '--payment-method', 'tok_visa');
    assert.equal(confirmed.status, 'authorized');
    assert.equal((await answer('payments', 'capture', payment.id, '--amount', '400')).amount_captured, 400);
    const refund = await answer('refunds', 'create', '--payment', payment.id, '--amount', '100');
    assert.equal((await answer('refunds', 'get', refund.id)).payment, payment.id);
    assert.equal((await answer('refunds', 'list', '--payment', payment.id)).data.length, 1);
    assert.equal((await answer('payments', 'list', '--order-id', 'A 1')).data[0].id, payment.id);
    assert.equal((await answer('payments', 'get', payment.id)).amount_refunded, 100);
    assert.equal((await answer('payments', 'retrieve', payment.id)).amount_refunded, 100);
  });

  it('cancel payments, and take objects, booleans and a whole body', async () => {
    const card = JSON.stringify({
      type: 'card',
      card: { number: '4242424242424242', exp_month: 12, exp_year: 2099 },
    });
    const paid = await create('A 2', '--payment-method', card, '--confirm');
    assert.equal(paid.status, 'succeeded');
    const open = await answer(
      'payments',
      'create',
      '-d',
      '{"order_id": "A 3", "amount": 1, "currency": "EUR"}',
      '--amount',
      '700',
    );
    assert.equal(open.amount, 700);
    assert.equal((await answer('payments', 'cancel', open.id)).status, 'canceled');
  });

  it('make sandboxes, begin them anew, move their clock, and close them', async () => {
    const sandbox = await answer('sandbox', 'create', '--name', 'Build 1');
    const moved = await answer('sandbox', 'clock', '--advance-seconds', '600', '--key', sandbox.secret_key);
    assert.ok(Date.parse(moved.now) > Date.now() + 500_000, moved.now);
    const anew = await answer('sandbox', 'reset', sandbox.id);
    assert.deepEqual([anew.name, anew.id === sandbox.id], ['Build 1', false]);
    assert.equal(await answer('sandbox', 'close', anew.id), null);
  });

  it('make, list, roll and revoke keys, beside what the operator does with keys', async () => {
    const key = await answer(
      'keys',
      'create',
      '--name',
      'Report',
      '--kind',
      'secret',
      '--scopes',
      'payments:read',
      '--scopes',
      'events:read',
    );
    assert.deepEqual(key.scopes, ['payments:read', 'events:read']);
    const rolled = await answer('keys', 'roll', key.id);
    assert.equal(rolled.replaces, key.id);
    assert.equal((await answer('keys', 'revoke', rolled.id)).status, 'revoked');
    assert.ok((await answer('keys', 'list')).data.length >= 3);
    assert.match((await terminal.run(['keys', '--help'])).stdout, /rotate-kek/);
  });

  it('refuse an option that is no number, and leave to the API to name what is missing', async () => {
    const wrong = await terminal.run(['payments', 'create', '--amount', '25.99']);
    assert.deepEqual([wrong.status, /25\.99 USD is 2599/.test(wrong.stderr)], [2, true]);
    const refused = await terminal.run(['payments', 'create', '--amount', '1', '--currency', 'EUR']);
    assert.deepEqual([refused.status, /field: order_id/.test(refused.stderr)], [1, true]);
  });

  it('show a list as a table that no text in it can break', () => {
    const rows = [
      { id: 'pay_1', object: 'payment', status: 'succeeded', order_id: 'a\u001b[2Jb', metadata: {} },
      { id: 'pay_22', object: 'payment', status: 'failed', order_id: null, metadata: {} },
    ];
    assert.deepEqual(tableText(rows).split('\n').slice(1), [
      'pay_1   succeeded  a�[2Jb',
      'pay_22  failed     –',
    ]);
  });
});
