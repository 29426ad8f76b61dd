import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { openTestPlatform, type TestPlatform } from '../../../server/src/testing.ts';
import { openTerminal, type Terminal } from './testing.ts';

const KEYS = {
  ed25519: () => generateKeyPairSync('ed25519'),
  'ecdsa-p256': () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  'ecdsa-p384': () => generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  rsa: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
} as const;
const ORDER = '{"order_id": "signed", "amount": 100, "currency": "USD"}';

describe('florin sign and florin verify-signature', () => {
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

  /** A key of this kind: its files, and its id at Florin. */
  const keyOf = async (kind: keyof typeof KEYS) => {
    const { publicKey, privateKey } = KEYS[kind]();
    const [ours, theirs] = [join(terminal.folder, `${kind}.pem`), join(terminal.folder, `${kind}.pub.pem`)];
    const pem = publicKey.export({ format: 'pem', type: 'spki' }) as string;
    await writeFile(ours, privateKey.export({ format: 'pem', type: 'pkcs8' }));
    await writeFile(theirs, pem);
    const { body } = await florin.call('POST', '/v1/signature_keys', { name: kind, pem });
    return { ours, theirs, id: body.id as string };
  };

  for (const kind of Object.keys(KEYS) as (keyof typeof KEYS)[])
    it(`sign what Florin takes, and find it right: ${kind}`, async () => {
      const { ours, theirs, id } = await keyOf(kind);
      const order = ORDER.replace('signed', kind);
      const key = ['--signing-key', ours, '--key-id', id];
      const sent = await terminal.run(['sign', 'post', '/pay', '-d', order, ...key, '--send']);
      assert.equal(sent.status, 0, sent.stderr);
      assert.equal(JSON.parse(sent.stdout).status, 'succeeded');
      const made = await terminal.run(['--json', 'sign', 'POST', '/pay', '-d', order, ...key]);
      const { headers, signature_base } = JSON.parse(made.stdout);
      assert.equal(signature_base[0], '"@method": POST');
      assert.ok(!made.stdout.includes(florin.secretKey));
      const lines = Object.entries({
        ...headers,
        authorization: `Bearer ${florin.secretKey}`,
        'content-type': 'application/json',
      }).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
      const check = (body: string) =>
        terminal.run([
          'verify-signature',
          'POST',
          `${url}/pay`,
          '--public-key',
          theirs,
          '-d',
          body,
          ...lines,
        ]);
      const right = await check(order);
      assert.equal(right.status, 0, right.stderr);
      assert.match(right.stdout, /The signature is right\.\n$/);
      const changed = await check(order.replace('100', '101'));
      assert.equal(changed.status, 1);
      assert.match(changed.stderr, /^Content-Digest is .+, and that of this body is/);
    });

  it('show both sides, line by line, where Florin sees something else', async () => {
    const { ours, id } = await keyOf('ed25519');
    // Something on the way writes another key.
    const proxy = createServer(async (request, response) => {
      const { connection: _, ...headers } = request.headers;
      const answer = await fetch(`${url}${request.url}`, {
        method: 'POST',
        headers: { ...(headers as Record<string, string>), 'idempotency-key': 'theirs' },
        body: await text(request),
      });
      response.writeHead(answer.status).end(await answer.text());
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const through = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const args = ['sign', 'POST', '/pay', '-d', ORDER, '-H', 'Idempotency-Key: ours', '--signing-key', ours];
    const refused = await terminal.run([...args, '--key-id', id, '--send'], { FLORIN_BASE_URL: through });
    proxy.close();
    assert.equal(refused.status, 1);
    assert.match(refused.stdout, /^ {2}"@method": POST\n/);
    assert.match(refused.stdout, /\n- "idempotency-key": ours\n\+ "idempotency-key": theirs\n/);
    assert.match(refused.stderr, /^signature_invalid: /);
  });

  it('find a signature wrong that is over other lines, or leaves out what takes effect', async () => {
    const { ours, theirs, id } = await keyOf('ed25519');
    const made = await terminal.run([
      '--json',
      'sign',
      'GET',
      '/v1/payments',
      '--signing-key',
      ours,
      '--key-id',
      id,
    ]);
    const { headers } = JSON.parse(made.stdout);
    const check = (at: string, ...more: string[]) => {
      const lines = { ...headers, authorization: `Bearer ${florin.secretKey}` };
      const sent = Object.entries(lines).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
      return terminal.run(['verify-signature', 'GET', at, '--public-key', theirs, ...sent, ...more]);
    };
    assert.equal((await check(`${url}/v1/payments`)).status, 0);
    const elsewhere = await check(`${url}/v1/refunds`);
    assert.deepEqual([elsewhere.status, /not over these lines/.test(elsewhere.stderr)], [1, true]);
    const uncovered = await check(`${url}/v1/payments`, '-H', 'Idempotency-Key: k');
    assert.match(uncovered.stderr, /"idempotency-key" is sent and not covered/);
  });

  it('say in a sentence what is wrong with their arguments', async () => {
    const { ours, theirs } = await keyOf('ed25519');
    for (const [args, sentence] of [
      [
        ['sign', 'GET', '/v1/payments', '--signing-key', theirs, '--key-id', 'x'],
        /^The file holds no private key in PEM\.\n$/,
      ],
      [
        ['sign', 'GET', '/v1/payments', '--signing-key', 'nowhere.pem', '--key-id', 'x'],
        /^nowhere\.pem cannot be read/,
      ],
      [['sign', 'PUT', '/v1/payments', '--signing-key', ours, '--key-id', 'x'], /and no PUT\.\n$/],
      [['verify-signature', 'GET', '/v1/payments', '--public-key', theirs], /is no whole address/],
      [
        ['verify-signature', 'GET', url, '--public-key', theirs],
        /^Give the headers Signature-Input and Signature/,
      ],
    ] as const) {
      const { status, stderr } = await terminal.run(args);
      assert.equal(status, 2, args.join(' '));
      assert.match(stderr, sentence);
    }
  });
});
