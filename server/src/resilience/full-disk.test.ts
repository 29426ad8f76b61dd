import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import { Load, makeDataFolder, type RunningFlorin, startFlorin } from './testing.ts';

const DISK_MB = 192;
const DIES_WITHIN_MS = 60_000;
/** As long as a description may be, and random so that it cannot be compressed. It uses up free pages quickly. */
const NOTE = randomBytes(375).toString('base64');

describe('a platform whose disk is full', () => {
  let florin: RunningFlorin;
  let folder: Awaited<ReturnType<typeof makeDataFolder>>;
  /** The path of the disk from here. It is mounted only for the platform, and disappears with its last process. */
  let disk: string;

  before(async () => {
    assert.ok(
      process.platform === 'linux' && process.getuid?.() === 0,
      'this test gives the platform a small disk of its own, which needs Linux and root',
    );
    folder = await makeDataFolder();
    const mount = `mount -t tmpfs -o size=${DISK_MB}m,mode=0711 florin "$1" && shift && exec "$@"`;
    florin = await startFlorin({
      dataFolder: folder.path,
      wrapper: ['unshare', '--mount', 'sh', '-c', mount, 'sh', folder.path],
      environment: { FLORIN_SEND_WITHIN_MS: '1000', FLORIN_RECOVER_AFTER_MS: '3000' },
    });
    disk = join(`/proc/${florin.supervisor.pid}/root`, folder.path);
  });
  after(async () => {
    await florin?.stop();
    await folder?.remove();
  });

  /** Fills the disk under load. Expects refusals while it is full, payments when it is not, and that nothing is lost. */
  async function underLoad(whileFull: (load: Load, refill: () => void) => Promise<void>): Promise<void> {
    const load = new Load(florin, 10, NOTE);
    const filler = join(disk, 'filler');
    try {
      await load.untilPaid(50);
      fill(filler);
      await whileFull(load, () => fill(filler));
      const since = load.tried.length;
      const refused = () => load.tried.slice(since).filter(({ status }) => status === 503).length;
      const refusedWhileFull = () => {
        // Repeatedly, because a checkpoint frees log files.
        fill(filler);
        return refused() >= 20;
      };
      await load.until('refusals', refusedWhileFull, 60_000);
      assert.equal((await fetch(`${florin.url}/healthz`)).status, 200);
      assert.equal((await fetch(`${florin.url}/readyz`)).status, 503);
      rmSync(filler);
      await load.untilPaid(100);
    } finally {
      rmSync(filler, { force: true });
      await load.stop();
    }
    load.assertHonest();
    await load.assertNothingLost(ownerUrl());
  }
  const ownerUrl = () => readFileSync(join(disk, 'database.url'), 'utf8').trim();

  it('answers 503, loses nothing, and serves again when there is room', async () => {
    await underLoad(async () => {});
  });

  it('does so even if the database dies because there is no space for its write-ahead log', async () => {
    await underLoad(async (load, refill) => {
      const died = () => florin.lines.some((line) => line.startsWith('the database ended with'));
      const deadline = performance.now() + DIES_WITHIN_MS;
      while (!died()) {
        assert.ok(
          performance.now() < deadline,
          `the database lives on: ${florin.lines.slice(-8).join('\n')}`,
        );
        refill();
        // A database without space for its log may accept a connection or a query and then never answer.
        const owner = new pg.Client({
          connectionString: ownerUrl(),
          connectionTimeoutMillis: 1_000,
          query_timeout: 5_000,
        });
        owner.on('error', () => {});
        try {
          await owner.connect();
          // Writes only to the log, so that the log is what needs another file.
          await owner.query(`select pg_logical_emit_message(false, 'filler', repeat('x', 8000000))`);
        } catch {
          // The database is dying or dead.
        } finally {
          void owner.end().catch(() => {});
        }
      }
      assert.ok(load.tried.length > 0);
    });
    assert.equal(florin.supervisor.exitCode, null);
  });
});

/** Writes until there is no space for another byte. */
function fill(file: string): void {
  const filler = openSync(file, 'a');
  try {
    for (const size of [1 << 20, 1 << 12]) {
      const zeros = Buffer.alloc(size);
      try {
        for (;;) writeSync(filler, zeros);
      } catch (error) {
        assert.equal((error as NodeJS.ErrnoException).code, 'ENOSPC');
      }
    }
  } finally {
    closeSync(filler);
  }
}
