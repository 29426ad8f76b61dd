import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { here, type Installation, openInstallation, python, without } from './installation.ts';

const SAMPLES = join(here, '../examples/python');
const SDK = join(here, '../sdks/python');
const venv = join(python, 'python');

describe('the Python samples', { skip: without(venv) }, () => {
  let installation: Installation;
  before(async () => {
    installation = await openInstallation();
    const { florin, folder, url } = installation;
    const sandbox = {
      base_url: url,
      secret_key: florin.secretKey,
      publishable_key: florin.publishableKey,
      account_id: florin.account,
    };
    await writeFile(join(folder, 'sandbox.json'), JSON.stringify(sandbox));
  });
  after(() => installation.close());

  const runs = (args: readonly string[], data = installation.folder) => {
    const env = { PYTHONPATH: join(SDK, 'src'), PYTHONDONTWRITEBYTECODE: '1', FLORIN_DATA: data };
    return installation.run(venv, args, { env });
  };
  const sample = async (name: string) => (await runs([join(SAMPLES, name)])).trimEnd().split('\n');

  it('encrypt a text by RSA, and a card as Florin takes it, and pay with it', async () => {
    assert.deepEqual(await sample('encryption.py'), [
      '解密: Hello, World!',
      'RSA of 2048 bits takes 190 bytes and no more',
      'JWE: RSA-OAEP-256 A256GCM',
      'token: visa 4242',
      '支付成功',
    ]);
  });

  it('sign a text and a request, and refuse what was changed or forged', async () => {
    assert.deepEqual(await sample('signature.py'), [
      '验证成功',
      '验证失败',
      'PSS: different each time',
      'algorithm: rsa-pss-sha512',
      'signed: 支付成功',
      'forged: 401 signature_invalid',
    ]);
    const { body } = await installation.florin.call('GET', '/v1/signature_keys');
    assert.deepEqual(
      body.data.map(({ status }: { status: string }) => status),
      ['revoked'],
    );
  });

  it('pay an order once', async () => {
    assert.deepEqual(await sample('payment.py'), [
      '支付成功',
      '支付失败: order_already_paid',
      '支付成功: succeeded',
      '支付失败: card_declined',
    ]);
  });

  it('go the whole way from an order to its notification, and complete it once', async () => {
    const said = (await sample('webhooks.py')).map((line) => line.replace(/py-\w+/, 'ORDER'));
    // The call and the notification may come in either order.
    assert.deepEqual(said.sort(), [
      '   delivered again: nothing to do',
      '   forged: 401',
      '1. order ORDER: 25.99 USD',
      '2. called, 3. handled: succeeded',
      '4. notified: payment.succeeded',
      '4. notified: payment.succeeded',
      '5. order ORDER: 已付款',
    ]);
    const { body } = await installation.florin.call('GET', '/v1/webhook_endpoints');
    assert.deepEqual(body.data, []);
  });

  it('say what to start first', async () => {
    for (const name of ['encryption.py', 'signature.py', 'payment.py', 'webhooks.py'])
      await assert.rejects(runs([join(SAMPLES, name)], '/nowhere'), /run `npm start` first/);
  });

  it('are in the style of the SDK, and each is named by both READMEs', async () => {
    const config = join(SDK, 'pyproject.toml');
    await runs(['-m', 'ruff', 'check', '--no-cache', '--config', config, SAMPLES]);
    await runs(['-m', 'ruff', 'format', '--check', '--no-cache', '--config', config, SAMPLES]);
    for (const readme of ['README.md', 'README.zh-CN.md'])
      for (const name of ['encryption.py', 'signature.py', 'payment.py', 'webhooks.py'])
        assert.ok(
          readFileSync(join(SAMPLES, readme), 'utf8').includes(`python examples/python/${name}`),
          name,
        );
  });

  // What the READMEs say of the samples as they were.
  for (const [what, code] of [
    ['encrypts', "public_key.encrypt('Hello, World!')"],
    ['decrypts', "private_key.decrypt(b'0' * 256)"],
    ['signs', "private_key.sign('Hello, World!')"],
    ['verifies', "public_key.verify('Hello, World!', b'0')"],
  ])
    it(`are needed, because a key no longer ${what} by itself`, async () => {
      const program = [
        'from Crypto.PublicKey import RSA',
        'private_key = RSA.generate(2048)',
        'public_key = private_key.publickey()',
        'try:',
        `    ${code}`,
        'except (TypeError, NotImplementedError) as error:',
        '    print("refused")',
      ];
      assert.equal(await runs(['-c', program.join('\n')]), 'refused\n');
    });
});
