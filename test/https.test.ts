/** HTTPS as `npm start` serves it: with a certificate for development, to a real browser and to a client with its own certificate. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { openBrowser } from './browser.ts';
import { freePort } from './ports.ts';
import { startWholePlatform, type WholePlatform } from './whole-platform.ts';

describe('npm start with HTTPS', () => {
  let florin: WholePlatform;
  let httpsPort: number;
  let ca: string;
  let sandbox: { secret_key: string; base_url: string; developer: { email: string; password: string } };
  before(async () => {
    httpsPort = await freePort();
    florin = await startWholePlatform({
      FLORIN_HTTPS_PORT: String(httpsPort),
      // Ports are found in pairs.
      FLORIN_MTLS_PORT: String(httpsPort + 1),
    });
    ca = await readFile(join(florin.folder, 'tls/certificate.pem'), 'utf8');
    sandbox = JSON.parse(await readFile(join(florin.folder, 'sandbox.json'), 'utf8'));
  });
  after(() => florin.stop());

  async function ask(port: number, path: string, headers: Record<string, string> = {}, body?: string) {
    const asking = request({
      ...{
        host: '127.0.0.1',
        port,
        path,
        ca,
        servername: 'localhost',
        headers: { connection: 'close', ...headers },
      },
      method: body === undefined ? 'GET' : 'POST',
    });
    asking.end(body);
    const [answer] = (await once(asking, 'response')) as [IncomingMessage];
    return { status: answer.statusCode, headers: answer.headers, body: await text(answer) };
  }

  it('takes a payment on both ports, with its certificate trusted', async () => {
    assert.equal(sandbox.base_url, `https://127.0.0.1:${httpsPort}`);
    for (const port of [httpsPort, httpsPort + 1]) {
      const paid = await ask(
        port,
        '/pay',
        { authorization: `Bearer ${sandbox.secret_key}`, 'content-type': 'application/json' },
        JSON.stringify({ order_id: `order ${port}`, amount: 100, currency: 'USD' }),
      );
      assert.equal(paid.status, 200, paid.body);
      assert.equal(JSON.parse(paid.body).status, 'succeeded');
    }
  });

  it('names its own address in what it answers, whatever Host says', async () => {
    const evil: Record<string, string>[] = [
      { host: 'evil.example' },
      { 'x-forwarded-host': 'evil.example', forwarded: 'host=evil.example' },
    ];
    for (const headers of evil)
      for (const path of ['/', '/login', '/openapi.json', '/docs/errors', '/v1/nothing']) {
        const answer = await ask(httpsPort, path, headers);
        assert.ok(!`${JSON.stringify(answer.headers)} ${answer.body}`.includes('evil.example'), path);
      }
  });

  it('signs the demo’s developer in, with cookies that no other host can set', async () => {
    const browser = await openBrowser();
    try {
      const context = await browser.newContext({ ignoreHTTPSErrors: true, locale: 'en' });
      const page = await context.newPage();
      await page.goto(`${sandbox.base_url}/login`);
      await page.getByLabel('E-mail').fill(sandbox.developer.email);
      await page.getByLabel('Password').fill(sandbox.developer.password);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.waitForURL(/\/account/);
      const cookies = await context.cookies();
      assert.ok(cookies.length > 0);
      for (const { name, secure, domain, path } of cookies) {
        assert.match(name, /^__Host-/);
        assert.deepEqual([secure, domain, path], [true, '127.0.0.1', '/'], name);
      }
    } finally {
      await browser.close();
    }
  });
});
