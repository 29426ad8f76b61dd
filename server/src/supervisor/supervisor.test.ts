import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, it } from 'node:test';
import pg from 'pg';
import { freePort } from '../../../test/ports.ts';
import { alive, processes, until } from '../../../test/processes.ts';

const root = resolve(import.meta.dirname, '../../..');
const fixture = join(import.meta.dirname, 'server.fixture.ts');

describe('the supervisor', () => {
  let dataFolder: string;
  let port: number;
  let environment: NodeJS.ProcessEnv;
  let started: ChildProcess[];

  beforeEach(async () => {
    dataFolder = await mkdtemp(join(tmpdir(), 'florin-supervisor-'));
    await chmod(dataFolder, 0o711);
    port = await freePort();
    const { DATABASE_URL: _, FLORIN_ROOT_KEY: __, ...inherited } = process.env;
    environment = { ...inherited, FLORIN_DATA: dataFolder, PORT: String(port), FLORIN_PROCESSES: '2' };
    started = [];
  });
  afterEach(async () => {
    for (const child of started) child.kill('SIGKILL');
    await until(() => ours().length === 0);
    const id = join(dataFolder, 'database');
    if (existsSync(id))
      await rm(join('/var/lib/florin', (await readFile(id, 'utf8')).trim()), { recursive: true });
    await rm(dataFolder, { recursive: true });
  });

  /** Every process of this test's platform. They are found by their parents and by the folder in their commands. */
  const ours = (): number[] => {
    const rows = processes();
    const found = new Set(
      rows.filter((row) => seen.has(row.pid) || row.command.includes(dataFolder)).map((row) => row.pid),
    );
    return [...found];
  };
  const seen = new Set<number>();
  const remember = (): void => {
    const rows = processes();
    const tree = new Set(started.map((child) => child.pid));
    for (let grown = true; grown; ) {
      const before = tree.size;
      for (const row of rows) if (tree.has(row.parent)) tree.add(row.pid);
      grown = tree.size > before;
    }
    for (const pid of tree) if (pid !== undefined) seen.add(pid);
  };

  const launch = (command: string, args: string[]): { child: ChildProcess; lines: string[] } => {
    const child = spawn(command, args, {
      cwd: root,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    started.push(child);
    const lines: string[] = [];
    for (const output of [child.stdout, child.stderr]) {
      if (output !== null) createInterface(output).on('line', (line) => lines.push(line));
    }
    return { child, lines };
  };
  const supervisor = (): { child: ChildProcess; lines: string[] } =>
    launch(process.execPath, ['server/src/supervisor.ts', fixture]);
  const ready = async ({ child, lines }: { child: ChildProcess; lines: string[] }): Promise<void> => {
    const line = `Florin is ready at http://127.0.0.1:${port}`;
    await until(() => {
      assert.equal(child.exitCode, null, lines.join('\n'));
      return lines.at(-1) === line;
    });
    remember();
  };
  /** Uses a new connection, so that another process may answer the next request. */
  const request = (path: string): Promise<Response> =>
    fetch(`http://127.0.0.1:${port}${path}`, { headers: { connection: 'close' } });
  const ask = async (): Promise<{ pid: number; environment: NodeJS.ProcessEnv }> =>
    (await (await request('/')).json()) as { pid: number; environment: NodeJS.ProcessEnv };

  it('ends with exit 0 on SIGTERM to npm start itself, finishes what is in flight, and leaves no process', async () => {
    const npm = launch('npm', ['start', '--silent', '--', fixture]);
    await ready(npm);
    assert.ok(ours().length > 6, 'npm, the supervisor, two servers and the database run');
    const slow = await request('/slow');
    npm.child.kill('SIGTERM');
    assert.deepEqual(await once(npm.child, 'exit'), [0, null]);
    assert.ok(((await slow.json()) as { pid: number }).pid > 0);
    assert.deepEqual(ours(), []);
    assert.ok(!existsSync(join(dataFolder, 'supervisor.lock')));
  });

  it('leaves no process when it is killed', async () => {
    const running = supervisor();
    await ready(running);
    running.child.kill('SIGKILL');
    await until(() => ours().length === 0);
    // The next start repairs what was left.
    await ready(supervisor());
  });

  it('starts a killed server again, and a killed database', async () => {
    const running = supervisor();
    await ready(running);
    const { pid } = await ask();
    process.kill(pid, 'SIGKILL');
    await until(() => running.lines.some((line) => /^server \d ended with SIGKILL/.test(line)));
    const serversNow = (): number =>
      processes().filter((row) => row.parent === running.child.pid && row.command.includes(fixture)).length;
    await until(() => serversNow() === 2);

    const lockFile = join(await clusterOf(dataFolder), 'postmaster.pid');
    const database = Number((await readFile(lockFile, 'utf8')).split('\n')[0]);
    process.kill(database, 'SIGKILL');
    await until(async () => {
      const [pid, , , , , , , state] = (await readFile(lockFile, 'utf8').catch(() => '')).split('\n');
      return Number(pid) !== database && state?.trim() === 'ready';
    });
    remember();
  });

  it('gives servers the database and a lasting root key, in a file that only its owner can read', async () => {
    const first = supervisor();
    await ready(first);
    const before = (await ask()).environment;
    assert.match(before.DATABASE_URL ?? '', /^postgresql:\/\/florin:/);
    assert.match(before.FLORIN_ROOT_KEY ?? '', /^[0-9a-f]{64}$/);
    assert.equal(before.FLORIN_WEBHOOK_PRIVATE, '1', 'it listens on loopback');
    assert.equal(before.FLORIN_MAILBOX, '1', 'and is for this machine');
    assert.equal(before.FLORIN_SHOP, '1', 'the demo shop runs beside them');
    assert.equal((await stat(join(dataFolder, 'root.key'))).mode & 0o777, 0o600);
    first.child.kill('SIGINT');
    assert.deepEqual(await once(first.child, 'exit'), [0, null]);
    await ready(supervisor());
    assert.equal((await ask()).environment.FLORIN_ROOT_KEY, before.FLORIN_ROOT_KEY);
  });

  it('can be reached, with its shop, at the address that it is told to listen on', {
    skip: !addresses().includes('::1') && 'needs IPv6',
  }, async () => {
    environment = { ...environment, FLORIN_HOST: '[::1]', FLORIN_PROCESSES: '1' };
    const running = launch(process.execPath, ['server/src/supervisor.ts']);
    await until(() => {
      assert.equal(running.child.exitCode, null, running.lines.join('\n'));
      return running.lines.some((line) => line.startsWith('Florin is ready'));
    });
    remember();
    assert.deepEqual(running.lines.slice(-3), [
      `The demo shop is at http://[::1]:${port + 1}`,
      `The keys of the demo merchant are in ${join(dataFolder, 'sandbox.json')}`,
      `Florin is ready at http://[::1]:${port}`,
    ]);
    const sandbox = JSON.parse(await readFile(join(dataFolder, 'sandbox.json'), 'utf8'));
    assert.equal(sandbox.base_url, `http://[::1]:${port}`);
    for (const url of [sandbox.base_url, sandbox.shop_url]) assert.equal((await fetch(url)).status, 200, url);
  });

  it('creates no root key for a database that belongs to another, and says what to do', async () => {
    const first = supervisor();
    await ready(first);
    const { DATABASE_URL } = (await ask()).environment;
    const client = new pg.Client({ connectionString: DATABASE_URL as string });
    await client.connect();
    await client.query("insert into home.root_key (key_id) values ('the-right-one') on conflict do nothing");
    await client.end();
    first.child.kill('SIGTERM');
    await once(first.child, 'exit');
    await rm(join(dataFolder, 'root.key'));
    const second = supervisor();
    assert.deepEqual(await once(second.child, 'exit'), [78, null]);
    await until(() =>
      second.lines.some((line) => /belongs to the root key the-right-one.*back-up/.test(line)),
    );
    await assert.rejects(stat(join(dataFolder, 'root.key')), { code: 'ENOENT' });
  });

  it('refuses a data folder and a port that another Florin uses', async () => {
    await ready(supervisor());
    const sameFolder = supervisor();
    assert.deepEqual(await once(sameFolder.child, 'exit'), [1, null]);
    await until(() =>
      sameFolder.lines.some((line) => line.startsWith('Florin already runs on this data folder')),
    );
    environment = { ...environment, FLORIN_DATA: join(dataFolder, 'second') };
    const samePort = supervisor();
    assert.deepEqual(await once(samePort.child, 'exit'), [1, null]);
    await until(() => samePort.lines.some((line) => line.startsWith(`Port ${port} is taken`)));
    await ask();
  });

  it('replaces the lock of a process whose id another process has now', async () => {
    await writeFile(join(dataFolder, 'supervisor.lock'), `${process.pid} 1 long-ago`);
    await ready(supervisor());
  });

  it('gives up on a server that cannot start, and leaves no process', async () => {
    const broken = join(dataFolder, 'broken.ts');
    await writeFile(broken, 'process.exit(3);');
    const { child, lines } = launch(process.execPath, ['server/src/supervisor.ts', broken]);
    remember();
    assert.deepEqual(await once(child, 'exit'), [1, null]);
    await until(() => lines.includes('server 1 did not start: it ended with 3 3 times'));
    assert.deepEqual(ours(), []);
  });

  it('does not restart a server that says that its configuration is wrong', async () => {
    const unfit = join(dataFolder, 'unfit.ts');
    await writeFile(unfit, 'process.exit(78);');
    const { child, lines } = launch(process.execPath, ['server/src/supervisor.ts', unfit]);
    remember();
    assert.deepEqual(await once(child, 'exit'), [78, null]);
    await until(() => lines.includes('server 1 did not start: see its message above'));
    assert.deepEqual(ours(), []);
  });

  it('ends at once while a server is still starting', async () => {
    const sleepy = join(dataFolder, 'sleepy.ts');
    await writeFile(sleepy, 'setInterval(() => {}, 1000);');
    const { child } = launch(process.execPath, ['server/src/supervisor.ts', sleepy]);
    await until(() => processes().some((row) => row.command.endsWith(sleepy) && row.pid !== child.pid));
    remember();
    child.kill('SIGTERM');
    assert.deepEqual(await once(child, 'exit'), [0, null]);
    assert.deepEqual(ours(), []);
    assert.ok(!alive(child.pid ?? 0));
  });
});

function addresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({ address }) => address));
}

async function clusterOf(dataFolder: string): Promise<string> {
  const id = join(dataFolder, 'database');
  if (!existsSync(id)) return join(dataFolder, 'postgres');
  return join('/var/lib/florin', (await readFile(id, 'utf8')).trim(), 'postgres');
}
