import assert from 'node:assert/strict';
import { after, before, describe, it, mock } from 'node:test';
import pg from 'pg';
import { openReceiver, until } from '../../../events/testing.ts';
import { parseMoment } from '../../../kernel/clock.ts';
import { openTestPlatform, type TestPlatform } from '../../../testing.ts';
import { verify } from '../../../verify.ts';

const HOUR_S = 3600;
const YEAR_S = 366 * 86_400;

describe('the sandbox’s clock', () => {
  let florin: TestPlatform;
  before(async () => {
    florin = await openTestPlatform();
  });
  after(async () => {
    assert.deepEqual((await verify(florin.databaseUrl)).differences, []);
    await florin.close();
  });

  const advance = (advance_seconds: number, key?: string) =>
    florin.call(
      'POST',
      '/v1/sandbox/clock',
      { advance_seconds },
      key === undefined ? {} : { 'idempotency-key': key },
    );
  /** How far business time is ahead of real time, and is to be. */
  const standing = async () => {
    const [row] = await florin.sql(
      `select clock_offset::float8 / 1000 as ahead, clock_target::float8 / 1000 as target,
              (select count(*)::int from clock_move) as moves, (select count(*)::int from idempotency) as keys
       from account_head`,
    );
    return row as { ahead: number; target: number; moves: number; keys: number };
  };

  it('goes as far as all moves together, also those that come at once', async () => {
    const { ahead } = await standing();
    const moves = await Promise.all(Array.from({ length: 10 }, (_, n) => advance(HOUR_S, `hour ${n}`)));
    assert.deepEqual(
      moves.map(({ status }) => status),
      moves.map(() => 200),
    );
    assert.equal((await standing()).ahead, ahead + 10 * HOUR_S);
    const unnamed = await Promise.all(Array.from({ length: 5 }, () => advance(HOUR_S)));
    assert.ok(unnamed.every(({ status }) => status === 200));
    assert.equal((await standing()).ahead, ahead + 15 * HOUR_S);
  });

  it('goes once for a key, and what died half way is carried on by the key or by the next move', async () => {
    const { ahead } = await standing();
    const breaking = async () => {
      throw new Error('the process died');
    };
    const dying = async (key: string) => {
      mock.method(florin.scheduler, 'advanceTo', breaking, { times: 1 });
      assert.equal((await advance(HOUR_S, key)).status, 500);
    };
    await dying('repeated');
    const repeats = await Promise.all([advance(HOUR_S, 'repeated'), advance(HOUR_S, 'repeated')]);
    assert.deepEqual(repeats[0].body, repeats[1].body);
    assert.equal((await standing()).ahead, ahead + HOUR_S);
    await dying('left');
    assert.equal((await standing()).ahead, ahead + HOUR_S);
    assert.equal((await advance(HOUR_S, 'next')).status, 200);
    assert.equal((await standing()).ahead, ahead + 3 * HOUR_S);
    assert.equal((await advance(HOUR_S, 'left')).status, 200);
    assert.equal((await standing()).ahead, ahead + 3 * HOUR_S);
  });

  it('takes the head before the key, as rounds do, so that neither waits for the other for ever', async () => {
    const round = new pg.Client({ connectionString: florin.databaseUrl });
    await round.connect();
    try {
      await round.query("begin; set local lock_timeout = '200ms'; select from account_head for update");
      const moving = advance(HOUR_S, 'of both');
      await until(
        async () =>
          (
            await florin.sql(
              `select from pg_locks l join pg_stat_activity a using (pid)
               where not l.granted and a.datname = current_database()`,
            )
          ).length > 0,
      );
      await round.query(
        `insert into idempotency (account_id, scope, key, fingerprint, at)
         select account_id, scope, 'of both', 'x', now() from idempotency limit 1`,
      );
      await round.query('rollback');
      assert.equal((await moving).status, 200);
    } finally {
      await round.end();
    }
  });

  it('goes ten years ahead at most, all moves together, and refuses more without having written anything', async () => {
    const moves = await Promise.all(Array.from({ length: 12 }, (_, n) => advance(YEAR_S, `year ${n}`)));
    const refused = moves.filter(({ status }) => status !== 200);
    assert.equal(refused.length, 3);
    const left = 10 * YEAR_S - (await standing()).ahead;
    assert.ok(left > 0 && left < YEAR_S);
    for (const { status, body } of refused) {
      assert.deepEqual([status, body.code, body.field], [400, 'invalid_request', 'advance_seconds']);
      assert.equal(
        body.detail,
        `Business time can be ten years ahead of real time at most. It can go ${left} seconds further.`,
      );
    }
    const before = await standing();
    assert.equal((await advance(left + 1, 'the last')).status, 400);
    assert.deepEqual(await standing(), before);
    // The key of a refused move is as good as new.
    assert.equal((await advance(left, 'the last')).status, 200);
    assert.equal((await advance(1)).status, 400);
    assert.equal((await advance(0)).status, 200);
    assert.equal((await standing()).ahead, 10 * YEAR_S);
  });

  it('leaves everything working where it can go no further', async () => {
    const receiver = await openReceiver();
    try {
      const order = { order_id: 'late', amount: 1000, currency: 'USD' };
      await florin.call('POST', '/v1/webhook_endpoints', { url: receiver.url, events: ['*'] });
      const paid = await florin.call('POST', '/pay', order);
      const asked = [
        paid,
        await florin.call('POST', '/v1/refunds', { payment: paid.body.id, amount: 300 }),
        await florin.call('POST', '/v1/checkout_sessions', {
          ...order,
          order_id: 'later',
          success_url: 'http://shop.example/1',
          cancel_url: 'http://shop.example/2',
        }),
        await florin.call('GET', '/v1/events'),
        await advance(0),
      ];
      const times = asked.map(({ status, body }) => {
        assert.ok(status < 300, JSON.stringify(body));
        return body.created_at ?? body.now ?? body.data[0].timestamp;
      });
      for (const time of times) assert.notEqual(parseMoment(time), null, time);
      await until(() => receiver.received.length >= 2);
      assert.notEqual(parseMoment(receiver.received[0]?.event.timestamp), null);
    } finally {
      await receiver.close();
    }
  });

  it('goes no further by a fault of ours either: the database holds no more', async () => {
    for (const column of ['clock_offset', 'clock_target'])
      for (const value of ['316224000001', '-1'])
        await assert.rejects(
          florin.sql(`update account_head set ${column} = ${value}`),
          /clock_ahead_within_ten_years/,
        );
  });
});
