import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openTestPlatform, type TestPlatform } from '../../../server/src/testing.ts';
import { nowhere, openTerminal, type Terminal } from './testing.ts';

describe('florin api', () => {
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
  const order = (order_id: string) => JSON.stringify({ order_id, amount: 100, currency: 'USD' });

  it('sends the body from the option, a file or the standard input, and prints the answer', async () => {
    const file = join(terminal.folder, 'pay.json');
    await writeFile(file, order('by file'));
    const answers = [
      await terminal.run(['api', 'POST', '/pay', '-d', order('by option')]),
      await terminal.run(['api', 'POST', '/pay', '-d', `@${file}`]),
      await terminal.run(['api', 'POST', '/pay', '-d', '-'], {}, order('by input')),
    ];
    for (const { status, stderr } of answers) assert.equal(status, 0, stderr);
    assert.deepEqual(
      answers.map(({ stdout }) => JSON.parse(stdout).order_id),
      ['by option', 'by file', 'by input'],
    );
  });

  it('says in words why the API refused: code, field, request and where to read on', async () => {
    const refused = await terminal.run([
      'api',
      'POST',
      '/pay',
      '-d',
      '{"order_id": "x", "amount": 1.5, "currency": "USD"}',
    ]);
    assert.equal(refused.status, 1);
    assert.equal(refused.stdout, '');
    assert.match(
      refused.stderr,
      /^amount_invalid: .+\nfield: amount\nrequest: req_\w+\nread on: http.+#amount_invalid\n$/,
    );
  });

  it('tells a decline, a key that is not taken, wrong arguments and no answer apart by its exit code', async () => {
    const declined = JSON.stringify({ ...JSON.parse(order('declined')), payment_method: 'tok_declined' });
    const cases: [string[], Record<string, string>, number][] = [
      [['api', 'POST', '/pay', '-d', declined], {}, 1],
      [['api', 'GET', '/v1/payments'], { FLORIN_SECRET_KEY: `sk_test_${'x'.repeat(32)}` }, 3],
      [['api', 'GET', '/v1/payments'], { FLORIN_SECRET_KEY: '' }, 3],
      [['api', 'GET'], {}, 2],
      [['api', 'PUT', '/v1/payments'], {}, 2],
      [['api', 'GET', 'v1/payments'], {}, 2],
      [['api', 'POST', '/pay', '-d', '{'], {}, 2],
      [['api', 'POST', '/pay', '-d', '@nothing.json'], {}, 2],
      [['api', 'GET', '/v1/payments', '--nothing'], {}, 2],
      [['api', 'DELETE', '/v1/payments'], { FLORIN_BASE_URL: await nowhere() }, 4],
      [['--help'], {}, 0],
    ];
    for (const [args, settings, status] of cases) {
      const ran = await terminal.run(args, settings);
      assert.equal(ran.status, status, `${args.join(' ')}: ${ran.stderr}`);
    }
  });

  it('says what to write in place of an address that cannot be right', async () => {
    const said = async (address: string) =>
      (await terminal.run(['api', 'GET', '/v1/payments'], { FLORIN_BASE_URL: address })).stderr;
    assert.match(await said('localhost:4242'), /http:\/\/ on your own machine/);
    assert.match(await said('https://pay.example/v1/'), /ends with \/v1: write https:\/\/pay\.example,/);
    assert.match(await said(url.replace('http:', 'https:')), /does not speak TLS\. .* write http:\/\/\.\n$/);
    assert.match(
      await said(await nowhere()),
      /nothing listens there\. Is Florin running \("npm start"\)\?\n$/,
    );
  });

  it('repeats a request that was not answered under one idempotency key, so that it happens once', async () => {
    const keys: (string | undefined)[] = [];
    const proxy = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request.setEncoding('utf8')) body += chunk;
      const key = request.headers['idempotency-key'] as string;
      keys.push(key);
      const answer = await florin.call('POST', '/pay', body, { 'idempotency-key': key });
      // The first answer is lost on its way, and the second try is put off.
      if (keys.length === 1) return request.socket.destroy();
      if (keys.length === 2) return response.writeHead(503, { 'retry-after': '1' }).end('{}');
      response
        .writeHead(answer.status, { 'content-type': 'application/json' })
        .end(JSON.stringify(answer.body));
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = proxy.address() as { port: number };
      const settings = { FLORIN_BASE_URL: `http://127.0.0.1:${port}` };
      const paid = await terminal.run(['api', 'POST', '/pay', '-d', order('once')], settings);
      assert.equal(paid.status, 0, paid.stderr);
      assert.equal(keys.length, 3);
      assert.equal(new Set(keys).size, 1);
      const { body } = await florin.call('GET', '/v1/payments?order_id=once');
      assert.equal(body.data.length, 1);
    } finally {
      proxy.close();
      proxy.closeAllConnections();
    }
  });

  it('repeats nothing that is no longer the same: two runs pay two orders, and one key given twice pays one', async () => {
    const run = () =>
      terminal.run(['api', 'POST', '/pay', '-d', order('given'), '--idempotency-key', 'mine']);
    const [first, again] = [await run(), await run()];
    assert.equal(JSON.parse(first.stdout).id, JSON.parse(again.stdout).id);
    const other = await terminal.run(['api', 'POST', '/pay', '-d', order('given')]);
    assert.match(other.stderr, /^order_already_/);
  });
});
