import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openReceiver, type TestReceiver } from '../../server/src/events/testing.ts';
import { newId, uuidOf } from '../../server/src/kernel/ids.ts';
import { bodyContext } from '../../server/src/mail/sealed.ts';
import { openTestProvider, type TestProvider } from '../../server/src/oauth/testing.ts';
import { seal } from '../../server/src/vault/index.ts';
import { openTransit, sealedBefore, type TestTransit } from '../../server/src/vault/testing.ts';
import { type OneServer, startServer } from '../../test/one-server.ts';
import { until } from '../../test/processes.ts';

const root = resolve(import.meta.dirname, '../..');
const CLI = 'cli/src/main.ts';
const MAILS = 2000;

describe('florin keys', () => {
  let florin: TestProvider;
  /** A server of its own, beside the two in this process. */
  let beside: OneServer;
  let receiver: TestReceiver;
  let transit: TestTransit;
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'florin-cli-keys-'));
    [florin, receiver, transit] = await Promise.all([openTestProvider(), openReceiver(), openTransit()]);
    beside = await startServer(florin, { FLORIN_PUBLIC_URL: florin.url });
    const ids = Array.from({ length: MAILS }, () => newId('mail'));
    const bodies = ids.map((id, n) =>
      (n % 2 === 0 ? seal : sealedBefore)(florin.keys, bodyContext(id), Buffer.from(`mail ${n}`)),
    );
    await florin.sql(
      `insert into mail (mail_id, recipient, subject, body, created_at, expires_at, tries, next_try_at)
       select id, 'ada@example.com', 'Hello', body, now(), now() + interval '1 hour', 0, now() + interval '1 hour'
       from unnest($1::uuid[], $2::bytea[]) as m(id, body)`,
      [ids.map(uuidOf), bodies],
    );
  });
  after(async () => {
    await beside.remove();
    await Promise.all([florin.close(), receiver.close(), transit.close()]);
    await rm(folder, { recursive: true });
  });

  const environment = (settings: Record<string, string> = {}) => ({
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    FLORIN_DATA: join(folder, 'data'),
    DATABASE_URL: florin.databaseUrl,
    FLORIN_ROOT_KEY: florin.rootKey.toString('hex'),
    ...settings,
  });
  /** Runs in the background, because the key service is in this process. What it has printed so far is in its fields. */
  const begin = (args: string[], settings?: Record<string, string>) => {
    const child = spawn(process.execPath, [CLI, 'keys', ...args], {
      ...{ cwd: root, env: environment(settings), stdio: ['ignore', 'pipe', 'pipe'] },
    });
    const begun = { child, stdout: '', stderr: '', ended: once(child, 'close') };
    for (const stream of ['stdout', 'stderr'] as const)
      child[stream].setEncoding('utf8').on('data', (text) => {
        begun[stream] += text;
      });
    return begun;
  };
  const run = async (args: string[], settings?: Record<string, string>) => {
    const begun = begin(args, settings);
    const [status] = await begun.ended;
    return { status, stdout: begun.stdout, stderr: begun.stderr };
  };
  const kill = async ({ child, ended }: ReturnType<typeof begin>) => {
    child.kill('SIGKILL');
    assert.deepEqual(await ended, [null, 'SIGKILL']);
  };
  const dataKeys = () =>
    florin.sql(
      'select id, kek, seals_from <= now() as seals, retired_at from data_key order by seals_from, id',
    );
  /** How many values lie under the newest key, and how many under others, by table. */
  const under = async () => {
    const header = `(select decode('02' || replace((array_agg(id order by seals_from desc))[1]::text, '-', ''), 'hex') from data_key)`;
    const [row] = await florin.sql(
      `select count(*) filter (where substring(value for 17) = ${header})::int as newest,
              count(*) filter (where substring(value for 17) <> ${header})::int as others
       from (select body as value from mail union all select payload from oauth_state
             union all select private_key from oauth_signing_key union all select secret from webhook_endpoint
             union all select unnest(secrets_before) from webhook_endpoint) sealed`,
    );
    return row as { newest: number; others: number };
  };

  /** Of all endpoints. */
  const secrets = new Set<string>();
  /** Payments, webhooks whose secrets change, and tokens, by way of each process in turn. Ends when it is told to. */
  const goOn = () => {
    const bearer = { authorization: `Bearer ${florin.secretKey}`, 'content-type': 'application/json' };
    const run = randomUUID();
    let orders = 0;
    let endpoint = '';
    let going = true;
    const ask = async (url: string, path: string, body: object, headers: Record<string, string> = bearer) => {
      const answer = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
      const text = await answer.text();
      assert.equal(answer.status, 200, `${path}: ${text}`);
      return JSON.parse(text);
    };
    const token = async (url: string): Promise<string> => {
      const answer = await fetch(`${url}/oauth/token`, {
        method: 'POST',
        headers: {
          authorization: `Basic ${Buffer.from(`${florin.client_id}:${florin.client_secret}`).toString('base64')}`,
        },
        body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'payments:read' }),
      });
      const body = (await answer.json()) as { access_token: string };
      assert.equal(answer.status, 200, JSON.stringify(body));
      return body.access_token;
    };
    const turn = async (): Promise<void> => {
      const [one, other] = orders % 2 === 0 ? [florin.url, beside.url] : [beside.url, florin.url];
      if (endpoint === '') {
        const made = await ask(one, '/v1/webhook_endpoints', {
          url: receiver.url,
          events: ['payment.succeeded'],
        });
        endpoint = made.id;
        secrets.add(made.secret);
      } else if (orders % 5 === 0)
        secrets.add((await ask(one, `/v1/webhook_endpoints/${endpoint}/rotate_secret`, {})).secret);
      await ask(one, '/pay', { order_id: `${run}-${orders}`, amount: 100, currency: 'USD' });
      // What the one has sealed, the other opens.
      const given = { authorization: `Bearer ${await token(one)}` };
      const read = await fetch(`${other}/v1/payments?limit=1`, { headers: given });
      assert.equal(read.status, 200, await read.text());
      orders++;
    };
    const work = (async () => {
      while (going) await turn();
    })();
    work.catch(() => {});
    return {
      get turns() {
        return orders;
      },
      /** Waits for more of it, which fails if some of it failed. */
      more: async (turns: number) => {
        const goal = orders + turns;
        await Promise.race([until(() => orders >= goal), work]);
      },
      async end() {
        going = false;
        await work;
        await until(() => receiver.received.length >= orders);
        for (const { body, headers } of receiver.received)
          assert.ok([...secrets].some((secret) => signedBy(secret, body, headers)));
      },
    };
  };
  /** By Standard Webhooks: under the secret, or one of those before it. */
  const signedBy = (secret: string, body: string, headers: Record<string, string>): boolean => {
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
    const signature = `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
    return (headers['webhook-signature'] ?? '').split(' ').includes(signature);
  };

  it('rotate-data seals everything anew while servers go on, and is continued after it was killed', async () => {
    const load = goOn();
    await load.more(3);
    let rotation = begin(['rotate-data']);
    await until(() => /datakey_\w+: made\n(.*\n)*datakey_\w+: seals in \d\d s/.test(rotation.stdout));
    await kill(rotation);
    // The minute passes faster here: as soon as every process must have looked twice, as they do every two seconds.
    await florin.sql(`update data_key set seals_from = now() + interval '5 s' where seals_from > now()`);
    await until(async () => (await dataKeys()).every(({ seals }) => seals === true));
    await until(async () => (await under()).newest >= 6);
    await load.more(4);
    await florin.sql(
      `update data_key set seals_from = now() - interval '10 s' where seals_from > now() - interval '10 s'`,
    );
    rotation = begin(['rotate-data']);
    await until(async () => (await under()).newest > MAILS / 4);
    await kill(rotation);
    assert.match(
      rotation.stdout,
      /^datakey_\w+: was made by a rotation that did not end, which is continued$/m,
    );
    const { newest, others } = await under();
    assert.ok(newest > MAILS / 4 && others > 0, 'it was in the middle');
    assert.ok((await dataKeys()).every(({ retired_at }) => retired_at === null));
    await load.more(2);
    const last = await run(['rotate-data']);
    assert.equal(last.status, 0, last.stderr);
    assert.match(last.stdout, /^mail\.body: \d+ of \d+ rows sealed anew$/m);
    assert.match(last.stdout, /^datakey_\w+: seals nothing any more/m);
    await load.more(2);
    await load.end();
    assert.equal((await under()).others, 0);
    assert.deepEqual(
      (await dataKeys()).map(({ retired_at }) => retired_at !== null),
      [true, false],
    );
    const proved = await run(['verify']);
    assert.equal(proved.status, 0, proved.stderr);
    assert.match(proved.stdout, /^\d+ sealed values: all open\n$/);
  });

  it('verify names the row that does not open', async () => {
    await florin.sql(
      `update mail set body = substring(body for 50) where mail_id = (select max(mail_id::text)::uuid from mail)`,
    );
    const proved = await run(['verify']);
    assert.equal(proved.status, 1);
    assert.match(
      proved.stdout,
      /^mail\.body of mail_id [0-9a-f-]{36}: does not open: .+\n\d+ sealed values: some do not open, in 1 row\n$/,
    );
    await florin.sql(`delete from mail where mail_id = (select max(mail_id::text)::uuid from mail)`);
  });

  it('rotate-kek wraps the data keys anew while servers go on, and is repeated after it was killed', async () => {
    const by = { FLORIN_KEK: transit.url, FLORIN_KEK_TOKEN: transit.token };
    const changing = { ...by, FLORIN_KEK_BEFORE: 'root' };
    const keks = async () => (await dataKeys()).map(({ kek }) => String(kek).replace(/:.*/, ''));
    assert.deepEqual(await keks(), ['root', 'root']);
    const load = goOn();
    await load.more(1);
    // It is killed when one of the two is wrapped anew.
    const hanging = Promise.withResolvers<void>();
    let encrypted = 0;
    transit.before = async (act) => {
      if (act === 'encrypt' && ++encrypted === 2) await hanging.promise;
    };
    const rotation = begin(['rotate-kek'], changing);
    await until(() => encrypted === 2);
    await kill(rotation);
    hanging.resolve();
    transit.before = async () => {};
    assert.deepEqual((await keks()).toSorted(), ['http', 'root']);
    // In the middle, a server starts that has both, and one that has only the one before does not.
    const both = await startServer(florin, changing);
    await both.remove();
    await assert.rejects(
      startServer(florin, { LOG_LEVEL: 'fatal' }),
      /is wrapped under http.*does not open under root/,
    );
    const again = await run(['rotate-kek'], changing);
    assert.equal(again.status, 0, again.stderr);
    assert.match(
      again.stdout,
      /Every data key is wrapped under FLORIN_KEK\. Servers no longer need FLORIN_KEK_BEFORE/,
    );
    assert.deepEqual(await keks(), ['http', 'http']);
    // Those that ran all the time know the keys, and one that starts needs the new key encryption key alone.
    await load.more(2);
    const next = await startServer(florin, by);
    await next.remove();
    transit.trouble = 503;
    await load.more(2);
    await load.end();
    const down = await run(['verify'], by);
    assert.equal(down.status, 1);
    assert.match(down.stderr, /^The key encryption service at http.* does not answer .*Start or unseal it/);
    transit.trouble = null;
  });

  it('say what is missing', async () => {
    const none = await run(['verify'], { FLORIN_ROOT_KEY: '' });
    assert.equal(none.status, 78);
    assert.match(none.stderr, /^There is no root key here: set FLORIN_ROOT_KEY to that of the servers/);
    const other = await run(['verify'], { FLORIN_ROOT_KEY: 'ab'.repeat(32) });
    assert.equal(other.status, 78);
    assert.match(other.stderr, /^This database belongs to the root key/);
  });
});
