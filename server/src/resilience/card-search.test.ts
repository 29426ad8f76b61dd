/** After all that can happen to a live account's cards, their numbers are nowhere: not in the database, its log, a back-up, a log or an answer. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHmac, generateKeyPairSync, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { compactDecrypt, type JWK } from 'jose';
import { processes, until } from '../../../test/processes.ts';
import { type LiveAccount, makeLiveAccount, openConnector, type TestConnector } from '../cards/testing.ts';
import { encryptTo } from '../encryption/testing.ts';
import {
  card,
  wrongAnswers,
  wrongBodies,
  wrongFields,
  wrongHeaders,
  wrongPaths,
} from './card-misuse.fixture.ts';
import { filesUnder, forms, formsIn, formsInFile, madeUpNumber } from './card-search.fixture.ts';
import { makeDataFolder, type RunningFlorin, startFlorin } from './testing.ts';

const root = resolve(import.meta.dirname, '../../..');
const crashing = join(root, 'server/src/operations/crashing.fixture.ts');
/** This text must be found wherever numbers are looked for, which shows that the search works. */
const MARK = 'a-note-that-is-kept-2b91';
const SECRET = 'a secret that the connector shares';

describe('the search', () => {
  it('finds a number in every form in which it could be kept', () => {
    const number = madeUpNumber();
    const text = `x${number}y`;
    for (const before of ['', 'a', 'ab']) {
      const [form] = formsIn(Buffer.from(Buffer.from(`${before}${number}`).toString('base64')));
      assert.match(form ?? '', /^plain, base64/, `behind ${before.length} bytes`);
    }
    for (const [bytes, form] of [
      [Buffer.from(text), 'plain'],
      [Buffer.from(number.replace(/\d{4}(?=\d)/g, '$& ')), 'spaces'],
      [Buffer.from(Buffer.from(text).toString('hex')), 'plain, hex'],
      [Buffer.from(Buffer.from(text).toString('hex').toUpperCase()), 'plain, HEX'],
      [Buffer.from(text, 'utf16le'), 'plain, UTF-16LE'],
      [Buffer.from(text, 'utf16le').swap16(), 'plain, UTF-16BE'],
    ] as const)
      assert.ok(formsIn(bytes).includes(form), form);
    assert.ok(forms.size > 20);
    assert.deepEqual(formsIn(Buffer.from('4242424242424242')), []);
  });
});

describe('the cards of a live account', () => {
  let florin: RunningFlorin;
  let folder: Awaited<ReturnType<typeof makeDataFolder>>;
  let connector: TestConnector;
  let live: LiveAccount;
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  /** Everything that was answered, with its headers. */
  const answers: string[] = [];
  let coresBefore: Set<string>;
  let declined: object | null = null;

  before(async () => {
    folder = await makeDataFolder();
    connector = await openConnector(
      (call, { amount }) => (call === 'authorize' ? declined : null) ?? { kind: 'approved', amount },
    );
    coresBefore = new Set(await coresIn(root));
    florin = await startFlorin({
      dataFolder: folder.path,
      environment: {
        LOG_LEVEL: 'trace',
        FLORIN_CARD_CHANNEL_URL: connector.url,
        FLORIN_CARD_CHANNEL_SECRET: SECRET,
        FLORIN_CARD_CHANNEL_KEY: publicKey.export({ format: 'pem', type: 'spki' }) as string,
        NODE_OPTIONS: `--import=${crashing}`,
      },
      // Whoever starts it may have allowed core dumps.
      wrapper: ['/bin/sh', '-c', 'ulimit -c unlimited 2>/dev/null; exec "$@"', 'sh'],
    });
    const [url, key] = await Promise.all(
      ['database.url', 'root.key'].map((name) => readFile(join(folder.path, name), 'utf8')),
    );
    live = await makeLiveAccount(String(url).trim(), Buffer.from(String(key).trim(), 'hex'));
  });
  after(async () => {
    await florin?.stop();
    connector?.close();
    await folder?.remove();
  });

  interface Asked {
    readonly method?: string;
    readonly body?: string | object | Uint8Array<ArrayBuffer>;
    readonly key?: string | null;
    readonly headers?: Record<string, string>;
  }
  async function ask(
    path: string,
    { method, body, key = live.secretKey, headers = {} }: Asked = {},
    // biome-ignore lint/suspicious/noExplicitAny: whatever came
  ): Promise<any> {
    const sent =
      body === undefined || typeof body === 'string' || body instanceof Uint8Array
        ? body
        : JSON.stringify(body);
    const answer = await fetch(florin.url + path, {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers: {
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      redirect: 'manual',
      ...(sent === undefined ? {} : { body: sent }),
    });
    const text = await answer.text();
    answers.push(`${path.length} ${answer.status} ${JSON.stringify([...answer.headers])} ${text}`);
    return text.startsWith('{')
      ? { ...JSON.parse(text), http: answer.status }
      : { text, http: answer.status };
  }

  const order = (rest: object = {}) => ({ order_id: randomUUID(), amount: 1200, currency: 'USD', ...rest });
  let keys: JWK[] | undefined;
  const encrypted = async (content: object | string, header = {}) => {
    keys ??= (await ask('/.well-known/florin-encryption.json', { key: null })).keys as JWK[];
    return encryptTo(keys[0] as JWK, content, header);
  };
  const token = async (number = madeUpNumber()): Promise<string> => {
    const made = await ask('/v1/tokens', { body: { card: card(number) } });
    assert.equal(made.http, 200, JSON.stringify(made));
    return made.token;
  };
  const session = async () => {
    const urls = { success_url: 'https://shop.example/ok', cancel_url: 'https://shop.example/no' };
    const made = await ask('/v1/checkout_sessions', { body: order(urls) });
    return new URL(made.url).pathname;
  };
  /** The server's process. The supervisor has no other child that runs it. */
  const server = (): number =>
    processes().find(
      ({ parent, command }) => parent === florin.supervisor.pid && command.includes('server/src/main.ts'),
    )?.pid ?? assert.fail('no server runs');

  it('pay, are refunded and are refused', async () => {
    const paid = await ask('/pay', { body: order({ order_id: MARK, payment_method: await token() }) });
    assert.equal(paid.http, 200, JSON.stringify(paid));
    assert.equal((await ask('/v1/refunds', { body: { payment: paid.id, amount: 200 } })).http, 200);
    const held = order({ payment_method: await token(), confirm: true, capture_method: 'manual' });
    const { id } = await ask('/v1/payments', { body: held });
    assert.equal((await ask(`/v1/payments/${id}/capture`, { body: {} })).status, 'succeeded');
    declined = { kind: 'declined', decline: 'insufficient_funds' };
    assert.equal((await ask('/pay', { body: order({ payment_method: await token() }) })).http, 402);
    declined = null;
    const jwe = await encrypted({ account: live.account, ...card() });
    const made = await ask('/v1/tokens', { body: { card_jwe: jwe }, key: live.publishableKey });
    assert.equal((await ask('/pay', { body: order({ payment_method: made.token }) })).http, 200);
    const page = await session();
    const method = {
      type: 'card',
      card_jwe: await encrypted({
        account: live.account,
        checkout_session: page.split('/').at(-2),
        ...card(),
      }),
    };
    assert.equal((await ask(`${page}/pay`, { body: { method }, key: null })).status, 'complete');
    assert.equal((await ask(`/v1/tokens/${made.token}`, { method: 'DELETE' })).http, 204);
    // What the connector opens is the number: so it was there, and the search below would have had something to find.
    const { plaintext } = await compactDecrypt(String(connector.asked[0]?.body.card), privateKey);
    assert.deepEqual(formsIn(Buffer.from(plaintext)), ['plain', 'plain, percent-encoded']);
  });

  it('are sent in every wrong way', async () => {
    const n = madeUpNumber;
    const page = await session();
    for (const body of await wrongBodies(live.account, encrypted))
      for (const path of ['/v1/tokens', '/pay', '/v1/payments', `${page}/pay`]) {
        const wrapped =
          typeof body === 'string' || path === '/v1/tokens'
            ? body
            : { ...order(), payment_method: { type: 'card', ...(body as object) } };
        const sent =
          path.endsWith('/pay') && path !== '/pay' && typeof body !== 'string'
            ? { method: { type: 'card', ...(body as object) } }
            : wrapped;
        const { http } = await ask(path, {
          body: sent as object,
          headers: { 'idempotency-key': randomUUID() },
        });
        assert.ok(http >= 400 && http < 500, `${path} ${JSON.stringify(body)}: ${http}`);
      }
    for (const rest of wrongFields())
      for (const path of ['/pay', '/v1/payments', '/v1/checkout_sessions', '/v1/refunds'])
        assert.ok((await ask(path, { body: order(rest) })).http >= 400);
    for (const headers of wrongHeaders()) {
      await ask('/v1/tokens', { body: { card: card() }, headers });
      await ask('/v1/payments', { body: order({ payment_method: await token() }), headers });
      await ask('/v1/payments', { headers });
    }
    for (const path of wrongPaths(live.account, page)) {
      await ask(path);
      await ask(path, { method: 'DELETE' });
    }
    const utf16 = Uint8Array.from(Buffer.from(JSON.stringify({ card: card() }), 'utf16le'));
    assert.equal(
      (
        await ask('/v1/tokens', {
          body: utf16,
          headers: { 'content-type': 'application/json; charset=utf-16' },
        })
      ).http,
      415,
    );
    assert.equal((await ask('/v1/tokens', { body: utf16 })).http, 400);
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    for (const path of ['/signup', '/login', '/recover', '/oauth/token', '/oauth/par'])
      await ask(path, {
        body: `email=${n()}%40shop.example&name=${n()}&password=${n()}&client_id=${n()}`,
        headers: form,
        key: null,
      });
  });

  it('are in faults of ours', async () => {
    for (const [path, body] of [
      ['/v1/tokens', { card: card() }],
      ['/pay', order({ payment_method: { type: 'card', card: card() } })],
      [`${await session()}/pay`, { method: { type: 'card', card: card() } }],
    ] as const)
      assert.equal((await ask(path, { body, headers: { 'x-crash': 'handler' } })).http, 500);
    const pid = server();
    await ask('/v1/tokens', { body: { card: card() }, headers: { 'x-crash': 'process' } }).catch(() => {});
    await until(async () => processes().every((row) => row.pid !== pid));
    await again();
  });

  it('are in what a connector that means no good says', async () => {
    for (const said of wrongAnswers()) {
      declined = said;
      const { http, status } = await ask('/pay', { body: order({ payment_method: await token() }) });
      assert.deepEqual([http, status], [202, 'processing']);
    }
    declined = null;
    const { reference, account } = connector.asked.find(({ call }) => call === 'authorize')?.body ?? {};
    for (const rest of [{ pan: madeUpNumber() }, { id: madeUpNumber() }, { pan: Number(madeUpNumber()) }]) {
      const payload = JSON.stringify({
        id: randomUUID(),
        account,
        reference,
        answer: { kind: 'approved', amount: '1200' },
        ...rest,
      });
      const signature = createHmac('sha256', SECRET).update(payload).digest('hex');
      const headers = { 'florin-signature': signature };
      assert.equal(
        (await ask(`/channels/remote/${account}/notify`, { body: payload, headers, key: null })).http,
        401,
      );
    }
  });

  it('are in memory when a server is killed, and no debugger can be opened', async () => {
    for (const signal of ['SIGKILL', 'SIGABRT'] as const) {
      const pid = server();
      const limits = await readFile(`/proc/${pid}/limits`, 'utf8');
      assert.match(limits, /^Max core file size +0 +0 /m, 'a core dump would be written');
      process.kill(pid, 'SIGUSR1');
      const tokens = await Promise.all(Array.from({ length: 4 }, () => token()));
      const paying = Array.from({ length: 12 }, (_, index) =>
        Promise.allSettled([
          ask('/pay', { body: order({ payment_method: tokens[index % 4] }) }),
          ask('/v1/tokens', { body: { card: card() } }),
        ]),
      );
      const calls = connector.asked.length;
      await until(() => connector.asked.length > calls);
      process.kill(pid, signal);
      await Promise.all(paying);
      await again();
    }
    assert.ok(!florin.lines.some((line) => line.includes('Debugger listening')), florin.lines.join('\n'));
  });

  it('are in no file, no line and no answer', async () => {
    const kept = join(folder.path, 'kept');
    const environment = { PATH: process.env.PATH, HOME: process.env.HOME, FLORIN_DATA: folder.path };
    const options = { cwd: root, encoding: 'utf8', env: environment } as const;
    const written = spawnSync(process.execPath, ['cli/src/main.ts', 'backup', kept], options);
    assert.equal(written.status, 0, written.stderr);
    await florin.stop();

    assert.ok(answers.length > 250);
    const found = [...answers, ...florin.lines].flatMap((text) =>
      formsIn(Buffer.from(text)).map((form) => `${form}: ${text}`),
    );
    const cores = (await coresIn(root)).filter((name) => !coresBefore.has(name));
    assert.deepEqual(cores, [], 'a core dump was written');
    const folders = [folder.path];
    const elsewhere = await readFile(join(folder.path, 'database'), 'utf8').catch(() => null);
    if (elsewhere !== null) folders.push(join('/var/lib/florin', elsewhere.trim(), 'postgres'));
    const marked: string[] = [];
    for (const file of (await Promise.all(folders.map(filesUnder))).flat()) {
      const seen = await formsInFile(file, MARK);
      found.push(...seen.found.map((form) => `${form}: ${file}`));
      if (seen.marked) marked.push(file);
    }
    assert.deepEqual(found, []);
    for (const place of ['/pg_wal/', '/base/', '/kept/'])
      assert.ok(
        marked.some((file) => file.includes(place)),
        `the search sees ${place}`,
      );
  });

  /** Waits until a server answers again. */
  async function again(): Promise<void> {
    await until(async () => (await ask('/v1/payments').catch(() => null))?.http === 200);
  }
});

async function coresIn(where: string): Promise<string[]> {
  return (await readdir(where)).filter((name) => /^core(\.\d+)?$/.test(name));
}
