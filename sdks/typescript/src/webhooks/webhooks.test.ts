import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import express from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';
import { exportJWK, generateKeyPair } from 'jose';
import { Webhook } from 'standardwebhooks';
import type { Jwk } from '../base64.ts';
import { InputError, VerificationError } from '../errors.ts';
import { type LiveFlorin, openLiveFlorin, thrownBy } from '../testing.ts';
import { expressWebhook, fastifyWebhook, verifyWebhook, type WebhookEvent, webhookHandler } from './index.ts';

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const other = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;
const body = JSON.stringify({ id: 'evt_1', type: 'payment.dreamt_of', data: { ä: 1 } });

/** Signed by the library that the standard’s authors wrote. */
function signed(text = body, by = secret, at = Date.now()): Record<string, string> {
  const time = new Date(at);
  const signature = new Webhook(by).sign('evt_1', time, text);
  const timestamp = String(Math.floor(at / 1000));
  return { 'webhook-id': 'evt_1', 'webhook-timestamp': timestamp, 'webhook-signature': signature };
}

describe('a delivery', () => {
  it('is verified, and an event of a type that nobody knows comes through', async () => {
    const event = await verifyWebhook(body, signed(), { secret });
    assert.deepEqual(event, JSON.parse(body));
    await verifyWebhook(Buffer.from(body), new Headers(signed()), { secret: [other, secret] });
    await verifyWebhook(
      body,
      {
        'Webhook-Id': 'evt_1',
        'WEBHOOK-TIMESTAMP': signed()['webhook-timestamp'],
        'webhook-signature': [
          signed(body, other)['webhook-signature'] ?? '',
          signed()['webhook-signature'] ?? '',
        ].join(' '),
      },
      { secret },
    );
  });

  it('is taken by a clock that is two minutes wrong, to either side', async () => {
    for (const off of [-120_000, 120_000])
      await verifyWebhook(body, signed(), { secret, now: () => Date.now() + off });
  });

  const refused: [string, string, Record<string, string>, RegExp][] = [
    ['another secret', body, signed(body, other), /No signature/],
    ['another body', `${body} `, signed(), /No signature/],
    ['another id', body, { ...signed(), 'webhook-id': 'evt_2' }, /No signature/],
    [
      'another time',
      body,
      { ...signed(), 'webhook-timestamp': String(Math.floor(Date.now() / 1000) - 1) },
      /No signature/,
    ],
    ['an old one', body, signed(body, secret, Date.now() - 301_000), /30\d seconds old/],
    ['one of the future', body, signed(body, secret, Date.now() + 302_000), /30\d seconds ahead/],
    ['no time', body, { ...signed(), 'webhook-timestamp': '1e3' }, /is no time/],
    ['no signature', body, { ...signed(), 'webhook-signature': '' }, /webhook-signature is missing/],
    [
      'a signature of another kind',
      body,
      { ...signed(), 'webhook-signature': 'v1a,AAAA v1,%%%' },
      /No signature/,
    ],
    ['no event', '[]', signed('[]'), /is no event/],
  ];
  for (const [what, text, headers, says] of refused)
    it(`is refused: ${what}`, async () => {
      const error = await thrownBy(() => verifyWebhook(text, headers, { secret }));
      assert.ok(error instanceof VerificationError, String(error));
      assert.match(error.message, says);
    });

  it('says what was handed in wrong', async () => {
    for (const [given, says] of [
      ['', /whsec_ and base64/],
      [` ${secret}`, /without white space/],
      [[], /There is no secret/],
      ['sk_test_1', /whsec_/],
    ] as const) {
      const error = await thrownBy(() => verifyWebhook(body, signed(), { secret: given }));
      assert.ok(error instanceof InputError && says.test(error.message), String(error));
    }
    const error = await thrownBy(() => verifyWebhook(JSON.parse(body), signed(), { secret }));
    assert.ok(error instanceof InputError && /a parsed body cannot be verified/.test(error.message));
  });
});

describe('the deliveries of a real Florin', () => {
  let live: LiveFlorin;
  before(async () => {
    live = await openLiveFlorin();
  });
  after(() => live.close());

  /** Whatever answers requests of Node, behind a port. */
  async function listening(listener: RequestListener): Promise<{ url: string; close(): void }> {
    const server = createServer(listener).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`;
    return { url, close: () => void server.close() };
  }

  /** A handler of `Request`s, as Next and others call it. */
  const byFetch =
    (handler: (request: Request) => Response | Promise<Response>) =>
    async (request: IncomingMessage, response: ServerResponse) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const headers = request.headers as Record<string, string>;
      const answer = await handler(
        new Request(`http://shop.example${request.url}`, {
          method: 'POST',
          headers,
          body: Buffer.concat(chunks),
        }),
      );
      response.writeHead(answer.status).end(await answer.text());
    };

  const encrypted = async (alg: 'RSA-OAEP-256' | 'ECDH-ES') => {
    const pair = await generateKeyPair(alg, { extractable: true });
    return {
      encryption_key: await exportJWK(pair.publicKey),
      decryptionKeys: [(await exportJWK(pair.privateKey)) as Jwk],
    };
  };
  type Options = Parameters<typeof expressWebhook>[0];
  const frameworks: Record<string, (options: Options) => Promise<RequestListener>> = {
    Express: async (options) => express().post('/webhooks', expressWebhook(options)),
    'Express behind express.raw': async (options) =>
      express().post('/webhooks', express.raw({ type: '*/*' }), expressWebhook(options)),
    Fastify: async (options) => {
      const app = fastify();
      app.register(fastifyWebhook({ ...options, path: '/webhooks' }));
      await app.ready();
      return (request, response) => app.routing(request, response);
    },
    Hono: async (options) => {
      const app = new Hono();
      const handler = webhookHandler(options);
      app.post('/webhooks', (c) => handler(c.req.raw));
      return byFetch((request) => app.fetch(request));
    },
    'a route of Next': async (options) => byFetch(webhookHandler(options)),
  };
  for (const [name, make] of Object.entries(frameworks))
    for (const alg of [null, 'RSA-OAEP-256', 'ECDH-ES'] as const)
      it(`reach ${name}${alg === null ? '' : `, encrypted by ${alg}`}, and are repeated when they were not handled`, async () => {
        const florin = live.client();
        const order = `${name} ${alg}`;
        const { encryption_key, ...keys } =
          alg === null ? { encryption_key: undefined } : await encrypted(alg);
        // That of the endpoint comes when the endpoint is made, which needs the address.
        const secrets = [other];
        const heard = Promise.withResolvers<WebhookEvent>();
        let failures = 0;
        const onEvent = (event: WebhookEvent) => {
          failures += 1;
          if (failures === 1) throw new Error('the shop’s database is away');
          heard.resolve(event);
        };
        const options = {
          ...keys,
          onEvent,
          get secret() {
            return secrets;
          },
        };
        const receiver = await listening(await make(options));
        const endpoint = await florin.webhookEndpoints.create({
          ...{ url: receiver.url, events: ['payment.succeeded'] },
          ...(encryption_key === undefined ? {} : { encryption_key: encryption_key as never }),
        });
        secrets.push(endpoint.secret ?? '');
        await florin.pay({ order_id: order, amount: 100, currency: 'USD' });
        // Florin repeats after some seconds; a replay is sooner.
        let replayed = false;
        for (;;) {
          const deliveries = await florin.webhookEndpoints.listDeliveries(endpoint.id);
          const [first] = deliveries.data;
          if (first !== undefined && !replayed) {
            replayed = true;
            assert.equal(first.http_status, 500);
            await florin.webhookEndpoints.replay(endpoint.id, { event: first.event });
          }
          if (await Promise.race([heard.promise, new Promise((resolve) => setTimeout(resolve, 20))])) break;
        }
        const event = await heard.promise;
        assert.ok(event.type === 'payment.succeeded' && event.data.order_id === order);
        const forged = await fetch(receiver.url, {
          method: 'POST',
          body,
          headers: { ...signed(), 'content-type': 'application/json' },
        });
        assert.equal(forged.status, 401);
        await florin.webhookEndpoints.delete(endpoint.id);
        receiver.close();
      });

  it('are refused by a receiver without a secret when it starts, not when the first one comes', () => {
    const onEvent = () => {};
    for (const none of ['', 'whsec_', 'not base64', []]) {
      assert.throws(() => expressWebhook({ secret: none, onEvent }), InputError);
      assert.throws(() => fastifyWebhook({ secret: none, onEvent, path: '/webhooks' }), InputError);
    }
  });

  it('say so where a parser was before the route', async () => {
    const errors: unknown[] = [];
    const app = express().use(express.json());
    app.post(
      '/webhooks',
      expressWebhook({ secret, onEvent: () => {}, onError: (error) => errors.push(error) }),
      (_request, response) => void response.end(),
    );
    const receiver = await listening(app);
    await fetch(receiver.url, {
      method: 'POST',
      body,
      headers: { ...signed(), 'content-type': 'application/json' },
    });
    assert.match(String(errors[0]), /put the webhook’s route before express\.json/);
    receiver.close();
  });
});
