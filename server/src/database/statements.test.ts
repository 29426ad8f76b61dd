import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import { int4, text } from './columns.ts';
import { writer, writesOf } from './statements.ts';
import { type TestDatabase, testDatabase } from './testing.ts';

interface Pair {
  readonly key: number;
  readonly value: string;
}
const columns = { key: int4((pair: Pair) => pair.key), value: text((pair: Pair) => pair.value) };
const one = writer<Pair>('new_ones', columns, (rows) => `insert into one select * from ${rows}`);
const changedOnes = writer<Pair>(
  'changed_ones',
  columns,
  (rows) => `update one set value = c.value from ${rows} where one.key = c.key returning 1`,
  { everyRow: true },
);
const other = writer<Pair>('new_others', columns, (rows) => ({
  new_others: `insert into other select * from ${rows} returning key`,
  counted: 'insert into counted select count(*) from new_others',
}));

describe('the writes of a round', () => {
  let database: TestDatabase;
  let client: pg.Client;
  before(async () => {
    database = await testDatabase();
    client = new pg.Client({ connectionString: database.ownerUrl });
    await client.connect();
    await client.query(`create table one (key int primary key, value text);
                        create table other (like one including all);
                        create table counted (number int)`);
  });
  after(async () => {
    await client.end();
    await database.drop();
  });

  const write = (...writes: [typeof one, Pair[]][]) =>
    client.query(writesOf(new Map(writes)) as pg.QueryConfig);
  const all = async (table: string) => (await client.query(`select * from ${table} order by 1`)).rows;

  it('are one statement, whatever writers it has and in whatever order they came', async () => {
    await write(
      [other, [{ key: 1, value: 'a' }]],
      [
        one,
        [
          { key: 1, value: 'b' },
          { key: 2, value: 'c' },
        ],
      ],
    );
    assert.deepEqual(await all('one'), [
      { key: 1, value: 'b' },
      { key: 2, value: 'c' },
    ]);
    assert.deepEqual(await all('other'), [{ key: 1, value: 'a' }]);
    assert.deepEqual(await all('counted'), [{ number: 1 }]);
    const statements = [
      new Map([[one, []]]),
      new Map([
        [other, []],
        [one, []],
      ]),
      new Map([
        [one, []],
        [other, []],
      ]),
    ].map((writes) => writesOf(writes).name);
    assert.notEqual(statements[0], statements[1]);
    assert.equal(statements[1], statements[2]);
  });

  it('are refused as a whole when one that must write every row misses one', async () => {
    const before = await all('one');
    await assert.rejects(
      write(
        [one, [{ key: 3, value: 'd' }]],
        [
          changedOnes,
          [
            { key: 1, value: 'changed' },
            { key: 99, value: 'is not there' },
          ],
        ],
      ),
      /division by zero/,
    );
    assert.deepEqual(await all('one'), before);
    await write([changedOnes, [{ key: 1, value: 'changed' }]]);
    assert.equal((await all('one'))[0].value, 'changed');
  });
});
