import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openLog, openPlatform, type Platform } from './platform.ts';
import type { Answer } from './testing.ts';
import { openTestPlatform, type TestPlatform, untilAnswered } from './testing.ts';

const WRITERS = 6;
const EACH = 20;

describe('a list that is followed from its newest object on', () => {
  let florin: TestPlatform;
  let second: Platform;
  let orders = 0;

  before(async () => {
    florin = await openTestPlatform();
    second = openPlatform({
      databaseUrl: florin.databaseUrl,
      publicUrl: 'http://127.0.0.1:4242',
      keys: florin.keys,
      log: openLog('silent'),
      sendWithinMs: 10_000,
      recoverAfterMs: 60_000,
      webhookPrivate: true,
    });
  });
  after(async () => {
    await second.stop();
    await florin.close();
  });

  /** Asks one of two processes, in turn. */
  const call = (process: number, method: 'GET' | 'POST', url: string, payload?: object): Promise<Answer> =>
    untilAnswered(async (key) => {
      const { app } = process % 2 === 0 ? florin : second;
      const answer = await app.inject({
        method,
        url,
        headers: { authorization: `Bearer ${florin.secretKey}`, ...(method === 'POST' ? key : {}) },
        ...(payload === undefined ? {} : { payload }),
      });
      return { status: answer.statusCode, headers: answer.headers, body: answer.json() };
    });
  const made = async (process: number, path: string, body: object): Promise<Answer['body']> => {
    const answer = await call(process, 'POST', path, body);
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return answer.body;
  };
  const pay = (process: number, rest: object) =>
    made(process, '/v1/payments', {
      order_id: `f${++orders}`,
      amount: 1000,
      currency: 'USD',
      confirm: true,
      ...rest,
    });

  const lists: [path: string, make: (process: number) => Promise<string>][] = [
    ['/v1/payments', async (process) => (await pay(process, { payment_method: 'tok_visa' })).id],
    [
      '/v1/refunds',
      async (process) => {
        const { id } = await pay(process, { payment_method: 'tok_visa' });
        return (await made(process, '/v1/refunds', { payment: id, amount: 100 })).id;
      },
    ],
    [
      '/v1/reversals',
      async (process) => {
        const { id } = await pay(process, { payment_method: 'bank_transfer' });
        const simulate = (action: string) =>
          made(process, `/v1/sandbox/payments/${id}/simulate`, { action, amount: 1000 });
        await simulate('bank_receive');
        await simulate('bank_recall');
        return (await call(process, 'GET', `/v1/reversals?payment=${id}`)).body.data[0].id;
      },
    ],
    [
      '/v1/checkout_sessions',
      async (process) => {
        const order = { order_id: `f${++orders}`, amount: 1000, currency: 'USD' };
        const urls = { success_url: 'https://shop.example/1', cancel_url: 'https://shop.example/2' };
        return (await made(process, '/v1/checkout_sessions', { ...order, ...urls })).id;
      },
    ],
    [
      '/v1/keys',
      async (process) => {
        const { id } = await made(process, '/v1/keys', { name: `f${++orders}`, kind: 'secret' });
        // So many may not work at once. Those that were revoked are in the list too.
        return (await made(process, `/v1/keys/${id}/revoke`, {})).id;
      },
    ],
    [
      '/v1/organization/invitations',
      async (process) => {
        const invitation = { email: `f${++orders}@shop.example`, role: 'support' };
        return (await made(process, '/v1/organization/invitations', invitation)).id;
      },
    ],
  ];
  for (const [path, make] of lists) {
    it(`loses nothing of ${path} while ${WRITERS} clients write through two processes`, async () => {
      const first = await make(0);
      const all: string[] = [];
      let writing = true;
      const writers = Promise.all(
        Array.from({ length: WRITERS }, async (_, writer) => {
          for (let count = 0; count < EACH; count++) all.push(await make(writer));
        }),
      ).finally(() => {
        writing = false;
      });
      const seen: string[] = [];
      for (let newest = first; ; ) {
        // Asked before the page is: what was written until then must be in it.
        const last = !writing;
        const { data } = (await call(seen.length, 'GET', `${path}?limit=100&before=${newest}`)).body;
        seen.push(...data.map(({ id }: { id: string }) => id));
        if (data.length > 0) newest = data[0].id;
        else if (last) break;
      }
      await writers;
      assert.deepEqual(seen.toSorted(), all.toSorted());
    });
  }
});
