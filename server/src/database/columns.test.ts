import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import { idFromUuid, newId, uuidOf } from '../kernel/ids.ts';
import { bool, bytes, id, int2, int4, int8, text, timestamp } from './columns.ts';
import { questionOf, reader } from './statements.ts';
import { type TestDatabase, testDatabase } from './testing.ts';
import './types.ts';

describe('columns', () => {
  let database: TestDatabase;
  let client: pg.Client;
  before(async () => {
    database = await testDatabase();
    client = new pg.Client({ connectionString: database.ownerUrl });
    await client.connect();
  });
  after(async () => {
    await client.end();
    await database.drop();
  });

  const rows = [
    {
      id: newId('pay'),
      bool: true,
      small: -7,
      int: 70_000,
      big: 2n ** 53n + 1n,
      text: 'Zażółć 付 "{}\\,',
      bytes: Buffer.from([0, 255]),
      at: 1_795_559_782_797,
    },
    { id: null, bool: null, small: null, int: null, big: null, text: null, bytes: Buffer.alloc(0), at: null },
  ];
  type Sample = (typeof rows)[number];
  const sample = reader<Sample>(
    'sample',
    {
      id: id((row) => row.id),
      bool: bool((row) => row.bool),
      small: int2((row) => row.small),
      int: int4((row) => row.int),
      big: int8((row) => row.big),
      text: text((row) => row.text),
      bytes: bytes((row) => row.bytes),
      at: timestamp((row) => row.at),
    },
    (rows) => `select * from ${rows}`,
  );

  it('carry every kind of value to the database and back, nulls and 2^53 + 1 included', async () => {
    const { rows: read } = await client.query(questionOf(sample, rows) as pg.QueryConfig);
    const [first] = rows;
    assert.ok(first?.id);
    assert.deepEqual(read, [{ ...first, id: uuidOf(first.id) }, rows[1]]);
    assert.equal(idFromUuid('pay', read[0]?.id ?? ''), first.id);
  });

  it('read every stored time as a time, also one that JavaScript’s dates cannot be', async () => {
    const read = async (text: string) =>
      (await client.query(`select '${text}'::timestamptz as at`)).rows[0].at;
    assert.equal(await read('2026-11-24 09:30:00.5+00'), Date.parse('2026-11-24T09:30:00.500Z'));
    assert.equal(await read('20000-01-01 00:00:00+00'), Date.UTC(20_000, 0));
    assert.equal(await read('infinity'), Infinity);
    assert.equal(await read('-infinity'), -Infinity);
    assert.equal(await read('294000-01-01 00:00:00+00'), Infinity);
    assert.equal(await read('4000-01-01 00:00:00+00 BC'), -Infinity);
  });

  it('may be empty', async () => {
    const empty = {
      ...(questionOf(sample, rows) as pg.QueryConfig),
      values: sample.columns.map(({ encode }) => encode([])),
    };
    assert.deepEqual((await client.query(empty)).rows, []);
  });
});
