/** For tests: a platform, the shop beside it, and the webhooks between them. */
import { Florin } from '@florin/sdk';
import { Webhook } from 'standardwebhooks';
import { openTestPlatform, type TestPlatform } from '../../../server/src/testing.ts';
import { freePort } from '../../../test/ports.ts';
import { Orders } from './orders.ts';
import { buildShop } from './shop.ts';

export interface TestTown {
  readonly florin: TestPlatform;
  readonly orders: Orders;
  readonly platformUrl: string;
  readonly shopUrl: string;
  /** Sends the shop the events that it has not received yet, signed as the platform's webhooks are. */
  deliver(): Promise<void>;
  close(): Promise<void>;
}

const SECRET = `whsec_${Buffer.from('a secret of the tests, 32 bytes.').toString('base64')}`;

/** Signs a notification as the platform does. */
export function signedWebhook(id: string, type: string, data: object, at = new Date()) {
  const body = JSON.stringify({ id, type, timestamp: at.toISOString(), data });
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(SECRET).sign(id, at, body),
    },
  };
}

export async function openTestTown(): Promise<TestTown> {
  const platformPort = await freePort();
  const shopPort = platformPort + 1;
  const [platformUrl, shopUrl] = [`http://127.0.0.1:${platformPort}`, `http://127.0.0.1:${shopPort}`];
  const florin = await openTestPlatform({ publicUrl: platformUrl });
  const orders = new Orders(':memory:');
  const shop = buildShop({
    orders,
    florin: new Florin({ baseUrl: platformUrl, secretKey: florin.secretKey }),
    webhookSecret: SECRET,
    url: shopUrl,
  });
  await florin.app.listen({ port: platformPort, host: '127.0.0.1' });
  await shop.listen({ port: shopPort, host: '127.0.0.1' });
  let delivered = 0n;
  return {
    florin,
    orders,
    platformUrl,
    shopUrl,
    async deliver() {
      const events = await florin.sql('select seq, type, payload from event where seq > $1 order by seq', [
        delivered.toString(),
      ]);
      for (const { seq, type, payload } of events) {
        const webhook = signedWebhook(`evt_${seq}`, String(type), JSON.parse(String(payload)));
        const answer = await fetch(`${shopUrl}/webhooks`, { method: 'POST', ...webhook });
        if (answer.status !== 204) throw new Error(`the shop answered ${answer.status}`);
        delivered = seq as bigint;
      }
    },
    async close() {
      await shop.close();
      orders.close();
      await florin.close();
    },
  };
}
