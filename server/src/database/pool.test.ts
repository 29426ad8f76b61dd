import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import { openPool } from './pool.ts';
import { type TestDatabase, testDatabase } from './testing.ts';

describe('a connection of the pool', () => {
  let database: TestDatabase;
  before(async () => {
    database = await testDatabase();
  });
  after(() => database.drop());

  it('may be killed between two statements: the next one fails, and the process goes on', async () => {
    const pool = openPool(database.ownerUrl, 'cell', 1);
    const owner = new pg.Client({ connectionString: database.ownerUrl });
    await owner.connect();
    const client = await pool.connect();
    try {
      const { rows } = await client.query('begin; select pg_backend_pid() as pid').then((results) => {
        const [, second] = results as unknown as pg.QueryResult<{ pid: number }>[];
        return second as pg.QueryResult<{ pid: number }>;
      });
      const ended = new Promise((resolve) => client.once('end', resolve));
      await owner.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
      await ended;
      await assert.rejects(client.query('select 1'));
    } finally {
      client.release(true);
      await owner.end();
    }
    assert.equal((await pool.query('select 1 as one')).rows[0].one, 1);
    await pool.end();
  });
});
