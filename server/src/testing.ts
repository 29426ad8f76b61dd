/** For tests: a platform with its own database, the real engine, the real server, and a merchant with keys. */
import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { openPool, troubleOf } from './database/index.ts';
import { testDatabase } from './database/testing.ts';
import { UNLISTED } from './http/problems.ts';
import type { ProblemCode } from './kernel/problem.ts';
import { openLog, openPlatform, type Platform, type PlatformOptions } from './platform.ts';
import { seedSandbox } from './sandbox-merchant.ts';
import { type KeyRing, openKeys } from './vault/index.ts';

export interface TestPlatform extends Platform {
  readonly secretKey: string;
  readonly publishableKey: string;
  readonly account: string;
  readonly databaseUrl: string;
  readonly rootKey: Buffer;
  readonly keys: KeyRing;
  /**
   * Calls the API as the merchant, and parses the body of the answer. If a busy machine refused the call without writing
   * anything, the call is repeated, as any client may do.
   */
  call(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    body?: object | string,
    headers?: Record<string, string>,
  ): Promise<Answer>;
  /** Reads or changes rows as the owner of the tables. */
  sql(text: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came
  readonly body: any;
  readonly headers: Record<string, unknown>;
}

const NOTHING_WRITTEN: ReadonlySet<string> = new Set<ProblemCode>(['overloaded', 'database_unavailable']);

/**
 * Repeats a call with the same key as long as the answer says to retry later, as a client does. Tests with many calls at
 * once need this, because a busy machine may not do all of them within the time of one request.
 */
export async function untilAnswered<T extends { readonly headers: object | Headers }>(
  ask: (key: { 'idempotency-key': string }) => Promise<T>,
): Promise<T> {
  const key = { 'idempotency-key': randomUUID() };
  for (;;) {
    const answer = await ask(key);
    const headers = answer.headers instanceof Headers ? Object.fromEntries(answer.headers) : answer.headers;
    if (!('retry-after' in headers)) return answer;
    await delay(Number(headers['retry-after']) * 1000);
  }
}

/** The keys of an installation, as another process reads them. */
async function openTestKeys(databaseUrl: string, rootKey: Buffer, settings?: Parameters<typeof openKeys>[2]) {
  const home = openPool(databaseUrl, 'home', 1);
  try {
    return await openKeys(home, rootKey, settings);
  } finally {
    await home.end();
  }
}

/**
 * One turn of background work, in a test that asks for turns until something is done. A busy machine may have no
 * connection in time. Then the next turn does it, as it would without a test.
 */
export async function turnOf(work: { run(): Promise<unknown> }): Promise<void> {
  try {
    await work.run();
  } catch (error) {
    if (!(error instanceof Error) || troubleOf(error) === null) throw error;
  }
}

/** @param rootKey one of its own where it is left out. */
export async function openTestPlatform({
  rootKey = randomBytes(32),
  ...options
}: Partial<PlatformOptions> & { readonly rootKey?: Buffer } = {}): Promise<TestPlatform> {
  const database = await testDatabase();
  const keys = options.keys ?? (await openTestKeys(options.databaseUrl ?? database.ownerUrl, rootKey));
  // Every refusal that a test gets must be in the API's document.
  const unlisted: string[] = [];
  const log = openLog('error', {
    write(line) {
      if (line.includes(UNLISTED)) unlisted.push(line);
    },
  });
  const seed = await seedSandbox(database.ownerUrl, keys, null);
  const platform = openPlatform({
    databaseUrl: database.ownerUrl,
    publicUrl: 'http://127.0.0.1:4242',
    keys,
    log,
    sendWithinMs: 10_000,
    recoverAfterMs: 60_000,
    webhookPrivate: true,
    ...options,
  });
  const owner = new pg.Pool({ connectionString: database.ownerUrl, max: 2 });
  owner.on('error', () => {});
  let stopped: Promise<void> | null = null;
  const stop = () => (stopped ??= platform.stop());
  return {
    ...platform,
    stop,
    secretKey: seed.secret_key,
    publishableKey: seed.publishable_key,
    account: seed.account_id,
    databaseUrl: database.ownerUrl,
    rootKey,
    keys,
    async call(method, path, body, headers = {}) {
      for (;;) {
        const answer = await platform.app.inject({
          method,
          url: path,
          headers: {
            authorization: `Bearer ${seed.secret_key}`,
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
            ...headers,
          },
          ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
        });
        const read = answer.body === '' ? null : JSON.parse(answer.body);
        if (!NOTHING_WRITTEN.has(read?.code))
          return { status: answer.statusCode, headers: answer.headers, body: read };
        await delay(100);
      }
    },
    async sql(text, values) {
      return (await owner.query(text, values)).rows;
    },
    async close() {
      await stop();
      await owner.end();
      await database.drop();
      assert.deepEqual(unlisted, []);
    },
  };
}
