import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { freePort } from '../../../test/ports.ts';
import { until } from '../../../test/processes.ts';
import { untilAnswered } from '../testing.ts';

const root = resolve(import.meta.dirname, '../../..');
const crashing = join(import.meta.dirname, 'crashing.fixture.ts');
/** A number that looks real, which the sandbox refuses, and one that it accepts. */
const LIVE_CARD = '4539578763621486';
const TEST_CARD = '4242424242424242';

describe('secrets', () => {
  let folder: string;
  let output = '';
  let stop: () => Promise<void>;
  let ask: (path: string, options?: { body?: object; headers?: Record<string, string> }) => Promise<Response>;
  // biome-ignore lint/suspicious/noExplicitAny: the file's own words
  let sandbox: any;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'florin-secrets-'));
    await chmod(folder, 0o711);
    const port = await freePort();
    const { DATABASE_URL: _, FLORIN_ROOT_KEY: __, NODE_TEST_CONTEXT: ___, ...inherited } = process.env;
    const supervisor = spawn(process.execPath, ['server/src/supervisor.ts'], {
      cwd: root,
      env: {
        ...inherited,
        FLORIN_DATA: folder,
        PORT: String(port),
        FLORIN_PROCESSES: '1',
        NODE_OPTIONS: `--import=${crashing}`,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [supervisor.stdout, supervisor.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
      });
    }
    const ended = once(supervisor, 'exit');
    stop = async () => {
      supervisor.kill('SIGTERM');
      await ended;
    };
    ask = (path, { body, headers = {} } = {}) =>
      untilAnswered((key) =>
        fetch(`http://127.0.0.1:${port}${path}`, {
          method: body === undefined ? 'GET' : 'POST',
          headers: {
            authorization: `Bearer ${sandbox.secret_key}`,
            ...(body === undefined ? {} : { 'content-type': 'application/json', ...key }),
            ...headers,
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        }),
      );
    await Promise.race([
      ended.then(() => assert.fail(output)),
      until(() => output.includes('Florin is ready')),
    ]);
    sandbox = JSON.parse(await readFile(join(folder, 'sandbox.json'), 'utf8'));
  });
  after(async () => {
    await stop();
    const id = join(folder, 'database');
    if (existsSync(id))
      await rm(join('/var/lib/florin', (await readFile(id, 'utf8')).trim()), { recursive: true });
    await rm(folder, { recursive: true });
  });

  it('are in no output, no log and no file except those that exist to hold them', async () => {
    const card = (number: string) => ({
      type: 'card',
      card: { number, exp_month: 12, exp_year: 2040, cvc: '987' },
    });
    const order = (order_id: string) => ({ order_id, amount: 2599, currency: 'USD' });
    const paid = await ask('/pay', { body: { ...order('card'), payment_method: card(TEST_CARD) } });
    assert.equal(paid.status, 200, await paid.text());
    const refused = await ask('/pay', { body: { ...order('live'), payment_method: card(LIVE_CARD) } });
    assert.equal(refused.status, 400);
    const urls = { success_url: 'http://127.0.0.1/ok', cancel_url: 'http://127.0.0.1/no' };
    const session = await json(ask('/v1/checkout_sessions', { body: { ...order('session'), ...urls } }));
    const link = new URL(session.url).pathname;
    assert.equal((await ask(link)).status, 200);
    await ask(`${link}/pay`, { body: { payment_method: card(LIVE_CARD) } });
    const wallet = await json(
      ask('/pay', { body: { ...order('wallet'), payment_method: { type: 'wallet' } } }),
    );
    const page = /http[^"]*(\/sandbox\/[^"]*)/.exec(JSON.stringify(wallet))?.[1] ?? '';
    assert.equal((await ask(page)).status, 200);
    const endpoint = await json(
      ask('/v1/webhook_endpoints', { body: { url: 'http://127.0.0.1:9/hook', events: ['*'] } }),
    );
    assert.match(endpoint.secret, /^whsec_/);
    assert.equal(
      (await ask('/v1/payments', { headers: { authorization: 'Bearer sk_test_guessed' } })).status,
      401,
    );

    const crash = { 'x-crash': 'handler', cookie: `key=${sandbox.secret_key}` };
    const body = { ...order('crash'), payment_method: card(LIVE_CARD), secret: endpoint.secret };
    assert.equal(
      (await ask('/v1/webhook_endpoints', { body: { url: endpoint.secret, events: ['*'] } })).status,
      400,
    );
    assert.equal((await ask('/v1/payments/pay_0', { headers: crash })).status, 500);
    assert.equal((await ask(link, { headers: crash })).status, 500);
    assert.equal((await ask(page, { headers: crash })).status, 500);
    const failed = await ask('/v1/risk', { body, headers: crash });
    assert.ok(failed.status >= 400);
    await until(() => output.split('a request failed by a fault of ours').length > 3);
    // The last fault kills the process, and the supervisor starts another.
    await ask(link, { headers: { ...crash, 'x-crash': 'process' } }).catch(() => {});
    await until(() => /server 1 ended with 1 and is started again/.test(output));
    await until(async () => (await ask('/v1/payments').catch(() => null))?.status === 200);
    await stop();

    assert.match(output, /broken by Bearer \[hidden\]/, 'the faults were logged, without what they carried');
    const url = (await readFile(join(folder, 'database.url'), 'utf8')).trim();
    const secrets: Record<string, string> = {
      'the secret key': sandbox.secret_key,
      'the publishable key': sandbox.publishable_key,
      'the client secret': sandbox.client_secret,
      "the shop's webhook secret": sandbox.webhook_secret,
      'a webhook secret': endpoint.secret,
      "the developer's password": sandbox.developer.password,
      "the operator's password": sandbox.operator.password,
      "a session's secret": link.split('/').at(-1) as string,
      'the root key': (await readFile(join(folder, 'root.key'), 'utf8')).trim(),
      "the database's password": new URL(url).password,
      'a card': LIVE_CARD,
      'a test card': TEST_CARD,
    };
    // The payment's own next_action has the sandbox page's address, and so have its event and the database.
    assert.ok(!output.includes(page.split('/').at(-1) as string), "a sandbox page's secret was printed");
    const holders = new Set(['sandbox.json', 'root.key', 'database.url'].map((name) => join(folder, name)));
    const files = await filesUnder(folder);
    const id = join(folder, 'database');
    if (existsSync(id)) {
      const cluster = join('/var/lib/florin', (await readFile(id, 'utf8')).trim(), 'postgres');
      files.push(...(await filesUnder(cluster)));
    }
    assert.ok(files.some((file) => file.endsWith('postgres.log')) && files.length > 1000);
    for (const file of [...holders, join(folder, 'shop.sqlite')])
      assert.equal((await stat(file)).mode & 0o077, 0, `only its owner can read ${file}`);
    for (const [what, secret] of Object.entries(secrets))
      assert.ok(!output.includes(secret), `${what} was printed`);
    for (const file of files) {
      if (holders.has(file)) continue;
      const content = await readFile(file);
      for (const [what, secret] of Object.entries(secrets))
        assert.ok(!content.includes(secret), `${what} is in ${file}`);
    }
  });
});

// biome-ignore lint/suspicious/noExplicitAny: whatever came
async function json(answer: Promise<Response>): Promise<any> {
  return (await answer).json();
}

async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
