/** For tests: a server that listens, its demo app, and calls of its token endpoint. */
import assert from 'node:assert/strict';
import { hash, randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import pg from 'pg';
import { SCHEMAS } from '../database/index.ts';
import { type AccountId, idFromUuid, uuidOf } from '../kernel/ids.ts';
import { openLog, openPlatform, type Platform, type PlatformOptions } from '../platform.ts';
import { seedPeople } from '../sandbox-people.ts';
import { type Answer, openTestPlatform, type TestPlatform } from '../testing.ts';

type Credentials = Awaited<ReturnType<typeof seedPeople>>;

export interface TestProvider extends TestPlatform, Credentials {
  /** Where it listens, which is also its public address. */
  readonly url: string;
  /** A second process on the same database. */
  readonly second: Platform;
  /** Sends a form, by default to the token endpoint with the demo app's credentials. */
  post(fields: Record<string, string>, options?: PostOptions): Promise<Answer>;
  /** A token by client credentials. */
  token(scope: string): Promise<string>;
}

interface PostOptions {
  readonly path?: string;
  readonly headers?: Record<string, string>;
  /** Which process is asked. */
  readonly by?: Platform;
  /** Null: without the app's credentials. */
  readonly as?: { readonly client_id: string; readonly client_secret: string } | null;
}

/** A port that is free now. Nobody else takes it before the server does, because tests of a file run one after another. */
async function freePort(): Promise<number> {
  const { createServer } = await import('node:net');
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** @param prepare is called before the server listens. */
export async function openTestProvider(
  options: Partial<PlatformOptions> = {},
  prepare: (app: Platform['app']) => Promise<void> = async () => {},
): Promise<TestProvider> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const florin = await openTestPlatform({ publicUrl: url, ...options });
  const { databaseUrl, keys } = florin;
  const second = openPlatform({
    ...{ databaseUrl, keys, publicUrl: url, log: openLog('error'), webhookPrivate: true },
    ...options,
  });
  const credentials = await seed(florin);
  await prepare(florin.app);
  await florin.app.listen({ port, host: '127.0.0.1' });
  const post: TestProvider['post'] = async (
    fields,
    { path = '/oauth/token', headers = {}, by = florin, as } = {},
  ) => {
    const app = as === undefined ? credentials : as;
    const answer = await by.app.inject({
      ...{ method: 'POST', url: path, payload: new URLSearchParams(fields).toString() },
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        ...(app === null ? {} : { authorization: basic(app.client_id, app.client_secret) }),
        ...headers,
      },
    });
    const json = answer.headers['content-type']?.toString().includes('json') === true;
    return {
      status: answer.statusCode,
      headers: answer.headers,
      body: json ? answer.json() : answer.body,
    };
  };
  return {
    ...florin,
    ...credentials,
    ...{ url, second, post },
    async token(scope) {
      const { status, body } = await post({ grant_type: 'client_credentials', scope });
      assert.equal(status, 200, JSON.stringify(body));
      return body.access_token;
    },
    async close() {
      await second.stop();
      await florin.close();
    },
  };
}

function basic(id: string, secret: string): string {
  return `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
}

/** The people and the app of `sandbox.json`. */
async function seed(florin: TestPlatform): Promise<Credentials> {
  const client = new pg.Client({ connectionString: florin.databaseUrl });
  await client.connect();
  try {
    await client.query(`set search_path = ${Object.values(SCHEMAS).join(', ')}`);
    const account = florin.account as AccountId;
    const { rows } = await client.query('select organization_id from account where account_id = $1', [
      uuidOf(account),
    ]);
    await client.query('begin');
    const people = await seedPeople(
      client as unknown as pg.PoolClient,
      florin.keys,
      idFromUuid('org', rows[0].organization_id),
      account,
    );
    await client.query('commit');
    return people;
  } finally {
    await client.end();
  }
}

/** A key of an app, and the proofs that it makes (RFC 9449 section 4.2). */
export async function proofKey() {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(publicKey);
  return {
    publicKey,
    privateKey,
    /** @param claims stand in for those that are right. */
    prove(method: string, url: string, token?: string, claims: object = {}, header: object = {}) {
      const payload = {
        ...{ htm: method, htu: url, jti: randomUUID() },
        ...(token === undefined ? {} : { ath: hash('sha256', token, 'base64url') }),
        iat: Math.floor(Date.now() / 1000),
        ...claims,
      };
      return new SignJWT(payload)
        .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk, ...header })
        .sign(privateKey);
    },
  };
}

/** Asks again and again, until it is so. Nothing that is asked a second later may be otherwise. */
export async function withinASecond(holds: () => Promise<boolean>): Promise<void> {
  const from = performance.now();
  for (let asked = from; !(await holds()); asked = performance.now()) {
    assert.ok(asked - from < 1000, 'it took longer than a second');
    await new Promise(setImmediate);
  }
}
