import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request as ask } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, it } from 'node:test';
import pino from 'pino';
import { gathered } from '../modules.ts';
import type { App } from './app.ts';
import { buildServer } from './server.ts';

/** Of a payer's requests; see rate-limits.ts. */
const BURST = 100;

describe('a proxy at another address', {
  skip: process.platform !== 'linux' && 'needs 127.0.0.2',
}, () => {
  let app: App | undefined;
  afterEach(() => app?.close());

  /** A server that believes these proxies. What comes to it comes from 127.0.0.2, the proxy's address. */
  const serve = async (trustedProxies: string[]) => {
    app = buildServer({
      problems: gathered.problems,
      log: pino({ level: 'silent' }),
      clock: { now: () => 0, monotonic: () => 0 },
      authenticate: () => null,
      trustedProxies,
    });
    app.get('/payer', { config: { scope: 'none', limited: 'address' } }, async () => ({}));
    await app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = app.server.address() as AddressInfo;
    return async (payer: string): Promise<number> => {
      const asked = ask({
        ...{ host: '127.0.0.1', port, path: '/payer', localAddress: '127.0.0.2' },
        headers: { 'x-forwarded-for': payer },
      }).end();
      const [answer] = await once(asked, 'response');
      answer.resume();
      return answer.statusCode;
    };
  };
  const emptyBucket = async (pay: (payer: string) => Promise<number>): Promise<void> => {
    for (let i = 0; i < BURST; i++) assert.equal(await pay('203.0.113.1'), 200);
    assert.equal(await pay('203.0.113.1'), 429);
  };

  it('that is named is believed: each payer has a bucket', async () => {
    const pay = await serve(['10.0.0.0/8', '127.0.0.2']);
    await emptyBucket(pay);
    assert.equal(await pay('203.0.113.2'), 200);
  });

  it('that is not named is counted itself: all its payers share one bucket', async () => {
    const pay = await serve(['127.0.0.1']);
    await emptyBucket(pay);
    assert.equal(await pay('203.0.113.2'), 429);
  });
});
