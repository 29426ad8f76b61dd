import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openReceiver, type TestReceiver, until } from '../server/src/events/testing.ts';
import { here, type Installation, openInstallation, python, without } from './installation.ts';

const GUIDE = readFileSync(join(here, '../docs/webhooks.md'), 'utf8');

describe('webhooks that are signed and encrypted', () => {
  let installation: Installation;
  let receiver: TestReceiver;
  before(async () => {
    installation = await openInstallation();
    receiver = await openReceiver();
  });
  after(async () => {
    await receiver.close();
    await installation.close();
  });

  const venv = join(python, 'python');
  for (const type of ['RSA', 'EC'] as const)
    it(`are verified by http-message-signatures, and opened as the guide shows, by a key of kind ${type}`, {
      skip: without(venv),
    }, async () => {
      const { florin, folder, run } = installation;
      const { publicKey, privateKey } =
        type === 'RSA'
          ? generateKeyPairSync('rsa', { modulusLength: 2048 })
          : generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const already = receiver.received.length;
      const { body: endpoint } = await florin.call('POST', '/v1/webhook_endpoints', {
        url: receiver.url,
        events: ['payment.succeeded'],
        http_signatures: true,
        encryption_key: publicKey.export({ format: 'jwk' }),
      });
      const order = { order_id: `signed ${type}`, amount: 100, currency: 'USD' };
      const { body: payment } = await florin.call('POST', '/v1/payments', order);
      await florin.call('POST', `/v1/payments/${payment.id}/confirm`, { payment_method: 'tok_visa' });
      await until(() => receiver.received.length > already);
      const [, code = ''] = /```python\n(from joserfc[\s\S]*?)```/.exec(GUIDE) ?? assert.fail('no example');
      await writeFile(join(folder, 'guide.py'), type === 'RSA' ? code : code.replaceAll('RSAKey', 'ECKey'));
      await writeFile(join(folder, 'webhooks.pem'), privateKey.export({ format: 'pem', type: 'pkcs8' }));
      const { headers, body } = receiver.received.at(-1) ?? assert.fail('nothing came');
      const came = {
        ...{ url: receiver.url, headers, body },
        jwks: (await florin.call('GET', '/.well-known/florin-signatures.json')).body,
      };
      await writeFile(join(folder, 'came.json'), JSON.stringify(came));
      const client = join(here, 'clients/webhooks/receiver.py');
      const told = JSON.parse(
        await run('sh', ['-c', '"$0" "$1" <came.json', venv, client], { env: { PYTHONPATH: folder } }),
      );
      assert.deepEqual(told.covered.sort(), [
        ...['@method', '@target-uri', 'content-digest', 'content-type', 'webhook-id', 'webhook-timestamp'],
      ]);
      assert.deepEqual(told.forged, []);
      assert.deepEqual([told.event.id, told.event.data.id], [headers['webhook-id'], payment.id]);
      await florin.call('DELETE', `/v1/webhook_endpoints/${endpoint.id}`);
    });
});
