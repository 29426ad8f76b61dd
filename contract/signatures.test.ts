import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { here, type Installation, openInstallation, python, without } from './installation.ts';

const GUIDE = readFileSync(join(here, '../docs/signatures.md'), 'utf8');

describe('signed requests', () => {
  let installation: Installation;
  let env: Record<string, string>;
  before(async () => {
    installation = await openInstallation();
    const { florin, folder } = installation;
    const { publicKey, privateKey } = generateKeyPairSync('ed25519', {
      publicKeyEncoding: { format: 'pem', type: 'spki' },
      privateKeyEncoding: { format: 'pem', type: 'pkcs8' },
    });
    await writeFile(join(folder, 'shop.pem'), privateKey);
    const { body: key } = await florin.call('POST', '/v1/signature_keys', { name: 'Guide', pem: publicKey });
    env = { FLORIN_SECRET_KEY: florin.secretKey, SIGNATURE_KEY: key.id };
  });
  after(() => installation.close());

  /** The guide's example in a language, for this server and an order of its own. */
  const example = (language: string, marked: string): string => {
    const blocks = [...GUIDE.matchAll(new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``, 'g'))].map(
      ([, code]) => code,
    );
    const code = blocks.find((each) => each?.includes(marked)) ?? assert.fail(`no example in ${language}`);
    assert.ok(code.includes('http://127.0.0.1:4242') && /signed-\d/.test(code));
    return code.replaceAll('http://127.0.0.1:4242', installation.url).replace(/signed-\d/, language);
  };
  const isPaid = async (order: string) => {
    const { body } = await installation.florin.call('GET', `/v1/payments?order_id=${order}`);
    assert.equal(body.data.length, 1, `${order} did not come`);
  };
  /** Nothing is taken without a signature that verifies: so an example that signs nothing fails. */
  const strictly = async (name: string, run: () => Promise<string>) => {
    const nonces = async () =>
      (await installation.florin.sql('select count(*)::int as n from signature_nonce'))[0]?.n;
    const used = Number(await nonces());
    const output = await run();
    assert.equal(await nonces(), used + 1, `${name} was not signed:\n${output}`);
    await isPaid(name);
  };

  it('are made as the guide shows for TypeScript', () =>
    strictly('ts', async () => {
      await writeFile(join(installation.folder, 'sign.mts'), example('ts', 'createPrivateKey'));
      return installation.run(process.execPath, ['sign.mts'], { env });
    }));

  it('are made as the guide shows for a shell', { skip: without('openssl', 'curl') }, () =>
    strictly('sh', async () => {
      await writeFile(join(installation.folder, 'sign.sh'), example('sh', 'pkeyutl'));
      return installation.run('sh', ['sign.sh'], { env });
    }),
  );

  const venv = join(python, 'python');
  it('are made as the guide shows for Python', { skip: without(venv) }, () =>
    strictly('python', async () => {
      await writeFile(join(installation.folder, 'sign.py'), example('python', 'HTTPMessageSigner'));
      return installation.run(venv, ['sign.py'], { env });
    }),
  );

  it('and answers are understood by http-message-signatures, by each kind of key', {
    skip: without(venv),
  }, async () => {
    const output = await installation.run(venv, [join(here, 'clients/signatures/client.py')]);
    const expected = ['ed25519', 'ecdsa-p256-sha256', 'rsa-pss-sha512'].map((algorithm) => ({
      algorithm,
      amount: 100,
      changed: 'digest_mismatch',
      covered: 6,
      refusal_covered: 6,
      forged_covered: 0,
    }));
    assert.deepEqual(JSON.parse(output), expected);
  });
});
