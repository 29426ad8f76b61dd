import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { appendFile, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import { openPool, SCHEMAS } from '../database/index.ts';
import { testDatabase } from '../database/testing.ts';
import { gathered, modules } from '../modules.ts';
import { openTestPlatform, type TestPlatform } from '../testing.ts';
import { KeyRing, openKeys, proveSealed } from '../vault/index.ts';
import { verify } from '../verify.ts';
import { backup } from './backup.ts';
import { checkDatabase } from './fitness.ts';
import type { Manifest } from './manifest.ts';
import { restore } from './restore.ts';

const AT = Date.UTC(2026, 10, 24);

describe('a back-up', () => {
  let florin: TestPlatform;
  let parent: string;
  before(async () => {
    florin = await openTestPlatform();
    parent = await mkdtemp(join(tmpdir(), 'florin-backup-'));
    const pool = new pg.Pool({ connectionString: florin.databaseUrl, max: 1 });
    await checkDatabase(pool, new KeyRing(florin.rootKey));
    await pool.end();
  });
  after(async () => {
    await florin.close();
    await rm(parent, { recursive: true });
  });

  /** A database with nothing in it, not even the schema. */
  const emptyDatabase = async () => {
    const database = await testDatabase();
    const client = new pg.Client(database.ownerUrl);
    await client.connect();
    await client.query(
      Object.values(SCHEMAS)
        .map((schema) => `drop schema ${schema} cascade`)
        .join('; '),
    );
    await client.end();
    return database;
  };
  const counted = async (url: string, { tables }: Manifest): Promise<Record<string, number>> => {
    const client = new pg.Client(url);
    await client.connect();
    const counts: Record<string, number> = {};
    for (const { name } of tables) {
      const { rows } = await client.query(`select count(*)::int as n from ${name}`);
      counts[name] = rows[0].n;
    }
    await client.end();
    return counts;
  };
  let orders = 0;
  const pay = (rest: object = {}) =>
    florin.call(
      'POST',
      '/pay',
      {
        order_id: `o${++orders}`,
        amount: 1000,
        currency: 'USD',
        metadata: { note: 'a\tb\\N\n"é"' },
        ...rest,
      },
      { 'idempotency-key': `k${orders}` },
    );

  it('that is written while payments go on is one snapshot, and its books add up where it is restored', async () => {
    for (let i = 0; i < 20; i++) await pay({ payment_method: i % 5 === 0 ? 'tok_declined' : 'tok_visa' });
    const { data } = (await florin.call('GET', '/v1/payments?status=succeeded&limit=1')).body;
    await florin.call('POST', '/v1/refunds', { payment: data[0].id, amount: 10 });

    const endpoint = { url: 'https://shop.example/hook', events: ['refund.failed'] };
    await florin.call('POST', '/v1/webhook_endpoints', endpoint);

    let going = true;
    const load = Promise.all(
      Array.from({ length: 4 }, async () => {
        while (going) assert.equal((await pay()).status, 200);
      }),
    );
    const folder = join(parent, 'under-load');
    const before = orders;
    let paidMeanwhile = 0;
    const manifest = await backup(florin.databaseUrl, folder, AT, ({ name }) => {
      if (name === 'transfer') paidMeanwhile = orders - before;
    });
    going = false;
    await load;
    assert.ok(paidMeanwhile > 0, 'payments were made while the tables were copied');
    assert.equal((await stat(join(folder, 'payment.copy.gz'))).mode & 0o777, 0o600);
    assert.equal(manifest.root_key_id, new KeyRing(florin.rootKey).id);
    assert.deepEqual(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')), manifest);

    const target = await emptyDatabase();
    try {
      const told: string[] = [];
      await restore(target.ownerUrl, modules, folder, ({ name }) => told.push(name));
      assert.deepEqual(
        told,
        manifest.tables.map(({ name }) => name),
      );
      assert.deepEqual(
        await counted(target.ownerUrl, manifest),
        Object.fromEntries(manifest.tables.map(({ name, rows }) => [name, rows])),
      );
      const proof = await verify(target.ownerUrl);
      assert.deepEqual(proof.differences, []);
      assert.ok(proof.payments >= 20);

      // The data keys are there too, wrapped under the root key, and open what was sealed.
      const home = openPool(target.ownerUrl, 'home', 1);
      const places = { ownerUrl: target.ownerUrl, home };
      const sealed = await proveSealed(places, await openKeys(home, florin.rootKey), gathered.sealed);
      await home.end();
      assert.deepEqual(sealed, { values: 1, faults: [] });

      // The same keys work, and a repeated request gets the earlier answer.
      const there = await openTestPlatform({ databaseUrl: target.ownerUrl, rootKey: florin.rootKey });
      const headers = { authorization: `Bearer ${florin.secretKey}`, 'idempotency-key': 'k2' };
      const again = { order_id: 'o2', amount: 1000, currency: 'USD', metadata: { note: 'a\tb\\N\n"é"' } };
      const answer = await there.call('POST', '/pay', { ...again, payment_method: 'tok_visa' }, headers);
      assert.equal(answer.status, 200);
      assert.deepEqual(answer.body.metadata, again.metadata);
      assert.deepEqual((await florin.call('GET', `/v1/payments/${answer.body.id}`)).body, answer.body);
      await there.close();
    } finally {
      await target.drop();
    }
  });

  it('is refused by a database that is not empty, and changes nothing there', async () => {
    const folder = join(parent, 'not-empty');
    await backup(florin.databaseUrl, folder, AT);
    await assert.rejects(
      restore(florin.databaseUrl, modules, folder),
      /The database is not empty: it has the table/,
    );
    assert.deepEqual((await verify(florin.databaseUrl)).differences, []);
  });

  it('with a damaged file is refused before anything is written', async () => {
    const folder = join(parent, 'damaged');
    await backup(florin.databaseUrl, folder, AT);
    await appendFile(join(folder, 'payment.copy.gz'), 'x');
    const target = await emptyDatabase();
    try {
      await assert.rejects(restore(target.ownerUrl, modules, folder), /payment\.copy\.gz is damaged/);
      await backup(florin.databaseUrl, join(parent, 'whole'), AT);
      await restore(target.ownerUrl, modules, join(parent, 'whole'));
    } finally {
      await target.drop();
    }
  });

  it('is not written over another one, and leaves nothing when it fails', async () => {
    const folder = join(parent, 'twice');
    await backup(florin.databaseUrl, folder, AT);
    await assert.rejects(backup(florin.databaseUrl, folder, AT), /is there already/);
    const failing = join(parent, 'failing');
    await assert.rejects(backup('postgresql://florin:x@127.0.0.1:1/florin', failing, AT));
    assert.ok(!existsSync(failing) && !existsSync(`${failing}.partial`));
  });

  it('needs no sequences and no other schema than the two, because there are none', async () => {
    assert.deepEqual(
      await florin.sql(`select relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where (relkind = 'S' or relkind = 'p' or n.nspname not in ('home', 'cell_1'))
          and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'`),
      [],
    );
  });
});
