import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import pg from 'pg';
import pino from 'pino';
import { systemClock } from '../../kernel/clock.ts';
import { type AccountId, newId, uuidOf } from '../../kernel/ids.ts';
import { id, int8 } from '../columns.ts';
import { openPool } from '../pool.ts';
import { writer } from '../statements.ts';
import { type TestDatabase, testDatabase } from '../testing.ts';
import { CommitQueue } from './commit-queue.ts';
import { Fences } from './fences.ts';
import { Lane } from './lane.ts';
import type { Command, Decider } from './round.ts';

/** A small domain, so that the queue is tested without payments: counters that only go up. */
interface Add extends Command {
  readonly by: bigint;
}
interface CounterRow {
  readonly account: AccountId;
  readonly by: bigint;
}
const counterWriter = writer<CounterRow>(
  'counter',
  { account: id((row) => row.account), by: int8((row) => row.by) },
  (rows) => `insert into added (account_id, by) select * from ${rows}`,
);
const counters: Decider<Add, null, string> = {
  read(commands) {
    if (commands.some(({ by }) => by === 11n)) throw new Error('a bug in what a decider asks');
    return [];
  },
  gather: () => null,
  decide(command, _found, round) {
    if (command.by === 13n) throw new Error('a bug in a decider');
    round.write(counterWriter, { account: command.account, by: command.by });
    return `added ${command.by}`;
  },
};

const LANE_TIMEOUT_MS = 600;
const PATIENCE_MS = 2500;
/** Longer than any test stops the database, unless the test is about this limit. */
const OUTCOME_PATIENCE_MS = 60_000;

describe('the commit queue', () => {
  let database: TestDatabase;
  let owner: pg.Pool;
  let pool: pg.Pool;
  const opened: CommitQueue[] = [];
  const accounts = [newId('acct'), newId('acct')] as const;

  beforeEach(async () => {
    database = await testDatabase();
    owner = new pg.Pool({ connectionString: database.ownerUrl, max: 4 });
    owner.on('error', () => {});
    pool = openPool(database.ownerUrl, 'cell', 4);
    await owner.query(`create table added (account_id uuid not null, by bigint not null check (by <> 99));
                       grant select, insert on added to florin_app`);
    for (const account of accounts) {
      await owner.query('insert into account_head (account_id) values ($1)', [uuidOf(account)]);
    }
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((queue) => queue.stop()));
    await pool.end();
    await owner.end();
    await database.drop();
  });

  function openQueue(outcomePatienceMs = OUTCOME_PATIENCE_MS): CommitQueue {
    const log = pino({ level: 'silent' });
    const queue = new CommitQueue({
      lane: new Lane(database.ownerUrl, LANE_TIMEOUT_MS),
      fences: new Fences(pool, log),
      clock: systemClock,
      log,
      patienceMs: PATIENCE_MS,
      outcomePatienceMs,
    });
    opened.push(queue);
    return queue;
  }

  const add = (
    by: bigint,
    account: AccountId = accounts[0],
    urgency: Command['urgency'] = 'attempt',
  ): Add => ({
    account,
    by,
    urgency,
    subjects: [],
  });
  const added = async () => (await owner.query('select by from added order by by')).rows.map(({ by }) => by);
  const rounds = async () => Number((await owner.query('select count(*) from round')).rows[0].count);
  const lanePids = async (): Promise<number[]> =>
    (
      await owner.query(
        `select pid from pg_stat_activity where application_name = 'florin lane' and datname = current_database()`,
      )
    ).rows.map(({ pid }) => pid);
  /** Opens the lane, so that it has a backend to freeze. */
  async function openedLane(queue: CommitQueue): Promise<number> {
    await queue.submit(counters, add(1n));
    const [pid] = await lanePids();
    assert.ok(pid);
    return pid;
  }

  /** Makes the database refuse connections until the returned function is called. */
  async function withoutDatabase(): Promise<() => Promise<unknown>> {
    const allow = (allowed: boolean) =>
      owner.query(`update pg_database set datallowconn = ${allowed} where datname = current_database()`);
    await allow(false);
    for (const pid of await lanePids()) await owner.query('select pg_terminate_backend($1)', [pid]);
    return () => allow(true);
  }

  it('writes requests that arrive during a commit together with the next', async () => {
    const queue = openQueue();
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, by) => queue.submit(counters, add(BigInt(by) + 100n))),
    );
    assert.equal(answers[7], 'added 107');
    assert.equal((await added()).length, 200);
    assert.ok((await rounds()) <= 3, 'two hundred commands take a few rounds');
  });

  it('never puts two commands on one subject into one round', async () => {
    const queue = openQueue();
    await Promise.all(
      [1n, 2n, 3n].map((by) => queue.submit(counters, { ...add(by), subjects: ['one payment'] })),
    );
    assert.equal(await rounds(), 3);
  });

  it('lets a poisoned command fail alone', async () => {
    const queue = openQueue();
    const commands = Array.from({ length: 40 }, (_, index) =>
      add(index === 17 ? 99n : index === 23 ? 13n : index === 31 ? 11n : 1n),
    );
    const answers = await Promise.allSettled(commands.map((command) => queue.submit(counters, command)));
    assert.deepEqual(
      answers.flatMap((answer, index) => (answer.status === 'rejected' ? [index] : [])),
      [17, 23, 31],
    );
    assert.equal((await added()).length, 37);
  });

  it('writes a round once when its backend is killed before or after the commit', async () => {
    const queue = openQueue();
    await queue.submit(counters, add(1n));
    // Backends are killed at random moments of a round. Each command must be written exactly once.
    const submitted: Promise<unknown>[] = [];
    for (let kill = 0; kill < 15; kill++) {
      submitted.push(
        ...Array.from({ length: 20 }, (_, index) =>
          queue.submit(counters, add(BigInt(1000 + kill * 20 + index))),
        ),
      );
      const pids = await lanePids();
      for (const pid of pids) await owner.query('select pg_terminate_backend($1)', [pid]);
      await Promise.allSettled(submitted.slice(-20));
    }
    const settled = await Promise.allSettled(submitted);
    assert.ok(settled.every(({ status }) => status === 'fulfilled'));
    assert.deepEqual(await added(), [1n, ...Array.from({ length: 300 }, (_, index) => BigInt(1000 + index))]);
  });

  it('shuts out a round whose backend froze, and replays it: it takes effect once when the backend wakes', async () => {
    const queue = openQueue();
    const pid = await openedLane(queue);
    process.kill(pid, 'SIGSTOP');
    try {
      // The frozen backend has the round in its socket but has not begun it, so the fence is accepted at once.
      assert.equal(await queue.submit(counters, add(2n)), 'added 2');
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    for (;;) {
      // The backend wakes, meets the fence or finds that its client is gone, and ends.
      if (!(await lanePids()).includes(pid)) break;
    }
    assert.deepEqual(await added(), [1n, 2n]);
  });

  it('says that the outcome is not known while a frozen backend holds the round, and learns it later', async () => {
    const queue = openQueue();
    const pid = await openedLane(queue);
    // The backend is frozen inside its transaction: it has written its number and waits for this lock.
    const blocker = await owner.connect();
    await blocker.query('begin');
    await blocker.query('lock table added in access exclusive mode');
    const submitted = queue.submit(counters, add(2n, accounts[0]));
    for (;;) {
      const { rows } = await owner.query(
        `select 1 from pg_stat_activity where pid = $1 and wait_event_type = 'Lock'`,
        [pid],
      );
      if (rows.length > 0) break;
    }
    process.kill(pid, 'SIGSTOP');
    await blocker.query('commit');
    blocker.release();
    try {
      await assert.rejects(submitted, { code: 'outcome_unknown' });
      // Meanwhile another account is served. The account whose head the frozen backend holds is refused without a long wait.
      assert.equal(await queue.submit(counters, add(3n, accounts[1])), 'added 3');
      await assert.rejects(queue.submit(counters, add(4n, accounts[0])), { code: 'overloaded' });
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    for (;;) {
      if ((await queue.submit(counters, add(5n, accounts[0])).catch(() => null)) !== null) break;
    }
    // Whether the frozen round took effect depends on the backend, but the queue must make sure that it did so at most once.
    const all = await added();
    assert.ok(all.filter((by) => by === 2n).length <= 1);
    assert.equal(all.filter((by) => by === 3n).length, 1);
    assert.equal(all.filter((by) => by === 4n).length, 0);
  });

  it('keeps an outcome until it is written, however long the database is away', async () => {
    const queue = openQueue();
    await openedLane(queue);
    const comeBack = await withoutDatabase();
    const outcome = queue.submit(counters, add(2n, accounts[0], 'outcome'));
    await assert.rejects(queue.submit(counters, add(3n)), { code: 'database_unavailable' });
    await comeBack();
    assert.equal(await outcome, 'added 2');
    assert.deepEqual(await added(), [1n, 2n]);
  });

  it('answers the caller of an outcome in time while the database is away, and writes the outcome all the same', async () => {
    const queue = openQueue(300);
    await openedLane(queue);
    const comeBack = await withoutDatabase();
    await assert.rejects(queue.submit(counters, add(2n, accounts[0], 'outcome')), {
      code: 'outcome_unknown',
    });
    await comeBack();
    while ((await added()).length < 2);
    assert.deepEqual(await added(), [1n, 2n]);
  });

  it('leaves nobody without an answer when it stops while the database is away', async () => {
    const queue = openQueue();
    await openedLane(queue);
    const comeBack = await withoutDatabase();
    const outcome = assert.rejects(queue.submit(counters, add(2n, accounts[0], 'outcome')), {
      code: 'outcome_unknown',
    });
    const attempt = assert.rejects(queue.submit(counters, add(3n)), { code: 'database_unavailable' });
    await queue.stop();
    await Promise.all([outcome, attempt]);
    await comeBack();
    assert.deepEqual(await added(), [1n]);
  });

  it('takes no more than it can hold', async () => {
    const queue = openQueue();
    await openedLane(queue);
    const answers = await Promise.allSettled(
      Array.from({ length: 5000 }, () => queue.submit(counters, add(7n))),
    );
    const refused = answers.filter((answer) => answer.status === 'rejected');
    assert.ok(refused.length > 0 && refused.length < 1500);
    assert.ok(refused.every((answer) => answer.reason.code === 'overloaded'));
    assert.equal((await added()).length, 1 + 5000 - refused.length);
  });

  it('shares a hot account between two processes without refusing either', async () => {
    const queues = [openQueue(), openQueue()];
    const load = async (queue: CommitQueue) => {
      let served = 0;
      for (let turn = 0; turn < 60; turn++) {
        await Promise.all(Array.from({ length: 10 }, () => queue.submit(counters, add(7n))));
        served += 10;
      }
      return served;
    };
    const served = await Promise.all(queues.map(load));
    assert.deepEqual(served, [600, 600]);
    assert.equal((await added()).length, 1200);
  });
});
