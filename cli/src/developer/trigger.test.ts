import assert from 'node:assert/strict';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openReceiver, until } from '../../../server/src/events/testing.ts';
import { openTestPlatform, type TestPlatform } from '../../../server/src/testing.ts';
import { nowhere, openTerminal, type Terminal } from './testing.ts';

describe('florin trigger, open and doctor', () => {
  let florin: TestPlatform;
  let terminal: Terminal;
  let url: string;
  before(async () => {
    florin = await openTestPlatform();
    url = await florin.app.listen({ port: 0, host: '127.0.0.1' });
    terminal = await openTerminal({ FLORIN_SECRET_KEY: florin.secretKey, FLORIN_BASE_URL: url });
  });
  after(async () => {
    await terminal.close();
    await florin.close();
  });

  it('make every event that can be triggered, each real and there to be retrieved', async () => {
    const help = (await terminal.run(['trigger', '--help'])).stdout;
    const types = [...help.matchAll(/"([a-z]+\.[a-z_]+)"/g)].map(([, type]) => type as string);
    assert.ok(types.includes('refund.succeeded') && types.length > 8, help);
    for (const type of types) {
      const { status, stdout, stderr } = await terminal.run(['trigger', type]);
      assert.equal(status, 0, `${type}: ${stderr}`);
      const event = JSON.parse(stdout);
      assert.equal(event.type, type);
      assert.deepEqual((await florin.call('GET', `/v1/events/${event.id}`)).body, event);
    }
  });

  it('trigger nothing that is unknown, and nothing with a live key', async () => {
    assert.equal((await terminal.run(['trigger', 'payment.nothing'])).status, 2);
    const live = { FLORIN_SECRET_KEY: `sk_live_${'x'.repeat(32)}` };
    const refused = await terminal.run(['trigger', 'payment.created'], live);
    assert.deepEqual([refused.status, /where money moves/.test(refused.stderr)], [2, true]);
  });

  it('open pages in the browser that is set, and print their address', async () => {
    const seen = join(terminal.folder, 'seen');
    const browser = join(terminal.folder, 'browser');
    await writeFile(browser, `#!/bin/sh\necho "$1" > ${seen}.new && mv ${seen}.new ${seen}\n`);
    await chmod(browser, 0o755);
    const { stdout } = await terminal.run(['open', 'docs'], { BROWSER: browser });
    assert.equal(stdout, `${url}/docs\n`);
    assert.equal(await until(() => readFile(seen, 'utf8').catch(() => false as const)), `${url}/docs\n`);
    assert.equal((await terminal.run(['open', 'nothing'])).status, 2);
  });

  const findings = async (settings: Record<string, string> = {}) => {
    const { status, stdout } = await terminal.run(['doctor', '--json'], settings);
    const found = JSON.parse(stdout) as { what: string; state: string; says: string }[];
    return { status, found, of: (what: string) => found.find((one) => one.what.startsWith(what)) };
  };

  it('find nothing wrong where nothing is', async () => {
    const { status, found, of } = await findings();
    assert.equal(status, 0, JSON.stringify(found));
    assert.ok(found.every(({ state }) => state === 'good'));
    assert.match(of('key')?.says ?? '', /a sandbox key/);
    assert.match(of('version')?.says ?? '', /Florin API 1/);
  });

  it('tell a server that is away, one that is no Florin, and a key that is not taken', async () => {
    assert.equal((await findings({ FLORIN_BASE_URL: await nowhere() })).status, 4);
    const wrong = await findings({ FLORIN_SECRET_KEY: `sk_test_${'x'.repeat(32)}` });
    assert.deepEqual([wrong.status, wrong.of('key')?.state], [3, 'bad']);
  });

  it('tell a clock that is off by more than two minutes', async () => {
    let ahead = 0;
    const skewed = createServer(async (request, response) => {
      const answer = await florin.app.inject({
        method: 'GET',
        url: request.url ?? '',
        headers: { authorization: request.headers.authorization ?? '' },
      });
      const date = new Date(Date.now() + ahead).toUTCString();
      response.writeHead(answer.statusCode, { 'content-type': 'application/json', date }).end(answer.body);
    });
    await new Promise<void>((resolve) => skewed.listen(0, '127.0.0.1', resolve));
    const settings = { FLORIN_BASE_URL: `http://127.0.0.1:${(skewed.address() as { port: number }).port}` };
    try {
      for (const [by, state] of [
        [90_000, 'good'],
        [150_000, 'bad'],
        [-150_000, 'bad'],
      ] as const) {
        ahead = by;
        const { of } = await findings(settings);
        assert.equal(of('clock')?.state, state, `${by}: ${of('clock')?.says}`);
      }
    } finally {
      skewed.closeAllConnections();
      skewed.close();
    }
  });

  it('tell a webhook endpoint whose last delivery failed, and with what', async () => {
    const receiver = await openReceiver((response) => response.writeHead(500).end('broken'));
    try {
      const { body: endpoint } = await florin.call('POST', '/v1/webhook_endpoints', {
        url: receiver.url,
        events: ['*'],
      });
      await florin.call('POST', '/pay', { order_id: 'doctor', amount: 100, currency: 'USD' });
      const path = `/v1/webhook_endpoints/${endpoint.id}/deliveries`;
      await until(async () => (await florin.call('GET', path)).body.data.length > 0);
      const { status, of } = await findings();
      assert.equal(status, 1);
      assert.match(of('webhook')?.says ?? '', /failed with HTTP 500/);
    } finally {
      await receiver.close();
    }
  });
});
