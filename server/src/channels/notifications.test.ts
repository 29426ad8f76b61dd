import assert from 'node:assert/strict';
import { createSecretKey } from 'node:crypto';
import { afterEach, describe, it } from 'node:test';
import pg from 'pg';
import { idFromUuid, newId, referenceOf } from '../kernel/ids.ts';
import { openTestPlatform, type TestPlatform, turnOf, untilAnswered } from '../testing.ts';
import { verify } from '../verify.ts';
import type { Channel, ChannelAnswer, NotFound } from './channel.ts';
import { enter } from './inbox-store.ts';
import { signed, testChannel } from './testing.ts';

const approved: ChannelAnswer = { kind: 'approved', amount: 500n };
const declined: ChannelAnswer = { kind: 'declined', decline: 'card_declined' };

describe('what a channel says by itself', () => {
  let florin: TestPlatform;
  let orders = 0;
  let events = 0;
  afterEach(() => florin.close());

  const open = async (calls: Partial<Channel>, options: Parameters<typeof openTestPlatform>[0] = {}) => {
    florin = await openTestPlatform({ channels: [testChannel(calls)], ...options });
  };
  const order = () => ({ order_id: `n${++orders}`, amount: 500, currency: 'USD' });
  const pay = async (body = order()) =>
    (await untilAnswered((key) => florin.call('POST', '/pay', body, key))).body;
  const referenceOfPayment = async (payment: string): Promise<string> => {
    const [row] = await florin.sql(
      `select a.id from attempt a join payment p on p.id = a.payment_id
       where a.kind = 'authorize' and p.order_id = $1`,
      [payment],
    );
    return referenceOf(idFromUuid('att', row?.id as string));
  };
  const notification = (reference: string, answer: ChannelAnswer, event = `e${++events}`) => ({
    event,
    account: florin.account as never,
    reference,
    answer,
  });
  const notify = async (told: ReturnType<typeof notification>, path?: string, signer?: never) => {
    const { payload, headers } = signed(told, signer);
    const url = path ?? `/channels/sandbox/${florin.account}/notify`;
    return (await florin.app.inject({ method: 'POST', url, payload, headers })).statusCode;
  };
  /** Stores a notification without applying it, like a process that dies right after storing it. */
  const entered = async (told: ReturnType<typeof notification>) => {
    const pool = new pg.Pool({ connectionString: florin.databaseUrl, max: 1 });
    try {
      return await enter(pool, 'sandbox', told, Buffer.from('{}'), Date.now(), 0);
    } finally {
      await pool.end();
    }
  };
  /** Waits until every stored notification has been applied. */
  const applied = async () => {
    for (;;) {
      await turnOf(florin.inbox);
      const [row] = await florin.sql('select count(*)::int as open from channel_inbox_open');
      if (row?.open === 0) return;
    }
  };
  const standing = async () => {
    const [row] = await florin.sql(
      'select status, decline_code, amount_received, amount_captured, amount_unapplied, amount_returned from payment',
    );
    return row;
  };
  const proved = async () => assert.deepEqual((await verify(florin.databaseUrl)).differences, []);

  it('is refused when the channel did not sign it, or signed it for another account', async () => {
    await open({ authorize: () => ({ kind: 'pending' }) });
    const { order_id } = await pay();
    const told = notification(await referenceOfPayment(order_id), approved);
    const stranger = createSecretKey(Buffer.from('a secret of somebody else')) as never;
    assert.equal(await notify(told, undefined, stranger), 401);
    assert.equal(await notify(told, `/channels/sandbox/${newId('acct')}/notify`), 401);
    assert.equal(await notify(told, `/channels/nowhere/${florin.account}/notify`), 401);
    assert.equal(await notify({ ...told, account: newId('acct') as never }), 401);
    for (const payload of ['', '{', '[]', '{"id":1}'])
      assert.equal(
        (
          await florin.app.inject({
            method: 'POST',
            url: `/channels/sandbox/${florin.account}/notify`,
            payload,
            headers: { 'content-type': 'text/plain' },
          })
        ).statusCode,
        401,
        payload,
      );
    assert.deepEqual(await florin.sql('select from channel_inbox'), []);
    assert.equal((await standing())?.status, 'processing');
  });

  it('finalizes what waited for it, once, however often it comes', async () => {
    await open({ authorize: () => ({ kind: 'pending' }) });
    const { order_id } = await pay();
    const told = notification(await referenceOfPayment(order_id), approved);
    assert.deepEqual(await Promise.all([notify(told), notify(told), notify(told)]), [204, 204, 204]);
    await applied();
    assert.equal(await notify({ ...told, event: 'another-name' }), 204);
    await applied();
    assert.equal((await standing())?.amount_captured, 500n);
    const types = await florin.sql('select type from event order by seq');
    assert.deepEqual(
      types.map(({ type }) => type),
      ['payment.processing', 'payment.succeeded'],
    );
    const [kept] = await florin.sql('select body from channel_inbox order by received_at limit 1');
    assert.equal(String(kept?.body), signed(told).payload, 'the body is kept as it came');
    await proved();
  });

  it('may come before the answer to the call', async () => {
    let answer: (answer: ChannelAnswer) => void = () => {};
    const answered = new Promise<ChannelAnswer>((resolve) => {
      answer = resolve;
    });
    let reference = '';
    let asked: () => void = () => {};
    const sent = new Promise<void>((resolve) => {
      asked = resolve;
    });
    await open({
      authorize: (request) => {
        reference = request.reference;
        asked();
        return answered;
      },
    });
    const paying = pay();
    await sent;
    assert.equal(await notify(notification(reference, approved)), 204);
    await applied();
    answer({ kind: 'action', action: { type: 'redirect', url: 'https://bank.example' } });
    const payment = await paying;
    assert.deepEqual([payment.status, payment.next_action], ['succeeded', null]);
    await proved();
  });

  it('is applied by whoever finds it when the process that took it died', async () => {
    await open({ authorize: () => ({ kind: 'pending' }) });
    const { order_id } = await pay();
    const told = notification(await referenceOfPayment(order_id), declined);
    assert.equal(await entered(told), true);
    assert.equal(await entered(told), false);
    await applied();
    assert.deepEqual((await standing())?.decline_code, 'card_declined');
  });

  it('of another amount, or of no attempt of ours, changes nothing', async () => {
    await open({ authorize: () => ({ kind: 'pending' }) });
    const { order_id } = await pay();
    const reference = await referenceOfPayment(order_id);
    await notify(notification(reference, { kind: 'approved', amount: 499n }));
    await notify(notification(referenceOf(newId('att')), approved));
    await applied();
    assert.equal((await standing())?.status, 'processing');
  });

  it('ignores members that belong to other answers', async () => {
    await open({ authorize: () => ({ kind: 'pending' }) });
    const { order_id } = await pay();
    const reference = await referenceOfPayment(order_id);
    for (const extra of [{ received: true }, { received: '500' }, { amount: null }, { amount: '7' }]) {
      const answer = { kind: 'pending', ...extra } as unknown as ChannelAnswer;
      const { payload, headers } = signed(
        { ...notification(reference, { kind: 'pending' }) },
        undefined,
        answer,
      );
      const url = `/channels/sandbox/${florin.account}/notify`;
      assert.equal((await florin.app.inject({ method: 'POST', url, payload, headers })).statusCode, 204);
      await applied();
    }
    assert.equal((await standing())?.amount_received, 0n);
  });

  it('that cannot be read any more does not hold up those behind it', async () => {
    await open({ authorize: () => ({ kind: 'pending' }) });
    const { order_id } = await pay();
    const reference = await referenceOfPayment(order_id);
    await florin.sql(
      `with old as (
         insert into channel_inbox (account_id, channel, event_id, reference, answer, body, received_at)
         select account_id, 'sandbox', 'old', id, '{"kind":"of another time"}', '', now() from attempt returning *)
       insert into channel_inbox_open select account_id, channel, event_id, 0, now() - interval '1 h' from old`,
    );
    const told = notification(reference, approved);
    await entered(told);
    await florin.inbox.run();
    assert.equal((await standing())?.status, 'succeeded');
    const left = await florin.sql('select event_id, tries > 0 as tried from channel_inbox_open');
    assert.deepEqual(left, [{ event_id: 'old', tried: true }]);
  });

  describe('against the recorded outcome', () => {
    /** Declined by the call, then approved by a notification; `query` has the channel's answers to queries. */
    async function contradicted(query: (ChannelAnswer | NotFound)[], capabilities = {}) {
      let asked = 0;
      const given = testChannel({}).capabilities;
      await open({
        capabilities: { ...given, ...capabilities },
        authorize: () => declined,
        query: () => query[Math.min(asked++, query.length - 1)] as ChannelAnswer,
        refund: ({ money }) => ({ kind: 'approved', amount: money.amount }),
      });
      const { payment } = await pay();
      const reference = await referenceOfPayment(payment.order_id);
      assert.equal(await notify(notification(reference, approved)), 204);
      return { reference, asked: () => asked };
    }
    const returned = async () => {
      for (;;) {
        await turnOf(florin.scheduler);
        const row = await standing();
        if ((row?.amount_returned as bigint) > 0n) return row;
      }
    };

    it('counts for nothing if a query to the channel does not confirm it', async () => {
      const { asked } = await contradicted([declined]);
      await applied();
      assert.equal(asked(), 1);
      assert.deepEqual(await standing(), {
        status: 'failed',
        decline_code: 'card_declined',
        amount_received: 0n,
        amount_captured: 0n,
        amount_unapplied: 0n,
        amount_returned: 0n,
      });
    });

    it('is late money if the channel confirms it: booked once, and sent back', async () => {
      const { reference } = await contradicted([approved]);
      await applied();
      await notify(notification(reference, approved));
      await notify(notification(reference, approved));
      await applied();
      assert.deepEqual(await returned(), {
        status: 'failed',
        decline_code: 'card_declined',
        amount_received: 500n,
        amount_captured: 0n,
        amount_unapplied: 0n,
        amount_returned: 500n,
      });
      const legs = await florin.sql(
        `select a.kind, t.leg, d.name as debit, c.name as credit, t.amount from transfer t
         join attempt a on a.id = t.source_id join book d on d.book = debit join book c on c.book = credit
         order by t.source_id, leg`,
      );
      assert.deepEqual(legs, [
        { kind: 'authorize', leg: 1, debit: 'channel_receivable', credit: 'unapplied_funds', amount: 500n },
        { kind: 'return', leg: 1, debit: 'unapplied_funds', credit: 'refunds_in_flight', amount: 500n },
        { kind: 'return', leg: 3, debit: 'refunds_in_flight', credit: 'channel_receivable', amount: 500n },
      ]);
      // Meanwhile the order can be paid by another payment.
      assert.equal((await florin.sql('select from payment where order_released is null')).length, 0);
      await proved();
    });

    it('waits while the channel does not answer', async () => {
      const { asked } = await contradicted([{ kind: 'unknown', reason: 'down' }, approved]);
      await applied();
      // Not exactly twice, because the test's run and the platform's may both ask when it is due.
      assert.ok(asked() >= 2);
      assert.equal((await returned())?.amount_received, 500n);
      await proved();
    });

    it('is not believed if the channel’s answers to queries are not the truth', async () => {
      const { asked } = await contradicted([approved], { queryIsAuthoritative: false });
      await turnOf(florin.inbox);
      assert.equal(asked(), 0);
      assert.equal((await standing())?.amount_received, 0n);
    });
  });

  it('a return whose process dies before the channel was asked is carried to its end', async () => {
    let refunds = 0;
    await open(
      {
        authorize: () => declined,
        query: ({ kind, money }) =>
          kind === 'authorize'
            ? approved
            : refunds++ === 0
              ? { kind: 'unknown', reason: 'down' }
              : { kind: 'approved', amount: money.amount },
        // As if the process died there: the result is unknown.
        refund: () => Promise.reject(new Error('connection reset')),
      },
      { sendWithinMs: 3000, recoverAfterMs: 4000 },
    );
    const { payment } = await pay();
    await notify(notification(await referenceOfPayment(payment.order_id), approved));
    for (;;) {
      await applied();
      await turnOf(florin.scheduler);
      await turnOf(florin.recovery);
      if ((await standing())?.amount_returned === 500n) break;
    }
    assert.equal((await florin.sql("select from attempt where kind = 'return'")).length, 1);
    await proved();
  });

  it('and the payer’s own way may come in either order, a thousand times', async () => {
    const RUNS = 1000;
    /** References whose call is waiting, and the function that answers it. */
    const waiting = new Map<string, (answer: ChannelAnswer) => void>();
    const bothSaid: Promise<unknown>[] = [];
    await open(
      {
        authorize: ({ reference }) => {
          const n = waiting.size;
          const answered = new Promise<ChannelAnswer>((resolve) => waiting.set(reference, resolve));
          const answer = () => waiting.get(reference)?.(approved);
          const told = () => notify(notification(reference, approved));
          // A third each: notification first, answer first, both at once.
          if (n % 3 === 0) bothSaid.push(told().then(answer));
          else if (n % 3 === 1) bothSaid.push(answered.then(told));
          else bothSaid.push(told());
          if (n % 3 !== 0) answer();
          return answered;
        },
      },
      { sendWithinMs: 30_000, recoverAfterMs: 120_000, channelTimeoutMs: 60_000 },
    );
    const paid: string[] = [];
    const client = async () => {
      while (orders < RUNS) paid.push((await pay()).status);
    };
    orders = 0;
    await Promise.all(Array.from({ length: 50 }, client));
    await Promise.all(bothSaid);
    await applied();
    assert.deepEqual(new Set(paid), new Set(['succeeded']));
    const [sums] = await florin.sql(
      `select (select count(*) from payment where status = 'succeeded')::int as succeeded,
              (select count(*) from event where type = 'payment.succeeded')::int as told,
              (select count(*) from outcome)::int as outcomes`,
    );
    assert.deepEqual(sums, { succeeded: paid.length, told: paid.length, outcomes: paid.length });
    await proved();
  });
});
