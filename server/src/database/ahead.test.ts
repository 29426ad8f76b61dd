import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import pg from 'pg';
import pino from 'pino';
import { systemClock } from '../kernel/clock.ts';
import { type AccountId, idFromUuid, newId, uuidOf } from '../kernel/ids.ts';
import { id, int8 } from './columns.ts';
import { CommitQueue } from './commit-queue.ts';
import { Fences } from './fences.ts';
import { beginAhead } from './heads.ts';
import { BEGIN, Lane } from './lane.ts';
import { openPool } from './pool.ts';
import type { Command, Decider } from './round.ts';
import { questionOf, reader, writer } from './statements.ts';
import { type TestDatabase, testDatabase } from './testing.ts';

/** Notes by number: of one number there is one in an account, and each takes the account's next sequence number. */
interface Take extends Command {
  readonly number: bigint;
}
interface Note {
  readonly account: AccountId;
  readonly number: bigint;
  readonly seq: bigint;
  readonly clockOffset: bigint;
}
const noteWriter = writer<Note>(
  'new_notes',
  {
    account: id((note) => note.account),
    number: int8((note) => note.number),
    seq: int8((note) => note.seq),
    clock_offset: int8((note) => note.clockOffset),
  },
  (rows) => `insert into note select * from ${rows}`,
);
const standing = reader<Take>(
  'notes',
  { account: id((take) => take.account), number: int8((take) => take.number) },
  (rows) =>
    `select n.account_id, n.number from ${rows} join note n on n.account_id = c.account and n.number = c.number`,
);

/** Counts how many commands were decided after asking. */
class Notes implements Decider<Take, ReadonlySet<string>, string> {
  asked = 0;
  read(commands: readonly Take[]) {
    this.asked += commands.length;
    return [questionOf(standing, commands)];
  }
  gather([rows = []]: readonly { account_id: string; number: bigint }[][]) {
    return new Set(rows.map((row) => `${idFromUuid('acct', row.account_id)} ${row.number}`));
  }
  ahead() {
    return true;
  }
  decide(
    { account, number }: Take,
    found: ReadonlySet<string>,
    round: Parameters<Decider<Take, unknown, unknown>['decide']>[2],
  ) {
    if (number < 0n) return 'nothing to write';
    if (found.has(`${account} ${number}`)) return 'stands';
    const head = round.heads.of(account);
    head.eventSeq += 1n;
    round.write(noteWriter, { account, number, seq: head.eventSeq, clockOffset: BigInt(head.clockOffset) });
    return 'taken';
  }
}

describe('a round that is decided ahead', () => {
  let database: TestDatabase;
  let owner: pg.Pool;
  let pool: pg.Pool;
  const opened: CommitQueue[] = [];
  const account = newId('acct');

  beforeEach(async () => {
    database = await testDatabase();
    owner = new pg.Pool({ connectionString: database.ownerUrl, max: 4 });
    pool = openPool(database.ownerUrl, 4);
    await owner.query(`create table note (account_id uuid not null, number bigint not null, seq bigint not null,
                         clock_offset bigint not null, primary key (account_id, number), unique (account_id, seq));
                       grant select, insert on note to florin_app`);
    await owner.query('insert into account_head (account_id) values ($1)', [uuidOf(account)]);
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((queue) => queue.stop()));
    await pool.end();
    await owner.end();
    await database.drop();
  });

  function openQueue(): CommitQueue {
    const log = pino({ level: 'silent' });
    const queue = new CommitQueue({
      lane: new Lane(database.ownerUrl, 5000),
      fences: new Fences(pool, log),
      clock: systemClock,
      log,
      patienceMs: 5000,
    });
    opened.push(queue);
    return queue;
  }
  const take = (number: number): Take => ({
    account,
    number: BigInt(number),
    urgency: 'attempt',
    subjects: [`${number}`],
  });
  const notes = async () =>
    (await owner.query('select number, seq, clock_offset from note order by seq')).rows.map(
      ({ number, seq, clock_offset }) => [Number(number), Number(seq), Number(clock_offset)],
    );

  it('does not ask once the heads are known', async () => {
    const queue = openQueue();
    const decider = new Notes();
    for (const number of [1, 2, 3]) assert.equal(await queue.submit(decider, take(number)), 'taken');
    assert.equal(decider.asked, 1);
    assert.deepEqual(await notes(), [
      [1, 1, 0],
      [2, 2, 0],
      [3, 3, 0],
    ]);
  });

  it('asks where somebody else has moved a head or set its clock', async () => {
    const queue = openQueue();
    const decider = new Notes();
    await queue.submit(decider, take(1));
    await owner.query('update account_head set event_seq = 7');
    assert.equal(await queue.submit(decider, take(2)), 'taken');
    assert.equal(decider.asked, 2);
    const other = openQueue();
    await other.submit(decider, take(3));
    await owner.query('update account_head set clock_offset = 5000');
    assert.equal(await other.submit(decider, take(4)), 'taken');
    assert.equal(decider.asked, 4);
    assert.deepEqual(await notes(), [
      [1, 1, 0],
      [2, 8, 0],
      [3, 9, 0],
      [4, 10, 5000],
    ]);
  });

  it('asks where it meets what stands already', async () => {
    const queue = openQueue();
    const decider = new Notes();
    await queue.submit(decider, take(1));
    await owner.query('insert into note values ($1, 2, 100, 0)', [uuidOf(account)]);
    const answers = await Promise.all([2, 3].map((number) => queue.submit(decider, take(number))));
    assert.deepEqual(answers, ['stands', 'taken']);
    assert.equal(decider.asked, 3);
  });

  it('is no round for a decision that writes nothing, which nothing would prove', async () => {
    const queue = openQueue();
    const decider = new Notes();
    await queue.submit(decider, take(1));
    assert.equal(await queue.submit(decider, take(-1)), 'nothing to write');
    assert.equal(decider.asked, 2);
  });

  it('begins only on heads that are free and as expected, and at the time expected', async () => {
    const lane = new Lane(database.ownerUrl, 5000);
    await lane.open();
    const head = { account, eventSeq: 0n, clockOffset: 0 };
    let n = 0n;
    const begins = async (change: Partial<typeof head>, wrong = 0) => {
      const begin = beginAhead(lane.id, ++n, [{ ...head, ...change }], Date.now() + wrong);
      const { kind } = await lane.send([BEGIN, begin, 'commit']);
      return kind === 'done';
    };
    assert.equal(await begins({}), true);
    assert.equal(await begins({ eventSeq: 1n }), false);
    assert.equal(await begins({ clockOffset: 1 }), false);
    assert.equal(await begins({ account: newId('acct') }), false);
    assert.equal(await begins({}, 2000), false);
    assert.equal(await begins({}, -2000), false);
    const holder = await owner.connect();
    await holder.query('begin; select from account_head for update');
    assert.equal(await begins({}), false);
    await holder.query('commit');
    holder.release();
    assert.equal(await begins({}), true);
    lane.close();
  });

  it('takes every number once and leaves no gap, with two processes that want the same', async () => {
    const decider = new Notes();
    const queues = [openQueue(), openQueue()];
    const answers = await Promise.all(
      queues.map(async (queue, which) => {
        const got: string[] = [];
        for (let turn = 0; turn < 40; turn++) {
          const numbers = Array.from({ length: 8 }, (_, index) => turn * 8 + ((index * 5 + which * 3) % 8));
          got.push(...(await Promise.all(numbers.map((number) => queue.submit(decider, take(number))))));
        }
        return got;
      }),
    );
    const all = answers.flat();
    assert.equal(all.filter((answer) => answer === 'taken').length, 320);
    assert.equal(all.filter((answer) => answer === 'stands').length, 320);
    assert.deepEqual(
      (await notes()).map(([, seq]) => seq),
      Array.from({ length: 320 }, (_, index) => index + 1),
    );
  });
});
