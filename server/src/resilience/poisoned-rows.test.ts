/** A row that nobody can read or do keeps nothing else waiting, and fills no log. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, afterEach, before, describe, it, mock } from 'node:test';
import { testChannel } from '../channels/testing.ts';
import { openReceiver, type TestReceiver, until } from '../events/testing.ts';
import { type Clock, parseMoment, systemClock } from '../kernel/clock.ts';
import { openLog, type PlatformOptions } from '../platform.ts';
import { seedSandbox } from '../sandbox-merchant.ts';
import { openTestPlatform, type TestPlatform } from '../testing.ts';

const DAY_MS = 86_400_000;
const LOOK_MS = 500;
const STRETCH_MS = 300_000;
/** More than are looked at together. */
const MANY = 250;

/** What the log says because the machine is busy with something else. */
const BUSY = /due to connection timeout|a request was slow/;

describe('a poisoned row', () => {
  let florin: TestPlatform;
  let lines: string[];
  let ahead: number;
  let orders = 0;
  const clock: Clock = {
    now: () => systemClock.now() + ahead,
    monotonic: () => systemClock.monotonic() + ahead,
  };

  const open = async (options: Partial<PlatformOptions> = {}) => {
    [lines, ahead] = [[], 0];
    const log = openLog('warn', { write: (line) => void (BUSY.test(line) || lines.push(line)) });
    florin = await openTestPlatform({ clock, log, ...options });
  };
  afterEach(() => florin.close());

  const pay = async (rest: object = {}, key = florin.secretKey) => {
    const body = { order_id: `o${++orders}`, amount: 1000, currency: 'USD', ...rest };
    const answer = await florin.call('POST', '/pay', body, { authorization: `Bearer ${key}` });
    assert.ok(answer.status < 300, JSON.stringify(answer.body));
    return answer.body.id as string;
  };
  const orderOf = async (order: string) =>
    (
      await florin.sql('select p.* from payment p join account using (account_id) where order_id = $1', [
        order,
      ])
    )[0];

  /** From now on the database cannot read the rows of a table of which the condition holds, as if a disk had lost them. */
  const damage = async (table: string, condition: string) => {
    await florin.sql(
      `create function cell_1.lost(is_lost boolean) returns boolean language plpgsql as $$ begin
         if is_lost then raise exception 'missing chunk of a long value' using errcode = 'XX001'; end if;
         return true; end $$`,
    );
    await florin.sql(`create policy damage on ${table} using (lost(${condition})) with check (true)`);
    await florin.sql(`alter table ${table} enable row level security`);
  };

  it('of what falls due: other rows and other accounts go on', async () => {
    await open();
    const other = await seedSandbox(florin.databaseUrl, florin.keys, null);
    // It releases more than the books hold, which breaks its round; the others are of no payment at all.
    await pay({ order_id: 'poisoned' });
    await florin.sql(
      "update payment set amount_pending_left = amount_pending_left + 1000000000000 where order_id = 'poisoned'",
    );
    await florin.sql(
      `insert into due (account_id, due_at, kind, id)
       select account_id, now() - interval '1 day', 'release', gen_random_uuid()
       from account_head, generate_series(1, ${MANY}) where account_id = (select account_id from payment)`,
    );
    await pay({ order_id: 'own' });
    await pay({ order_id: 'of another' }, other.secret_key);
    ahead += 2 * DAY_MS + 60_000;
    // So many looks are enough to come past the poisoned ones.
    for (let look = 0; look < 3; look++) await florin.scheduler.run();
    for (const order of ['own', 'of another'])
      assert.equal((await orderOf(order))?.amount_pending_left, 0n, order);
    let tried = 0;
    for (let at = 0; at < STRETCH_MS; at += LOOK_MS) {
      tried += await florin.scheduler.run();
      ahead += LOOK_MS;
    }
    // Twice as long between two tries each time, up to a minute.
    assert.ok(tried > MANY && tried <= 15 * MANY, `${tried} tries`);
    assert.ok(lines.length > 0 && lines.length <= 30, `${lines.length} lines`);
    // A move of the clock does what it makes due before it answers, without the background's help.
    await pay({ order_id: 'moved' });
    mock.method(florin.scheduler, 'run', async () => 0);
    await florin.call('POST', '/v1/sandbox/clock', { advance_seconds: 3 * 86_400 });
    assert.equal((await orderOf('moved'))?.amount_pending_left, 0n);
  });

  it('of recovery: attempts beside it are recovered', async () => {
    await open({
      channels: [
        testChannel({
          authorize: () => new Promise<never>(() => {}),
          query: ({ method }) => {
            if (method.type !== 'card') throw new Error('the method is none that there is');
            return { kind: 'approved', amount: 1000n };
          },
        }),
      ],
      channelTimeoutMs: 20,
      sendWithinMs: 3000,
      recoverAfterMs: 4000,
    });
    await Promise.all([
      pay({ order_id: 'poisoned' }),
      pay({ order_id: 'damaged' }),
      pay({ order_id: 'homeless' }),
      pay({ order_id: 'good' }),
    ]);
    await florin.sql(`update payment set method = '"x"' where order_id = 'poisoned'`);
    // It is of no account that there is.
    for (const table of ['attempt', 'payment'])
      await florin.sql(
        `insert into ${table} select (jsonb_populate_record(t, jsonb_build_object('account_id', $1::text))).*
         from ${table} t, payment p where p.order_id = 'homeless' and p.id = t.${table === 'payment' ? 'id' : 'payment_id'}`,
        [randomUUID()],
      );
    await damage('payment', "order_id = 'damaged'");
    await until(async () => {
      await florin.recovery.run();
      return (
        (await orderOf('good'))?.status === 'succeeded' && (await orderOf('homeless'))?.status === 'succeeded'
      );
    });
    for (let hour = 0; hour < 50; hour++) {
      await florin.sql(
        "update attempt_claim set until = now() - interval '1 s', ask_again_at = now() - interval '1 s'",
      );
      await florin.recovery.run();
      ahead += LOOK_MS;
    }
    const [{ epoch }] = (await florin.sql('select max(epoch) as epoch from attempt_claim')) as [
      { epoch: number },
    ];
    assert.ok(epoch >= 50, `asked ${epoch} times`);
    assert.ok(lines.length > 0 && lines.length <= 8, lines.join(''));
  });

  it('of the inbox: notifications behind it are applied', async () => {
    await open();
    const id = await pay({ payment_method: 'wallet' });
    await florin.sql(
      `with poisoned as (
         insert into channel_inbox (account_id, channel, event_id, reference, answer, body, received_at)
         select account_id, 'sandbox', 'poisoned ' || n, gen_random_uuid(), '{"kind": "nonsense"}', '', now()
         from account_head, generate_series(1, ${MANY}) n returning *)
       insert into channel_inbox_open (account_id, channel, event_id, try_after)
       select account_id, channel, event_id, now() - interval '1 day' from poisoned`,
    );
    // The process dies that would have applied it.
    mock.method(florin.inbox, 'applyEntered', async () => Promise.reject(new Error('died')), { times: 1 });
    await florin.call('POST', `/v1/sandbox/payments/${id}/simulate`, { action: 'wallet_pay' });
    await florin.sql("update channel_inbox_open set try_after = now() where event_id not like 'poisoned%'");
    await damage('channel_inbox', "event_id = 'poisoned 7'");
    await florin.inbox.run();
    await florin.inbox.run();
    assert.equal((await florin.call('GET', `/v1/payments/${id}`)).body.status, 'succeeded');
    const before = lines.length;
    for (let look = 0; look < 8; look++) {
      await florin.sql('update channel_inbox_open set try_after = now()');
      await florin.inbox.run();
      ahead += LOOK_MS;
    }
    const [{ tries }] = (await florin.sql('select min(tries) as tries from channel_inbox_open')) as [
      { tries: number },
    ];
    assert.ok(tries > 1 && lines.length - before <= 1, `${tries} tries, ${lines.join('')}`);
  });

  it('of the sandbox: charges behind it end', async () => {
    await open({ sandboxTimes: { slowMs: 1, processingMs: 60_000 } });
    for (const order_id of ['poisoned', 'good'])
      await pay({ order_id, payment_method: 'tok_processing_succeeds' });
    await florin.sql(
      `update sandbox_charge set notifications = 2147483647, ends_at = now()
       where payment_id = (select id from payment where order_id = 'poisoned')`,
    );
    ahead += 120_000;
    await until(async () => (await orderOf('good'))?.status === 'succeeded');
    for (let look = 0; look < 20; look++) await florin.sandbox.run();
    assert.equal(lines.length, 1, lines.join(''));
  });

  describe('of webhooks', () => {
    let receiver: TestReceiver;
    before(async () => {
      const failed = new Set<string>();
      receiver = await openReceiver((response, { event }) => {
        const again = failed.has(event.id) || event.data.description !== 'twice';
        failed.add(event.id);
        response.writeHead(again ? 204 : 500).end();
      });
    });
    after(() => receiver.close());

    it('other endpoints, and other retries of an endpoint, go on', async () => {
      await open({
        webhooks: { leaseMs: 2000, schedule: { firstDelayMs: 50, delayMsMax: 100, giveUpAfterMs: DAY_MS } },
      });
      const endpoint = async () =>
        (await florin.call('POST', '/v1/webhook_endpoints', { url: receiver.url, events: ['*'] })).body.id;
      await endpoint();
      await florin.sql(`update webhook_endpoint set secret = 'x'`);
      await endpoint();
      await florin.sql(
        `insert into webhook_retry (account_id, endpoint_id, seq, tries, first_at, due_at)
         select account_id, id, 1000000 + n, 1, now(), now() - interval '1 day'
         from webhook_endpoint, generate_series(1, 60) n`,
      );
      const payments: string[] = [];
      for (let n = 0; n < 40; n++) payments.push(await pay(n === 0 ? { description: 'twice' } : {}));
      const heard = (id: string | undefined) =>
        receiver.received.filter(({ event }) => event.data.id === id).length;
      await until(() => payments.every((id, n) => heard(id) >= (n === 0 ? 2 : 1)));
      await until(
        async () => (await florin.sql('select from webhook_retry where seq > 1000000')).length === 0,
      );
      assert.ok(
        lines.length > 0 && lines.length <= 5,
        `${lines.length} lines: ${lines.slice(0, 8).join('')}`,
      );
    });

    it('that cannot be read is left out, and the events behind it are delivered', async () => {
      await open({
        webhooks: { leaseMs: 2000, schedule: { firstDelayMs: 50, delayMsMax: 100, giveUpAfterMs: DAY_MS } },
      });
      await florin.call('POST', '/v1/webhook_endpoints', { url: receiver.url, events: ['*'] });
      await pay({ order_id: 'before' });
      await until(async () => (await florin.sql('select from webhook_endpoint where cursor > 0')).length > 0);
      const [{ cursor }] = (await florin.sql('select cursor::int from webhook_endpoint')) as [
        { cursor: number },
      ];
      await damage('event', `seq = ${cursor + 2}`);
      const before = receiver.received.length;
      // One of the others has to be tried again too, behind a retry of the damaged one.
      await florin.sql(
        `insert into webhook_retry (account_id, endpoint_id, seq, tries, first_at, due_at)
         select account_id, id, ${cursor + 2}, 1, now(), now() - interval '1 day' from webhook_endpoint`,
      );
      const ids: string[] = [];
      for (const description of ['twice', 'lost', 'behind']) ids.push(await pay({ description }));
      const heard = (id: string | undefined) =>
        receiver.received.slice(before).filter(({ event }) => event.data.id === id).length;
      await until(() => heard(ids[0]) === 2 && heard(ids[2]) === 1);
      assert.equal(heard(ids[1]), 0);
      await until(async () => (await florin.sql('select from webhook_retry')).length === 0);
      assert.ok(lines.length > 0 && lines.length <= 5, lines.join(''));
    });

    it('that says a time past all years is listed and delivered all the same', async () => {
      await open();
      await pay({ order_id: 'timeless' });
      await florin.sql("update event set at = '20000-01-01Z'");
      await florin.sql("update payment set created_at = '290000-01-01Z'");
      const before = receiver.received.length;
      const { id } = (
        await florin.call('POST', '/v1/webhook_endpoints', { url: receiver.url, events: ['*'] })
      ).body;
      const [event] = (await florin.call('GET', '/v1/events')).body.data;
      await florin.call('POST', `/v1/webhook_endpoints/${id}/replay`, { since: event.id });
      await until(() => receiver.received.length > before);
      const written = receiver.received[before]?.event.timestamp;
      const [payment] = (await florin.call('GET', '/v1/payments')).body.data;
      assert.deepEqual(
        [written, event.timestamp, payment.created_at],
        Array.from({ length: 3 }, () => '9999-12-31T23:59:59.999Z'),
      );
      assert.equal(parseMoment(written), null);
      assert.deepEqual(lines, []);
    });
  });
});
