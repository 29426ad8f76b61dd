import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import { Load, makeDataFolder, type RunningFlorin, startFlorin } from './testing.ts';

const DISK_MB = 192;
const DIES_WITHIN_MS = 60_000;
/** What free pages there are shall be used up soon: as long as a description may be, and not to be compressed. */
const NOTE = randomBytes(375).toString('base64');

describe('a platform whose disk is full', () => {
  let florin: RunningFlorin;
  let folder: Awaited<ReturnType<typeof makeDataFolder>>;
  /** The disk as seen from here: it is mounted for the platform alone, and goes with its last process. */
  let disk: string;

  before(async () => {
    assert.ok(
      process.platform === 'linux' && process.getuid?.() === 0,
      'this test gives the platform a small disk of its own, which takes Linux and root',
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

  /** Fills the disk under load, and expects refusals while it is full, payments when it is not, and nothing lost. */
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
        // Again and again: a checkpoint gives log files back.
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

  it('does so too when the database itself dies of it, which has no room for its write-ahead log', async () => {
    await underLoad(async (load, refill) => {
      const died = () => florin.lines.some((line) => line.startsWith('the database ended with'));
      const deadline = performance.now() + DIES_WITHIN_MS;
      while (!died()) {
        assert.ok(
          performance.now() < deadline,
          `the database lives on: ${florin.lines.slice(-8).join('\n')}`,
        );
        refill();
        // One that has no room for its log may take a connection or a question, and say nothing more.
        const owner = new pg.Client({
          connectionString: ownerUrl(),
          connectionTimeoutMillis: 1_000,
          query_timeout: 5_000,
        });
        owner.on('error', () => {});
        try {
          await owner.connect();
          // Into the log alone, so that it is the log that needs another file.
          await owner.query(`select pg_logical_emit_message(false, 'filler', repeat('x', 8000000))`);
        } catch {
          // It is dying, or dead.
        } finally {
          void owner.end().catch(() => {});
        }
      }
      assert.ok(load.tried.length > 0);
    });
    assert.equal(florin.supervisor.exitCode, null);
  });
});

/** Writes until there is no room for another byte. */
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
