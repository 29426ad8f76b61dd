import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { openPool } from '../database/index.ts';
import { type Clock, systemClock } from '../kernel/clock.ts';
import { gathered } from '../modules.ts';
import { openTestPlatform, type TestPlatform } from '../testing.ts';
import { openLog } from './log.ts';
import { Retention } from './retention.ts';

const HOUR_MS = 3_600_000;

describe('retention', () => {
  let florin: TestPlatform;
  before(async () => {
    florin = await openTestPlatform();
  });
  after(() => florin.close());

  const openPools = () => ({
    home: openPool(florin.databaseUrl, 'home', 1),
    cell: openPool(florin.databaseUrl, 'cell', 1),
  });
  const closePools = ({ home, cell }: ReturnType<typeof openPools>) => Promise.all([home.end(), cell.end()]);

  /** Sweeps once, at so many hours from now. */
  const sweepIn = async (hours: number, batch?: number) => {
    const clock: Clock = { now: () => Date.now() + hours * HOUR_MS, monotonic: () => 0 };
    const pools = openPools();
    const troubles: string[] = [];
    const retention = new Retention({
      pools,
      clock,
      log: openLog('warn', { write: (line) => void troubles.push(line) }),
      sweeps: gathered.sweeps,
      ...(batch === undefined ? {} : { batch }),
    });
    const swept = await retention.sweep();
    await retention.stop();
    await closePools(pools);
    // A sweep that fails, as for want of a right, lets the others go on, and sweeps nothing.
    assert.deepEqual(troubles, []);
    return swept;
  };
  const pay = (key: string) =>
    florin.call('POST', '/pay', { order_id: key, amount: 100, currency: 'USD' }, { 'idempotency-key': key });

  it('keeps an idempotency key for 24 hours, and then takes the key and never the payment', async () => {
    const first = await pay('kept');
    assert.equal((await sweepIn(23.9)).keys, 0);
    assert.deepEqual((await pay('kept')).body, first.body);
    const nothing = {
      home_keys: 0,
      invitations: 0,
      rounds: 0,
      notifications: 0,
      charges: 0,
      deliveries: 0,
      card_tokens: 0,
      security_codes: 0,
      encryption_keys: 0,
    };
    const ofPeople = {
      sessions: 0,
      half_sign_ins: 0,
      mailed_links: 0,
      passkey_challenges: 0,
      guesses: 0,
      mails: 0,
      nonces: 0,
      signing_keys: 0,
    };
    const ofApps = {
      oauth_states: 0,
      oauth_grants: 0,
      oauth_revocations: 0,
      oauth_proofs: 0,
      oauth_signing_keys: 0,
      agent_answers: 0,
      logged_requests: 0,
      logged_requests_beyond: 0,
    };
    assert.deepEqual(await sweepIn(24.1), { ...nothing, ...ofPeople, ...ofApps, keys: 1 });
    const later = await pay('kept');
    assert.equal(later.status, 409);
    assert.equal(later.body.payment.id, first.body.id);
  });

  it('takes what is past its time at home too: keys of requests, and invitations', async () => {
    const once = { 'idempotency-key': 'at home' };
    const made = await florin.call('POST', '/v1/keys', { name: 'Kept', kind: 'secret' }, once);
    const invitation = { email: 'ada@shop.example', role: 'support' };
    await florin.call('POST', '/v1/organization/invitations', invitation);
    assert.equal((await sweepIn(23.9)).home_keys, 0);
    assert.equal((await sweepIn(24.1)).home_keys, 1);
    assert.equal((await florin.call('GET', `/v1/keys/${made.body.id}`)).status, 200);
    assert.equal((await sweepIn(37 * 24 - 0.1)).invitations, 0);
    assert.equal((await sweepIn(37 * 24 + 0.1)).invitations, 1);
  });

  it('sweeps the others where one fails', async () => {
    const broken = {
      schema: 'home',
      what: 'broken',
      run: () => Promise.reject(new Error('no such table')),
    } as const;
    let asked = 0;
    const whole = { schema: 'cell', what: 'whole', run: async () => (++asked < 3 ? 2 : 1) } as const;
    const lines: string[] = [];
    const pools = openPools();
    const retention = new Retention({
      pools,
      clock: systemClock,
      log: openLog('warn', { write: (line) => void lines.push(line) }),
      sweeps: [broken, whole],
      batch: 2,
    });
    assert.deepEqual(await retention.sweep(), { broken: 0, whole: 5 });
    await retention.stop();
    await closePools(pools);
    assert.match(lines.join(), /"what":"broken"/);
  });

  it('goes on, batch by batch, until nothing old is left', async () => {
    for (let n = 0; n < 7; n++) await pay(`batch-${n}`);
    assert.equal((await sweepIn(25, 3)).keys, 7);
    assert.deepEqual(await florin.sql('select key from idempotency'), []);
  });

  /** Sweeps what channels and payers did as if it had been done so many days earlier, by the database's clock. */
  const sweepAged = async (days: number) => {
    const age = (table: string, column: string, sign: string) =>
      florin.sql(`update ${table} set ${column} = ${column} ${sign} $1 * interval '1 day'`, [days]);
    const shift = async (sign: string) => {
      await age('channel_inbox', 'received_at', sign);
      await age('sandbox_charge', 'created_at', sign);
    };
    await shift('-');
    const { notifications, charges } = await sweepIn(0);
    await shift('+');
    return { notifications, charges };
  };
  const wallet = async (order_id: string): Promise<string> => {
    const { body } = await florin.call('POST', '/v1/payments', {
      order_id,
      amount: 100,
      currency: 'USD',
      payment_method: 'wallet',
      confirm: true,
    });
    return body.id;
  };
  const simulate = (id: string) =>
    florin.call('POST', `/v1/sandbox/payments/${id}/simulate`, { action: 'wallet_pay' });

  it('takes what channels said and what payers did in the sandbox after 30 days, and nothing still open', async () => {
    const [paid, open] = [await wallet('month-paid'), await wallet('month-open')];
    assert.equal((await simulate(paid)).body.status, 'succeeded');
    assert.deepEqual(await sweepAged(29.9), { notifications: 0, charges: 0 });
    assert.deepEqual(await sweepAged(30.1), { notifications: 1, charges: 1 });
    assert.equal((await florin.call('GET', `/v1/sandbox/payments/${paid}`)).status, 404);
    assert.equal((await florin.call('GET', `/v1/payments/${paid}`)).body.status, 'succeeded');
    assert.equal((await simulate(open)).body.status, 'succeeded');
    assert.deepEqual(await sweepAged(30.1), { notifications: 1, charges: 1 });
  });

  it('keeps what a payer did for as long as the payment has not heard of it', async () => {
    const id = await wallet('month-untold');
    const charge = await florin.sandbox.chargeOf(florin.account as never, id as never);
    const reference = charge?.reference as string;
    await florin.sandbox.change(florin.account as never, reference, { kind: 'wallet_pay' });
    await florin.sql("update channel_inbox_open set try_after = now() + interval '1 hour'");
    assert.deepEqual(await sweepAged(30.1), { notifications: 0, charges: 0 });
    // A word that is lost for good leaves the charge, which is asked.
    await florin.sql('delete from channel_inbox_open');
    assert.deepEqual(await sweepAged(30.1), { notifications: 1, charges: 0 });
    const canceled = await florin.call('POST', `/v1/payments/${id}/cancel`);
    assert.equal(canceled.status, 200);
    await florin.recovery.close(florin.account as never, id as never);
    assert.equal((await florin.call('GET', `/v1/payments/${id}`)).body.status, 'succeeded');
    assert.equal((await sweepAged(30.1)).charges, 1);
  });

  it('takes numbers of rounds after a week, but no fence', async () => {
    const lane = randomUUID();
    await florin.sql(
      `insert into round (lane, n, fence, at) values
         ($1, 1, false, now() - interval '8 days'), ($1, 2, true, now() - interval '8 days'),
         ($1, 3, false, now() - interval '6 days')`,
      [lane],
    );
    assert.equal((await sweepIn(0)).rounds, 1);
    const left = await florin.sql('select n from round where lane = $1 order by n', [lane]);
    assert.deepEqual(left, [{ n: 2n }, { n: 3n }]);
  });

  it('takes of signing in what has ended, and nothing else', async () => {
    const [person, kept] = [randomUUID(), randomUUID()];
    const session = (id: string, created: string, seen: string) =>
      florin.sql(
        `insert into person_session (session_id, token_hash, person_id, created_at, seen_at, proved_at, browser, address)
         values ($1, $2, $3, now() - $4::interval, now() - $5::interval, now(), '', '')`,
        [id, Buffer.from(id), person, created, seen],
      );
    await session(kept, '29 days', '6 days');
    await session(randomUUID(), '31 days', '1 hour');
    await session(randomUUID(), '20 days', '8 days');
    for (const minutes of [9, 11])
      await florin.sql('insert into half_sign_in values ($1, $2, now() - $3::interval)', [
        Buffer.from([minutes]),
        person,
        `${minutes} minutes`,
      ]);
    for (const minutes of [-1, 1]) {
      const [key, ends] = [Buffer.from([minutes + 1]), `${minutes} minutes`];
      await florin.sql(`insert into mailed_token values ($1, 'recovery', '', 'en', now() + $2::interval)`, [
        key,
        ends,
      ]);
      await florin.sql('insert into guess_count values ($1, now() + $2::interval, 1)', [key, ends]);
    }
    const { sessions, half_sign_ins, mailed_links, guesses } = await sweepIn(0);
    assert.deepEqual(
      { sessions, half_sign_ins, mailed_links, guesses },
      { sessions: 2, half_sign_ins: 1, mailed_links: 1, guesses: 1 },
    );
    assert.deepEqual(await florin.sql('select session_id from person_session'), [{ session_id: kept }]);
  });
});
