import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type pg from 'pg';
import { openPool } from '../../database/index.ts';
import { type TestDatabase, testDatabase } from '../../database/testing.ts';
import { PUBLISHABLE_SCOPES } from '../../http/index.ts';
import { systemClock } from '../../kernel/clock.ts';
import type { KeyId } from '../../kernel/ids.ts';
import { KeyRing } from '../../vault/index.ts';
import { type Account, AccountDirectory, createAccount, createKey, createOrganization } from '../index.ts';
import { KeyDirectory } from './directory.ts';
import { endKey, findKey, issueKey } from './store.ts';

describe('API keys', () => {
  let database: TestDatabase;
  let pool: pg.Pool;
  let account: Account;
  const ring = new KeyRing(randomBytes(32));
  const directories: KeyDirectory[] = [];
  before(async () => {
    database = await testDatabase();
    pool = openPool(database.ownerUrl, 'home', 4);
    const cell = openPool(database.ownerUrl, 'cell', 1);
    account = await createAccount(
      pool,
      cell,
      {
        organization: await createOrganization(pool, { kind: 'merchant', name: 'A shop' }, 0),
        environment: 'sandbox',
        name: 'A shop',
        defaultMethod: null,
        terms: { feeBasisPoints: 290n, feeFixed: 30n, negativeLimit: 5n },
        rateLimit: 7,
      },
      0,
    );
    await cell.end();
  });
  after(async () => {
    for (const directory of directories) await directory.stop();
    await pool.end();
    await database.drop();
  });

  const open = (clock = systemClock, over = pool) => {
    const directory = new KeyDirectory(over, ring, clock);
    directories.push(directory);
    return directory;
  };

  it('are found with the settings of their account, and are stored only as a hash', async () => {
    const key = await createKey(pool, ring, account, 'publishable', 0);
    assert.match(key, /^pk_test_[\w-]{32}$/);
    const holder = await open().authenticate(key);
    assert.deepEqual(
      [holder?.account, holder?.environment, holder?.scopes, holder?.settings],
      [account.id, 'sandbox', PUBLISHABLE_SCOPES, account],
    );
    assert.deepEqual(await new AccountDirectory(pool).find(account.id), account);
    const { rows } = await pool.query('select * from api_key');
    assert.ok(!JSON.stringify(rows).includes(key.slice(8)));
  });

  it('of another root key, or made up, belong to nobody', async () => {
    const key = await createKey(pool, ring, account, 'secret', 0);
    const stranger = new KeyDirectory(pool, new KeyRing(randomBytes(32)), systemClock);
    directories.push(stranger);
    assert.equal(await stranger.authenticate(key), null);
    assert.equal(await open().authenticate(`${key}x`), null);
  });

  it('are refused by every process within a second of being revoked', async () => {
    const key = await createKey(pool, ring, account, 'secret', 0);
    const processes = [open(), open()];
    for (const directory of processes) {
      const holder = await directory.authenticate(key);
      assert.ok(holder);
      // Now the answer comes from the cache, at once.
      assert.equal(directory.authenticate(key), holder);
    }
    const holder = await processes[0]?.authenticate(key);
    assert.ok(holder);
    await endKey(pool, await findKey(pool, account.id, holder.actor.id as KeyId), 0, null);
    const revokedAt = performance.now();
    for (const directory of processes)
      for (let asked = revokedAt; (await directory.authenticate(key)) !== null; asked = performance.now()) {
        assert.ok(asked - revokedAt < 1000);
        await new Promise(setImmediate);
      }
  });

  it('die at the moment at which they expire, also where they are cached', async () => {
    let now = Date.now();
    const clock = { now: () => now, monotonic: () => performance.now() };
    const wanted = { kind: 'secret', name: 'For an hour', scopes: null, expiresAt: now + 3_600_000 } as const;
    const { secret } = await issueKey(pool, ring, account, wanted, now);
    const directory = open(clock);
    const holder = await directory.authenticate(secret);
    now += 3_599_999;
    assert.ok(holder);
    assert.equal(directory.authenticate(secret), holder);
    now += 1;
    assert.equal(await directory.authenticate(secret), null);
    assert.equal(await open(clock).authenticate(secret), null);
  });

  it('may do what their row says, and all of it where it says nothing', async () => {
    const make = async (scopes: string[] | null) => {
      const wanted = { kind: 'secret', name: 'Reader', scopes, expiresAt: null } as const;
      return (await issueKey(pool, ring, account, wanted, 0)).secret;
    };
    const directory = open();
    const scopesOf = async (secret: string) => (await directory.authenticate(secret))?.scopes;
    assert.deepEqual(await scopesOf(await make(['payments:read'])), new Set(['payments:read']));
    assert.equal(await scopesOf(await make(null)), 'all');
  });

  it('are written down as used when a directory stops, and no request writes', async () => {
    const now = Date.parse('2030-01-01T00:00:00Z');
    const secret = await createKey(pool, ring, account, 'secret', 0);
    const directory = new KeyDirectory(pool, ring, { now: () => now, monotonic: () => performance.now() });
    const holder = await directory.authenticate(secret);
    await directory.authenticate(secret);
    const id = holder?.actor.id as KeyId;
    assert.equal((await findKey(pool, account.id, id)).lastUsedAt, null);
    await directory.stop();
    assert.equal((await findKey(pool, account.id, id)).lastUsedAt, now);
  });

  it('are not accepted when the database has not answered for a second, which is not a 401', async () => {
    let now = 0;
    const gone = openPool(database.ownerUrl, 'home', 1);
    const directory = open({ now: () => 0, monotonic: () => now }, gone);
    const key = await createKey(pool, ring, account, 'secret', 0);
    assert.ok(await directory.authenticate(key));
    await gone.end();
    assert.ok(await directory.authenticate(key));
    now += 1000;
    await assert.rejects(async () => directory.authenticate(key), { code: 'database_unavailable' });
  });
});
