import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, afterEach, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { processes } from '../../../test/processes.ts';
import { type EmbeddedDatabase, openEmbedded } from '../database/embedded.ts';
import { databaseProcesses, Load, makeDataFolder, type RunningFlorin, startFlorin } from './testing.ts';

const CLIENTS = 20;
const FROZEN_MS = 5_000;
/** Longer than a transaction may be idle, and longer than an attempt may wait. */
const SERVER_FROZEN_MS = 4_000;
/** All waits of one payment together, with a reserve for a busy machine. */
const ANSWERED_MS_MAX = 25_000;

describe('a platform whose database is in trouble', () => {
  let florin: RunningFlorin;
  let database: EmbeddedDatabase | null;
  let databaseFolder: Awaited<ReturnType<typeof makeDataFolder>>;
  let dataFolder: Awaited<ReturnType<typeof makeDataFolder>>;
  const openDatabase = () =>
    openEmbedded({
      dataFolder: databaseFolder.path,
      log: () => {},
      settings: { shared_buffers: '128MB', max_wal_size: '512MB', min_wal_size: '80MB' },
    });

  before(async () => {
    databaseFolder = await makeDataFolder();
    dataFolder = await makeDataFolder();
    database = await openDatabase();
    // A separate database, which only the test starts again.
    florin = await startFlorin({
      dataFolder: dataFolder.path,
      environment: {
        DATABASE_URL: database.url,
        FLORIN_ROOT_KEY: randomBytes(32).toString('hex'),
        // So that attempts that were left open are finalized while the test runs.
        FLORIN_SEND_WITHIN_MS: '1000',
        FLORIN_RECOVER_AFTER_MS: '3000',
      },
    });
  });
  after(async () => {
    await florin?.stop();
    await database?.stop();
    await dataFolder?.remove();
    await databaseFolder?.remove();
  });

  // If a test fails while the database is stopped, the next test must still have one.
  afterEach(async () => {
    database ??= await openDatabase();
  });

  const running = () => database as EmbeddedDatabase;

  /**
   * Puts the platform under load, does something to it, and expects true answers, new payments, and that nothing is lost.
   */
  async function underLoad(trouble: (load: Load) => Promise<void>): Promise<Load> {
    const load = new Load(florin, CLIENTS);
    try {
      await load.untilPaid(100);
      await trouble(load);
      await load.untilPaid(200);
    } finally {
      database ??= await openDatabase();
      await load.stop();
    }
    load.assertHonest();
    const slowest = Math.max(...load.tried.map(({ milliseconds }) => milliseconds));
    assert.ok(slowest < ANSWERED_MS_MAX, `the longest wait was ${slowest} ms; ${load.summary()}`);
    await load.assertNothingLost(running().url);
    return load;
  }

  it('goes on when backends are killed under load', async () => {
    await underLoad(async (load) => {
      const owner = new pg.Client({ connectionString: running().url });
      await owner.connect();
      for (let kill = 0; kill < 10; kill++) {
        await owner.query(
          `select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'florin%'`,
        );
        await load.untilPaid(20);
      }
      await owner.end();
    });
  });

  it('answers 503 while the database is stopped, and serves again by itself when it is back', async () => {
    const load = await underLoad(async (load) => {
      await running().stop();
      database = null;
      const since = load.tried.length;
      const refused = () => load.tried.slice(since).filter(({ status }) => status === 503).length;
      await load.until('refusals', () => refused() >= CLIENTS * 2);
      const ready = await fetch(`${florin.url}/readyz`);
      assert.equal(ready.status, 503);
      assert.deepEqual(await ready.json(), { status: 'not_ready', reasons: ['database_unavailable'] });
      assert.equal((await fetch(`${florin.url}/healthz`)).status, 200);
      const read = await fetch(`${florin.url}/v1/payments/pay_01kb0zv9q3e8k8n2m4x6t7w5ya`, {
        headers: { authorization: `Bearer ${florin.secretKey}` },
      });
      assert.equal(read.status, 503);
      database = await openDatabase();
    });
    assert.ok(
      load.tried.some(({ code }) => code === 'database_unavailable'),
      load.summary(),
    );
    assert.equal((await fetch(`${florin.url}/readyz`)).status, 200);
  });

  it('answers every call while the database is killed without warning, and serves again when it is back', async () => {
    await underLoad(async (load) => {
      const { pid, exited } = running();
      process.kill(pid, 'SIGKILL');
      await exited;
      database = null;
      const since = load.tried.length;
      await load.until('refusals', () => load.tried.slice(since).some(({ status }) => status === 503));
      // This includes payments that the channel has made but that cannot be written. They are answered while it is stopped.
      const killedAt = performance.now();
      await load.until('an answer to every call', () => load.waitingSince > killedAt);
      database = await openDatabase();
    });
  });

  it('answers 503 while the database is frozen for five seconds, and serves again when it wakes', async () => {
    const load = await underLoad(async (load) => {
      const frozen = databaseProcesses(running().pid);
      const since = load.tried.length;
      for (const pid of frozen) process.kill(pid, 'SIGSTOP');
      await delay(FROZEN_MS);
      for (const pid of frozen) process.kill(pid, 'SIGCONT');
      await load.until('an answer', () => load.tried.length > since);
    });
    assert.ok(
      load.tried.some(({ status }) => status === 503),
      load.summary(),
    );
  });

  it('answers every call after it was frozen itself and the database ended its transactions meanwhile', async () => {
    await underLoad(async (load) => {
      const servers = processes().filter(({ parent }) => parent === florin.supervisor.pid);
      assert.ok(servers.length > 0);
      for (const { pid } of servers) process.kill(pid, 'SIGSTOP');
      await delay(SERVER_FROZEN_MS);
      const wokenAt = performance.now();
      for (const { pid } of servers) process.kill(pid, 'SIGCONT');
      await load.until('an answer to every call', () => load.waitingSince > wokenAt);
    });
  });
});
