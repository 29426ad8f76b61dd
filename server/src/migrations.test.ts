import assert from 'node:assert/strict';
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import { migrate } from './database/index.ts';
import { type TestDatabase, testDatabase } from './database/testing.ts';
import { idFromUuid, newId, uuidOf } from './kernel/ids.ts';
import { verify } from './verify.ts';

const MIGRATIONS = join(import.meta.dirname, '../migrations');

describe('the migrations since 0013, over a database that holds a payment', () => {
  let database: TestDatabase;
  let owner: pg.Client;
  const account = uuidOf(newId('acct'));
  const payment = uuidOf(newId('pay'));
  const attempt = uuidOf(newId('att'));
  const endpoint = uuidOf(newId('we'));
  const [PAID, RELEASED] = ['2026-01-01T10:00:00.123Z', '2026-01-03T10:00:00.123Z'];
  const TOLD = {
    id: idFromUuid('pay', payment),
    object: 'payment',
    status: 'succeeded',
    order_id: 'o',
    amount: 1000,
    currency: 'USD',
    capture_method: 'automatic',
    payment_method: null,
    next_action: null,
    decline_code: null,
    amount_authorized: 1000,
    amount_capturable: 0,
    amount_received: 1000,
    amount_remaining: 0,
    amount_captured: 1000,
    amount_refunded: 0,
    amount_refundable: 1000,
    amount_unapplied: 0,
    amount_returned: 0,
    amount_reversed: 0,
    amount_fee: 59,
    release_at: RELEASED,
    expires_at: null,
    description: null,
    metadata: {},
    created_at: PAID,
  };

  before(async () => {
    database = await testDatabase();
    owner = new pg.Client(database.ownerUrl);
    await owner.connect();
    await owner.query(
      'drop schema public cascade; create schema public; grant usage on schema public to florin_app',
    );
    const folder = await mkdtemp(join(tmpdir(), 'florin-migrations-'));
    for (const file of await readdir(MIGRATIONS))
      if (file < '0014') await cp(join(MIGRATIONS, file), join(folder, file));
    assert.equal((await migrate(database.ownerUrl, { folder })).length, 13);
    await rm(folder, { recursive: true });
    await owner.query(`
      insert into account values ('${account}', 'sandbox', 'M', null, 290, 30, 1000, null, now());
      insert into account_head values ('${account}', 1, 0);
      insert into payment (account_id, id, version, status, order_id, amount, currency, capture_method, channel,
          charge_attempt, amount_authorized, amount_received, amount_captured, amount_refund_reserved, amount_refunded,
          amount_fee, amount_pending_left, release_at, created_at)
        values ('${account}', '${payment}', 2, 'succeeded', 'o', 1000, 'USD', 'automatic', 'sandbox', '${attempt}',
          1000, 1000, 1000, 0, 0, 59, 941, '${RELEASED}', '${PAID}');
      insert into due values ('${account}', '${RELEASED}', 'release', '${payment}');
      insert into attempt values ('${account}', '${attempt}', '${payment}', null, 'authorize', 'sandbox', 1000, 'USD',
          null, '${payment}', now(), now());
      insert into outcome values ('${account}', '${attempt}', 'approved', null, 1000, '${PAID}');
      insert into transfer values ('${account}', '${attempt}', 1, '${payment}', 1, 2, 'USD', 1000, '${PAID}'),
        ('${account}', '${attempt}', 2, '${payment}', 2, 4, 'USD', 59, '${PAID}');
      insert into balance values ('${account}', 1, 'USD', 1000), ('${account}', 2, 'USD', 941), ('${account}', 4, 'USD', 59);
      insert into event (account_id, seq, type, object_id, command_id, payload, at)
        values ('${account}', 1, 'payment.succeeded', '${payment}', '${attempt}', '${JSON.stringify(TOLD)}', '${PAID}');
      insert into webhook_endpoint (account_id, id, url, events, metadata, secret, previous_secret, previous_secret_until,
          status, cursor, created_at)
        values ('${account}', '${endpoint}', 'https://shop.example', '{*}', '{}', 'new', 'old', '2030-01-01Z', 'enabled', 1, now());
    `);
    await migrate(database.ownerUrl);
  });
  after(async () => {
    await owner.end();
    await database.drop();
  });

  it('leave books that prove', async () => {
    const { accounts, payments, transfers, events, differences } = await verify(database.ownerUrl);
    assert.deepEqual([accounts, payments, transfers, events, differences], [1, 1, 2, 1, []]);
  });

  it('make one row of the balances of an account', async () => {
    const { rows } = await owner.query('select * from balance');
    const { channel_receivable, merchant_pending, merchant_available, platform_fees_payable } = rows[0];
    assert.deepEqual(
      [rows.length, channel_receivable, merchant_pending, merchant_available, platform_fees_payable].map(
        Number,
      ),
      [1, 1000, 941, 0, 59],
    );
  });

  it('keep the secret that was changed last, and until when it signs', async () => {
    const { rows } = await owner.query(
      "select secrets_before = array['old'::bytea] as kept, secrets_before_until = array['2030-01-01Z'::timestamptz] as until from webhook_endpoint",
    );
    assert.deepEqual(rows, [{ kept: true, until: true }]);
  });
});
