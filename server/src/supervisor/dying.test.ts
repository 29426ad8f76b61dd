import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import { freePort } from '../../../test/ports.ts';
import { processes, until } from '../../../test/processes.ts';
import { verify } from '../verify.ts';

const root = resolve(import.meta.dirname, '../../..');
const FIXTURE = join(import.meta.dirname, 'dying.fixture.ts');

describe('a first start that is killed', () => {
  let parent: string;
  let dataFolder: string;
  let stepsFile: string;
  let port: number;
  let running: ChildProcess | undefined;
  before(async () => {
    // Other users cannot enter it, so under root the database is put elsewhere, which takes more steps.
    parent = await mkdtemp(join(tmpdir(), 'florin-dying-'));
    dataFolder = join(parent, 'data');
    stepsFile = join(parent, 'steps');
    await writeFile(stepsFile, '');
    port = await freePort();
  });
  after(async () => {
    running?.kill('SIGKILL');
    await until(gone);
    const id = await readFile(join(dataFolder, 'database'), 'utf8').catch(() => null);
    if (id !== null) await rm(join('/var/lib/florin', id.trim()), { recursive: true });
    await chmod(parent, 0o700);
    await rm(parent, { recursive: true });
  });

  const begin = () => {
    const { DATABASE_URL: _, FLORIN_ROOT_KEY: __, ...inherited } = process.env;
    const child = spawn(process.execPath, ['server/src/supervisor.ts'], {
      cwd: root,
      env: {
        ...inherited,
        FLORIN_DATA: dataFolder,
        PORT: String(port),
        LOG_LEVEL: 'warn',
        NODE_OPTIONS: `--import ${FIXTURE}`,
        FLORIN_TEST_STEPS: stepsFile,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running = child;
    const lines: string[] = [];
    const ready = Promise.withResolvers<null>();
    for (const output of [child.stdout, child.stderr])
      createInterface(output).on('line', (line) => {
        lines.push(line);
        if (line.startsWith('Florin is ready')) ready.resolve(null);
      });
    const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
    return { child, lines, ready: ready.promise, ended };
  };
  const gone = (): boolean => !processes().some(({ command }) => command.includes(dataFolder));

  it('at any step continues at the next start, and creates everything once', async () => {
    for (;;) {
      const { child, lines, ready, ended } = begin();
      const end = await Promise.race([ready, ended]);
      if (end === null) {
        await provesWhole();
        child.kill('SIGTERM');
        const end = await ended;
        if (end[1] === 'SIGKILL') continue;
        assert.deepEqual(end, [0, null]);
        break;
      }
      const [code, signal] = end;
      const killed = signal === 'SIGKILL' || lines.some((line) => /ended with SIGKILL \d times$/.test(line));
      assert.ok(killed, `it ended with ${signal ?? code} by itself:\n${lines.join('\n')}`);
      await until(gone);
    }
    const steps = (await readFile(stepsFile, 'utf8')).split('\n');
    for (const step of [
      ...['link supervisor.lock.*', 'rename database.url', 'run initdb', 'rename postgres', 'sql create'],
      ...['rename root.key', 'sql insert', 'sql commit', 'write sandbox.json.new', 'rename sandbox.json'],
    ])
      assert.ok(steps.includes(step), `it was killed before: ${step}; of ${steps.join(', ')}`);
  });

  let orders = 0;
  const provesWhole = async (): Promise<void> => {
    const sandbox = JSON.parse(await readFile(join(dataFolder, 'sandbox.json'), 'utf8'));
    const paid = await fetch(`${sandbox.base_url}/pay`, {
      method: 'POST',
      headers: { authorization: `Bearer ${sandbox.secret_key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ order_id: `o${++orders}`, amount: 100, currency: 'USD' }),
    });
    assert.equal(paid.status, 200);
    const url = (await readFile(join(dataFolder, 'database.url'), 'utf8')).trim();
    assert.deepEqual((await verify(url)).differences, []);
    const client = new pg.Client(url);
    await client.connect();
    const { rows } = await client.query(
      `select (select count(*) from home.account)::int as accounts, (select count(*) from home.person)::int as people,
              (select count(*) from home.organization)::int as organizations, (select count(*) from home.root_key)::int as keys`,
    );
    await client.end();
    assert.deepEqual(rows, [{ accounts: 1, people: 2, organizations: 2, keys: 1 }]);
    const outside = await readFile(join(dataFolder, 'database'), 'utf8').catch(() => null);
    const places = outside === null ? [dataFolder] : [dataFolder, join('/var/lib/florin', outside.trim())];
    for (const place of places)
      assert.deepEqual(
        (await readdir(place)).filter((name) => /partial|password|\.new$|\.stale$|lock\.\d+$/.test(name)),
        [],
      );
  };
});
