import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { until } from '../../../server/src/events/testing.ts';
import { openTestPlatform, type TestPlatform } from '../../../server/src/testing.ts';
import { startServer } from '../../../test/one-server.ts';
import { openTerminal, type Terminal } from './testing.ts';

describe('florin logs tail', () => {
  let florin: TestPlatform;
  let terminal: Terminal;
  before(async () => {
    florin = await openTestPlatform();
    const url = await florin.app.listen({ port: 0, host: '127.0.0.1' });
    terminal = await openTerminal({ FLORIN_SECRET_KEY: florin.secretKey, FLORIN_BASE_URL: url });
  });
  after(async () => {
    await terminal.close();
    await florin.close();
  });
  const pay = async (order_id: string, rest: object = {}) =>
    String(
      (await florin.call('POST', '/pay', { order_id, amount: 100, currency: 'USD', ...rest })).headers[
        'request-id'
      ],
    );
  const inLog = (request: string) =>
    until(
      async () => (await florin.call('GET', `/v1/request_log?request=${request}`)).body.data.length === 1,
    );

  it('prints what was answered, then what is answered, and ends on SIGINT', async () => {
    const first = await pay('logs 1');
    await inLog(first);
    const { child, printed, ended } = terminal.begin(['logs', 'tail']);
    await until(() => printed.stdout.includes(first));
    const declined = await pay('logs 2', { payment_method: 'tok_declined' });
    await until(() => printed.stdout.includes(declined));
    const line = printed.stdout.split('\n').find((each) => each.includes(declined));
    assert.match(line ?? '', /^\d\d:\d\d:\d\d {2}402 {2}POST \/pay {2}payment_declined {2}\d+ ms {2}req_/);
    assert.equal(printed.stdout.split(first).length, 2);
    child.kill('SIGINT');
    assert.equal((await ended).status, 0);
  });

  it('prints only what was asked for, as JSON where a program reads it', async () => {
    const { child, printed, ended } = terminal.begin(['logs', 'tail', '--outcome', 'refused', '--json']);
    const paid = await pay('logs 3');
    await inLog(paid);
    const declined = await pay('logs 4', { payment_method: 'tok_declined' });
    await until(() => printed.stdout.includes(declined));
    const lines = printed.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.ok(lines.every(({ status }) => status >= 400));
    assert.equal(lines.at(-1).code, 'payment_declined');
    child.kill('SIGINT');
    assert.equal((await ended).status, 0);
  });

  it('goes on where it was when the server was away', async () => {
    const server = await startServer(florin);
    const { child, printed, ended } = terminal.begin(['logs', 'tail'], { FLORIN_BASE_URL: server.url });
    await until(() => printed.stdout.includes('\n'));
    await server.remove();
    await until(() => printed.stderr.includes('It is asked again'));
    const missed = await pay('logs 5');
    const again = await startServer(florin, { PORT: new URL(server.url).port });
    await until(() => printed.stdout.includes(missed));
    child.kill('SIGINT');
    assert.equal((await ended).status, 0);
    await again.remove();
  });

  it('is refused at once where the key, an option or a value is wrong', async () => {
    assert.equal((await terminal.run(['logs', 'tail', '--outcome', 'bad'])).status, 2);
    assert.equal((await terminal.run(['logs', 'tail', '--status', 'many'])).status, 1);
    assert.equal((await terminal.run(['logs', 'tail', '--key', `sk_test_${'x'.repeat(32)}`])).status, 3);
  });
});
