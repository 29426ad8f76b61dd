import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { openTestProvider, type TestProvider } from '../../../server/src/oauth/testing.ts';
import { freePort } from '../../../test/ports.ts';

const root = join(import.meta.dirname, '../../..');

describe('the guide to the SDK', () => {
  let florin: TestProvider;
  let folder: string;
  let snippets: string[];
  let env: Record<string, string>;
  const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
  before(async () => {
    florin = await openTestProvider();
    folder = await mkdtemp(join(tmpdir(), 'florin-sdk-docs-'));
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
    await writeFile(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    await writeFile(join(folder, 'shop.pem'), privateKey.export({ format: 'pem', type: 'pkcs8' }));
    const pem = publicKey.export({ format: 'pem', type: 'spki' });
    const { body: key } = await florin.call('POST', '/v1/signature_keys', { name: 'Web shop', pem });
    const guide = await readFile(join(root, 'docs/sdk-typescript.md'), 'utf8');
    const readme = await readFile(join(root, 'sdks/typescript/README.md'), 'utf8');
    snippets = [guide, readme]
      .flatMap((text) => [...text.matchAll(/```ts\n(.*?)```/gs)])
      .map(([, code = '']) =>
        code
          .replaceAll('https://pay.example', florin.url)
          .replace(/'@florin\/sdk(\/\w+)?'/g, (_, part = '') => `'${import.meta.dirname}${part}/index.ts'`),
      );
    env = {
      ...{
        PATH: process.env.PATH ?? '',
        FLORIN_SECRET_KEY: florin.secretKey,
        FLORIN_ACCOUNT: florin.account,
      },
      ...{ FLORIN_PUBLISHABLE_KEY: florin.publishableKey, SIGNATURE_KEY: key.id, WEBHOOK_SECRET: secret },
      ...{ CLIENT_ID: florin.client_id, CLIENT_SECRET: florin.client_secret, PORT: String(await freePort()) },
    };
  });
  after(async () => {
    await rm(folder, { recursive: true, force: true });
    await florin.close();
  });

  /** Runs the snippet that has this text, which may be its only one. */
  async function started(text: string) {
    const code = snippets.find((snippet) => snippet.includes(text)) ?? assert.fail(`no snippet has ${text}`);
    const file = join(folder, `${snippets.indexOf(code)}.ts`);
    await writeFile(file, code);
    const child = spawn(process.execPath, [file], { cwd: folder, env });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    return { child, ended, said: () => said };
  }

  for (const [what, text, says] of [
    ['pays', "payment_method: 'tok_visa'", /^pay_\w+ succeeded\n$/],
    ['reads what was refused', 'tok_declined', /^declined: \w+\n$/],
    ['reads a list', 'page.has_more', /^\d+ false\n(A-\d+\n)+$/],
    ['signs', 'requestSigning', /^succeeded\n$/],
    ['gets a token', 'DpopKey', /^succeeded\n$/],
    ['encrypts a card', 'CardEncryption', /^tok_\w+ 2599\n$/],
  ] as const)
    it(`${what}`, async () => {
      const { ended, said } = await started(text);
      assert.equal(await ended, 0, said());
      assert.match(said(), says);
    });

  it('follows events', async () => {
    const { ended, said } = await started('events.stream');
    let over = false;
    const done = ended.finally(() => {
      over = true;
    });
    for (let order = 0; !over; order += 1) {
      await florin.call('POST', '/pay', { order_id: `event-${order}`, amount: 100, currency: 'USD' });
      await Promise.race([done, new Promise((resolve) => setTimeout(resolve, 100))]);
    }
    assert.equal(await done, 0, said());
    assert.match(said(), /^evt_\w+ payment\.succeeded\n$/);
  });

  it('receives webhooks', async () => {
    const { child, said } = await started('expressWebhook');
    const body = JSON.stringify({ id: 'evt_1', type: 'payment.succeeded', data: { order_id: 'A-7' } });
    const at = new Date();
    const headers = {
      ...{ 'content-type': 'application/json', 'webhook-id': 'evt_1' },
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign('evt_1', at, body),
    };
    const deliver = () => fetch(`http://127.0.0.1:${env.PORT}/webhooks`, { method: 'POST', headers, body });
    let answer: Response | null = null;
    while (answer === null) {
      assert.equal(child.exitCode, null, said());
      answer = await deliver().catch(() => null);
      if (answer === null) await new Promise((resolve) => setTimeout(resolve, 20));
    }
    assert.equal(answer.status, 204, said());
    while (said() === '') await new Promise((resolve) => child.stdout.once('data', resolve));
    assert.equal(said(), 'paid: A-7\n');
    child.kill();
  });

  it('the README’s snippet pays', async () => {
    const code = snippets.at(-1) ?? '';
    assert.match(code, /minor units/);
    // The order of the guide was paid already.
    snippets[snippets.length - 1] = code
      .replace("'A-7'", "'A-77'")
      .replace('// minor units', '// of the README');
    const { ended, said } = await started('of the README');
    assert.equal(await ended, 0, said());
    assert.equal(said(), 'succeeded\n');
  });
});
