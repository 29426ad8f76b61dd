/** A server as a process of its own, beside a platform that a test has opened, on the same database. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { TestPlatform } from '../server/src/testing.ts';
import { freePort } from './ports.ts';

export interface OneServer {
  readonly child: ChildProcess;
  readonly url: string;
  /** Kills it if it still runs, and removes its files. */
  remove(): Promise<void>;
}

/** Starts a server, and returns once it is ready. It may be given more settings. */
export async function startServer(
  florin: Pick<TestPlatform, 'databaseUrl' | 'rootKey' | 'account'>,
  settings: Readonly<Record<string, string>> = {},
): Promise<OneServer> {
  const folder = await mkdtemp(join(tmpdir(), 'florin-server-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  // With this it makes no demo merchant.
  const kept = { base_url: url, shop_url: `http://127.0.0.1:${port + 1}`, account_id: florin.account };
  await writeFile(join(folder, 'sandbox.json'), JSON.stringify(kept));
  const child = fork(resolve(import.meta.dirname, '../server/src/main.ts'), {
    execArgv: [],
    env: {
      ...process.env,
      DATABASE_URL: florin.databaseUrl,
      FLORIN_ROOT_KEY: florin.rootKey.toString('hex'),
      FLORIN_DATA: folder,
      FLORIN_WEBHOOK_PRIVATE: '1',
      PORT: String(port),
      LOG_LEVEL: 'silent',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const output: string[] = [];
  child.stdout?.on('data', (chunk) => output.push(String(chunk)));
  const ended = once(child, 'exit');
  const remove = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true });
  };
  const ready = await Promise.race([once(child, 'message').then(() => true), ended.then(() => false)]);
  if (ready) return { child, url, remove };
  await remove();
  throw new Error(`the server ended with ${child.exitCode}: ${output.join('')}`);
}
