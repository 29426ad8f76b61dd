import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';
import { openPool } from '../../server/src/database/index.ts';
import { checkDatabase } from '../../server/src/operations/index.ts';
import { openTestPlatform, type TestPlatform } from '../../server/src/testing.ts';
import { KeyRing } from '../../server/src/vault/index.ts';
import { freePort } from '../../test/ports.ts';

const root = resolve(import.meta.dirname, '../..');

describe('florin backup and florin restore', () => {
  let florin: TestPlatform;
  let folder: string;
  before(async () => {
    florin = await openTestPlatform();
    folder = await mkdtemp(join(tmpdir(), 'florin-cli-backup-'));
    await florin.call('POST', '/pay', { order_id: 'one', amount: 100, currency: 'USD' });
    const pool = openPool(florin.databaseUrl, 'home', 1);
    await checkDatabase(pool, new KeyRing(florin.rootKey));
    await pool.end();
  });
  after(async () => {
    await florin.close();
    await rm(folder, { recursive: true });
  });

  const environmentOf = (environment: Record<string, string>) => ({
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    FLORIN_DATA: join(folder, 'data'),
    ...environment,
  });
  const run = (args: string[], environment: Record<string, string>) =>
    spawnSync('npx', ['florin', ...args], { cwd: root, encoding: 'utf8', env: environmentOf(environment) });
  /** Runs without npx, so that the kill hits the command itself. */
  const runDirectly = (program: string, args: string[], environment: Record<string, string>) =>
    spawnSync(process.execPath, [program, ...args], {
      cwd: root,
      encoding: 'utf8',
      env: environmentOf(environment),
    });
  const CLI = 'cli/src/main.ts';
  let targets = 0;
  const target = async (): Promise<string> => {
    const name = `test_restore_${process.pid}_${++targets}`;
    await florin.sql(`create database ${name}`);
    const url = new URL(florin.databaseUrl);
    url.pathname = `/${name}`;
    return url.toString();
  };

  it('write every table, and prove the books after a restore', async () => {
    const into = join(folder, 'one');
    const written = run(['backup', into], { DATABASE_URL: florin.databaseUrl });
    assert.equal(written.status, 0, written.stderr);
    const { id } = new KeyRing(florin.rootKey);
    assert.match(written.stdout, /^payment: 1 row, \d+ bytes$/m);
    assert.match(written.stdout, new RegExp(`Keep the root key ${id} too, .*root\\.key`));
    assert.equal(JSON.parse(await readFile(join(into, 'manifest.json'), 'utf8')).root_key_id, id);

    const url = await target();
    const restored = run(['restore', into], {
      DATABASE_URL: url,
      FLORIN_ROOT_KEY: florin.rootKey.toString('hex'),
    });
    assert.equal(restored.stderr, '');
    assert.equal(restored.status, 0);
    assert.match(
      restored.stdout,
      /\bbalance: 1 row, [\s\S]*\n1 account, 1 payment, 2 transfers, 1 event: no difference\n$/,
    );

    const again = run(['restore', into], { DATABASE_URL: url, FLORIN_ROOT_KEY: 'ab'.repeat(32) });
    assert.equal(again.status, 1);
    assert.match(again.stderr, /^The database is not empty/);
    await florin.sql(`drop database ${new URL(url).pathname.slice(1)}`);

    const other = await target();
    const warned = run(['restore', into], { DATABASE_URL: other, FLORIN_ROOT_KEY: 'ab'.repeat(32) });
    assert.equal(warned.status, 0);
    assert.match(
      warned.stderr,
      new RegExp(`^Warning: the back-up belongs to the root key ${id}, and the one here`),
    );
    await florin.sql(`drop database ${new URL(other).pathname.slice(1)}`);
  });

  it('starts again after it was killed at its first table, and until then no server starts', async () => {
    const from = join(folder, 'first-table');
    run(['backup', from], { DATABASE_URL: florin.databaseUrl });
    const url = await target();
    const environment = {
      DATABASE_URL: url,
      FLORIN_ROOT_KEY: florin.rootKey.toString('hex'),
      PORT: String(await freePort()),
    };
    const restoring = spawn(process.execPath, [CLI, 'restore', from], {
      cwd: root,
      env: environmentOf(environment),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    createInterface(restoring.stdout).once('line', () => restoring.kill('SIGKILL'));
    assert.deepEqual(await once(restoring, 'exit'), [null, 'SIGKILL']);

    for (const [program, args] of [
      ['server/src/supervisor.ts', []],
      [CLI, ['verify']],
      [CLI, ['backup', join(folder, 'of-nothing')]],
    ] as [string, string[]][]) {
      const refused = runDirectly(program, args, environment);
      assert.match(
        refused.stderr,
        /^A back-up is being restored into this database.*repeat "npx florin restore"/,
      );
      assert.equal(refused.status, 78);
    }
    const again = runDirectly(CLI, ['restore', from], environment);
    assert.equal(again.stderr, '');
    assert.match(again.stdout, /1 account, 1 payment, 2 transfers, 1 event: no difference\n$/);
    await florin.sql(`drop database ${new URL(url).pathname.slice(1)} with (force)`);
  });

  it('can be killed before any step, and are then repeated', async () => {
    const into = join(folder, 'killed');
    const steps = join(folder, 'steps');
    const untilDone = async (args: string[], environment: Record<string, string>) => {
      await writeFile(steps, '');
      for (;;) {
        const ran = runDirectly(CLI, args, {
          ...environment,
          NODE_OPTIONS: `--import ${resolve(root, 'server/src/supervisor/dying.fixture.ts')}`,
          FLORIN_TEST_STEPS: steps,
        });
        if (ran.signal !== 'SIGKILL') return { ...ran, steps: await readFile(steps, 'utf8') };
      }
    };
    const written = await untilDone(['backup', into], { DATABASE_URL: florin.databaseUrl });
    assert.match(written.steps, /write a table[\s\S]*write manifest\.json[\s\S]*rename killed/);
    assert.equal(written.status, 0, written.stderr);
    assert.ok(!existsSync(`${into}.partial`));

    const url = await target();
    const restored = await untilDone(['restore', into], {
      DATABASE_URL: url,
      FLORIN_ROOT_KEY: florin.rootKey.toString('hex'),
    });
    assert.match(
      restored.steps,
      /sql create[\s\S]*sql truncate\nsql copy\nsql drop\nsql commit\nsql analyze/,
    );
    // At the last kill everything was already written.
    assert.match(restored.stderr, /^The database is not empty.*"npx florin verify" proves it\.$/m);
    const proved = runDirectly(CLI, ['verify'], { DATABASE_URL: url });
    assert.match(proved.stdout, /^1 account, 1 payment, 2 transfers, 1 event: no difference$/m);
    await florin.sql(`drop database ${new URL(url).pathname.slice(1)} with (force)`);
  });

  it('say in one sentence what is wrong with their arguments', async () => {
    const here = { DATABASE_URL: florin.databaseUrl };
    const file = join(folder, 'a-file');
    await writeFile(file, 'x');
    const mangled = join(folder, 'mangled');
    run(['backup', mangled], here);
    await writeFile(join(mangled, 'manifest.json'), '{');
    const lacking = join(folder, 'lacking');
    run(['backup', lacking], here);
    await rm(join(lacking, 'payment.copy.gz'));
    const wrong: [string[], RegExp][] = [
      [['restore', join(folder, 'nowhere')], /nowhere is not a back-up: there is no manifest\.json/],
      [['restore', file], /a-file is not a back-up/],
      [['restore', mangled], /This version of Florin cannot read .*manifest\.json/],
      [['restore', lacking], /payment\.copy\.gz is missing, but the manifest lists it/],
      [['backup', join(file, 'inside')], /a file is in its place: move that away, or name another folder/],
    ];
    for (const [args, sentence] of wrong) {
      const { stderr } = runDirectly(CLI, args, here);
      assert.match(stderr, sentence);
      assert.equal(stderr.trim().split('\n').length, 1, stderr);
    }
    const unmade = join(folder, 'unmade');
    const nothing = runDirectly(CLI, ['restore', join(folder, 'nowhere')], { FLORIN_DATA: unmade });
    assert.equal(nothing.status, 1);
    assert.ok(!existsSync(unmade), 'nothing was created for a folder that is not a back-up');
    const empty = await target();
    const { stderr } = runDirectly(CLI, ['verify'], { DATABASE_URL: empty });
    assert.match(stderr, /^The database has none of Florin's tables yet/);
    await florin.sql(`drop database ${new URL(empty).pathname.slice(1)} with (force)`);
  });

  it('are of the version that package.json says', async () => {
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
    for (const program of [CLI, 'server/src/supervisor.ts'])
      assert.equal(runDirectly(program, ['--version'], {}).stdout, `${version}\n`);
  });
});
