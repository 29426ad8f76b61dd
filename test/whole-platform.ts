/** Everything that `npm start` runs, as real processes with their own database, for tests that use the whole platform. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { testDatabase } from '../server/src/database/testing.ts';
import { freePort } from './ports.ts';

const root = resolve(import.meta.dirname, '..');
const READY_MS_MAX = 60_000;

export interface WholePlatform {
  readonly url: string;
  readonly shopUrl: string;
  /** Its data folder. */
  readonly folder: string;
  /** Calls the API as the demo merchant. Throws if the call is refused. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came
  call(method: 'GET' | 'POST', path: string, body?: object): Promise<any>;
  /** Stops it with SIGTERM and removes its files. */
  stop(): Promise<void>;
}

/** Starts the supervisor, its servers and the shop, and returns once they are ready. It may be given more settings. */
export async function startWholePlatform(
  settings: Readonly<Record<string, string>> = {},
): Promise<WholePlatform> {
  const [database, folder, port] = await Promise.all([
    testDatabase(),
    mkdtemp(join(tmpdir(), 'florin-walk-')),
    freePort(),
  ]);
  const supervisor = spawn(process.execPath, ['server/src/supervisor.ts'], {
    cwd: root,
    env: {
      ...process.env,
      PORT: String(port),
      FLORIN_DATA: folder,
      DATABASE_URL: database.ownerUrl,
      FLORIN_ROOT_KEY: randomBytes(32).toString('hex'),
      LOG_LEVEL: 'warn',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = async (): Promise<void> => {
    if (supervisor.exitCode === null) {
      supervisor.kill('SIGTERM');
      await once(supervisor, 'exit');
    }
    await rm(folder, { recursive: true });
    await database.drop();
  };
  try {
    await ready(supervisor);
    const sandbox = JSON.parse(await readFile(join(folder, 'sandbox.json'), 'utf8'));
    return {
      url: sandbox.base_url,
      shopUrl: sandbox.shop_url,
      folder,
      async call(method, path, body) {
        const answer = await fetch(sandbox.base_url + path, {
          method,
          headers: {
            authorization: `Bearer ${sandbox.secret_key}`,
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        const text = await answer.text();
        if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
        return JSON.parse(text);
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function ready(supervisor: ChildProcess): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const lines: string[] = [];
  const fail = (why: string) => reject(new Error(`the platform ${why}:\n${lines.join('\n')}`));
  const late = setTimeout(() => fail('was not ready in time'), READY_MS_MAX);
  if (supervisor.stdout === null) throw new Error('the supervisor has no output');
  createInterface(supervisor.stdout).on('line', (line) => {
    lines.push(line);
    if (line.startsWith('Florin is ready')) resolve();
  });
  supervisor.once('exit', (code) => fail(`ended with ${code}`));
  return promise.finally(() => clearTimeout(late));
}
