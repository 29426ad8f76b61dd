import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { until } from '../server/src/events/testing.ts';
import { freePort } from './ports.ts';
import { elsewhere, fits, notRun, readSnippets, root, type Snippet } from './snippets.ts';
import { startWholePlatform, type WholePlatform } from './whole-platform.ts';

const snippets = readSnippets();
const BASE = 'http://127.0.0.1:4242';
/** What a person does at a shell: calls, and the command line. Each is run as it stands. */
const isShell = ({ language, code }: Snippet) =>
  language === 'sh' && (code.includes(`curl ${BASE}`) || /^(curl |florin )/.test(code));
/** Programs that the tests below give what they need. */
const programs: readonly (readonly [page: RegExp, text: string])[] = [
  [/^docs\/cards\.md$/, 'CompactEncrypt'],
  [/^docs\/checkout\.md$/, '/v1/tokens'],
  [/^docs\/webhooks\.md$/, 'createServer'],
  [/^docs\/webhooks\.md$/, 'HTTPServer'],
  [/^docs\/webhooks\.md$/, '/v1/events/stream'],
];
const lacking = (...needed: string[]) => {
  const missing = needed.filter((program) => spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0);
  return missing.length > 0 && `this machine has no ${missing.join(' and no ')}`;
};

describe('the snippets of the documents', () => {
  let florin: WholePlatform;
  let folder: string;
  let env: Record<string, string>;
  before(async () => {
    florin = await startWholePlatform({ FLORIN_APP_REGISTRATION: '1' });
    folder = await mkdtemp(join(tmpdir(), 'florin-snippets-'));
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
    await symlink(florin.folder, join(folder, '.florin'));
    const { secret_key, publishable_key } = JSON.parse(
      await readFile(join(florin.folder, 'sandbox.json'), 'utf8'),
    );
    env = {
      ...{ PATH: process.env.PATH ?? '', HOME: folder, FLORIN_BASE_URL: florin.url },
      ...{ FLORIN_SECRET_KEY: secret_key, FLORIN_PUBLISHABLE_KEY: publishable_key },
    };
  });
  after(async () => {
    await rm(folder, { recursive: true });
    await florin.stop();
  });

  const started = (program: string, args: readonly string[], more: Record<string, string> = {}) => {
    const child = spawn(program, args, { cwd: folder, env: { ...env, ...more } });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => (said += text));
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    return { child, ended, said: () => said };
  };
  const here = (page: string, text: string): string =>
    (
      snippets.find((one) => one.page === page && one.code.includes(text)) ??
      assert.fail(`${page}: no ${text}`)
    ).code.replaceAll(BASE, florin.url);
  const pay = (order_id: string, rest: object = {}) =>
    florin.call('POST', '/v1/payments', { order_id, amount: 400, currency: 'USD', confirm: true, ...rest });

  it('are each run by a test, or it is said why not', () => {
    assert.ok(snippets.length > 50);
    const runs = [...elsewhere, ...notRun, ...programs];
    const forgotten = snippets.filter((one) => !isShell(one) && !runs.some((other) => fits(one, other)));
    assert.deepEqual(forgotten, []);
    for (const [page, text, test] of elsewhere) {
      assert.ok(existsSync(join(root, test)), test);
      assert.ok(
        snippets.some((one) => fits(one, [page, text])),
        `${page} has nothing for ${test}`,
      );
      const [file = ''] = /[\w-]+(?=\\\.md\$$)/.exec(page.source) ?? [];
      const read = readFileSync(join(root, test), 'utf8');
      assert.ok(
        file === '' || read.includes(`${file}.md`) || read.includes('README'),
        `${test} does not read ${page}`,
      );
    }
    for (const [page, text, why] of notRun) {
      assert.ok(
        snippets.some((one) => fits(one, [page, text])),
        `${page} has nothing with ${text}`,
      );
      for (const [test] of why.matchAll(/[\w/-]+\.test\.ts/g))
        assert.ok(
          [test, `server/src/${test}`].some((file) => existsSync(join(root, file))),
          test,
        );
    }
  });

  const atTheShell = snippets.filter(
    (one) => isShell(one) && ![...elsewhere, ...notRun, ...programs].some((other) => fits(one, other)),
  );
  for (const [index, { page, code }] of atTheShell.entries())
    it(`work at a shell: ${page}, ${code.split('\n')[0]}`, { skip: lacking('curl') }, async () => {
      const transfer = await pay(`transfer ${index}`, { payment_method: { type: 'bank_transfer' } });
      const endpoint = await florin.call('POST', '/v1/webhook_endpoints', {
        ...{ url: 'https://shop.example/webhooks', events: ['*'] },
      });
      const events = await florin.call('GET', '/v1/events?limit=1');
      const script = code
        .replaceAll(BASE, florin.url)
        .replaceAll('pay_…', transfer.id)
        .replaceAll('we_…', endpoint.id)
        .replaceAll('evt_…', events.data[0].id)
        .replaceAll(/\b(curl) /g, '$1 -sS --fail-with-body ');
      const command = `florin() { "${process.execPath}" "${root}/cli/src/main.ts" "$@"; }\n${script}`;
      const { ended, said } = started('sh', ['-ec', command]);
      assert.equal(await ended, 0, said());
    });

  const card = "const [number, exp_month, exp_year, cvc] = ['4242424242424242', 12, 2030, '123'];\n";
  const runs = async (name: string, code: string) => {
    await writeFile(join(folder, name), code);
    const { ended, said } = started(process.execPath, [name]);
    assert.equal(await ended, 0, said());
    return said().trim();
  };

  it('exchange a card for a token, as it is and encrypted', async () => {
    const key = 'const publishableKey = process.env.FLORIN_PUBLISHABLE_KEY;\n';
    const token = await runs(
      'token.mjs',
      `${card}${key}${here('docs/checkout.md', '/v1/tokens')}\nconsole.log(token);`,
    );
    assert.match(token, /^tok_/);
    const { account_id } = JSON.parse(await readFile(join(florin.folder, 'sandbox.json'), 'utf8'));
    const code = here('docs/cards.md', 'CompactEncrypt').replace('acct_…', account_id);
    const jwe = await runs('encrypt.mjs', `${card}${code}\nconsole.log(card_jwe);`);
    const exchanged = await fetch(`${florin.url}/v1/tokens`, {
      method: 'POST',
      headers: { authorization: `Bearer ${env.FLORIN_PUBLISHABLE_KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify({ card_jwe: jwe }),
    });
    assert.equal(exchanged.status, 200, await exchanged.text());
  });

  for (const [text, program, file] of [
    ['createServer', process.execPath, 'receiver.mjs'],
    ['HTTPServer', 'python3', 'receiver.py'],
  ] as const)
    it(`receive a webhook and refuse a forged one, by ${text}`, { skip: lacking(program) }, async () => {
      const port = String(await freePort());
      const url = `http://127.0.0.1:${port}`;
      const { secret } = await florin.call('POST', '/v1/webhook_endpoints', {
        url,
        events: ['payment.succeeded'],
      });
      await writeFile(join(folder, file), here('docs/webhooks.md', text));
      const { child, said } = started(program, [file], { WEBHOOK_SECRET: secret, PORT: port });
      const forged = { 'webhook-id': 'evt_1', 'webhook-timestamp': String(Math.floor(Date.now() / 1000)) };
      const refused = await until(async () => {
        assert.equal(child.exitCode, null, said());
        const headers = { ...forged, 'webhook-signature': 'v1,AAAA' };
        return fetch(url, { method: 'POST', headers, body: '{}' }).catch(() => false as const);
      });
      assert.equal(refused.status, 401);
      await pay(`to ${file}`, { payment_method: 'tok_visa' });
      await until(() => said().includes(`to ${file}`));
      await end(child);
    });

  it('follow the stream of events', { skip: lacking('curl') }, async () => {
    const { child, said } = started('sh', ['-c', `exec ${here('docs/webhooks.md', '/v1/events/stream')}`]);
    await until(() => said().includes(': open'));
    await pay('in the stream', { payment_method: 'tok_visa' });
    await until(() => said().includes('in the stream'));
    await end(child);
  });
});

async function end(child: ChildProcess): Promise<void> {
  const closed = new Promise((resolve) => child.once('close', resolve));
  child.kill();
  await closed;
}
