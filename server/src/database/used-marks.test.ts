import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type pg from 'pg';
import { openPool } from './pool.ts';
import { type TestDatabase, testDatabase } from './testing.ts';
import { UsedMarks } from './used-marks.ts';

const markOf = (text: string): string => hash('sha256', text);

describe('marks of what may be used once', () => {
  let database: TestDatabase;
  let home: pg.Pool;
  before(async () => {
    database = await testDatabase();
    home = openPool(database.ownerUrl, 'home', 4);
  });
  after(async () => {
    if (!home.ended) await home.end();
    await database.drop();
  });

  it('are used once among all processes, and many go in one statement', async () => {
    const processes = [new UsedMarks(home, 'oauth_proof'), new UsedMarks(home, 'oauth_proof')] as const;
    const until = Date.now() + 1e6;
    const uses = Array.from({ length: 500 }, (_, n) => n).flatMap((n) =>
      [...processes, ...processes].map(async (each) => [n, await each.use(markOf(`${n}`), until)] as const),
    );
    const fresh = (await Promise.all(uses)).filter(([, first]) => first).map(([n]) => n);
    assert.deepEqual(
      fresh.toSorted((one, other) => one - other),
      Array.from({ length: 500 }, (_, n) => n),
    );
    assert.ok(processes[0].statements + processes[1].statements < 20);
    const { rows } = await home.query(
      'select count(*)::int as marks, min(expires_at) as until from oauth_proof',
    );
    assert.deepEqual(rows, [{ marks: 500, until }]);
  });

  it('do not wait for the disk, and what the same connection commits next does', async () => {
    const client = await home.connect();
    const marks = new UsedMarks(client as unknown as pg.Pool, 'oauth_proof');
    const setting = async () => (await client.query('show synchronous_commit')).rows[0].synchronous_commit;
    await client.query('begin');
    await marks.use(markOf('lazy'), Date.now() + 1e6);
    assert.equal(await setting(), 'off');
    await client.query('commit');
    assert.equal(await setting(), 'on');
    client.release();
  });

  it('are refused when the database cannot be asked', async () => {
    const marks = new UsedMarks(home, 'oauth_proof');
    await home.end();
    await assert.rejects(() => marks.use(markOf('after'), Date.now()), { code: 'database_unavailable' });
  });
});
