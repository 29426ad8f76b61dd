import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { newId } from '../kernel/ids.ts';
import { parseCurrency } from '../kernel/money.ts';
import type { AuthorizeRequest, CardRequest, Channel, PaymentMethod, QueryRequest } from './channel.ts';
import { remoteChannel } from './remote.ts';
import { channelFor } from './routing.ts';

const SECRET = 'a secret that the connector shares';
const currency = parseCurrency('USD');
assert.ok(currency);
const method: PaymentMethod = { type: 'card', token: 'tok_visa', brand: 'visa', last4: '4242' };
const request: QueryRequest & AuthorizeRequest = {
  account: newId('acct'),
  payment: newId('pay'),
  returnUrl: null,
  reference: '01k8z6z6z6z6z6z6z6z6z6z6z6',
  money: { amount: 2n ** 53n + 1n, currency },
  timeoutMs: 10_000,
  kind: 'authorize',
  method,
  capture: true,
  target: null,
};
const clock = { now: () => Date.UTC(2026, 0, 2), monotonic: () => 0 };

describe('a channel in another process', () => {
  let server: Server;
  let channel: Channel;
  let answer: (response: ServerResponse) => void;
  let asked: { url: string | undefined; body: unknown }[];
  let wanted: CardRequest[];
  let sealed: string | null;

  beforeEach(async () => {
    asked = [];
    wanted = [];
    sealed = 'a JWE';
    server = createServer(async (incoming: IncomingMessage, response) => {
      asked.push({ url: incoming.url, body: JSON.parse(await text(incoming)) });
      answer(response);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    channel = remoteChannel(
      `http://127.0.0.1:${(server.address() as AddressInfo).port}/cards/`,
      clock,
      SECRET,
      async (request) => {
        wanted.push(request);
        return sealed;
      },
    );
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const says = (body: unknown, status = 200) => {
    answer = (response) => response.writeHead(status).end(JSON.stringify(body));
  };

  it('is told everything about an attempt, with the amount in digits', async () => {
    says({ kind: 'approved', amount: '9007199254740993' });
    assert.deepEqual(await channel.authorize(request), { kind: 'approved', amount: 2n ** 53n + 1n });
    assert.deepEqual(asked, [
      {
        url: '/cards/authorize',
        body: {
          kind: 'authorize',
          account: request.account,
          reference: request.reference,
          amount: '9007199254740993',
          currency: 'USD',
          method: 'tok_visa',
          card: null,
          capture: true,
          target: null,
          sent_at: '2026-01-02T00:00:00.000Z',
        },
      },
    ]);
    assert.deepEqual(wanted, [], 'a test card is only its token');
  });

  it('gets the card of a token with the authorization, for its reference, and with no other call', async () => {
    says({ kind: 'approved', amount: '9007199254740993' });
    const stored = { ...request, method: { ...method, token: newId('tok') } };
    await channel.authorize(stored);
    const { account, reference } = request;
    assert.deepEqual(wanted, [{ account, token: stored.method.token, reference }]);
    await channel.query(stored);
    await channel.reverse(stored);
    await channel.capture({ ...stored, target: reference });
    assert.deepEqual(
      asked.map(({ body }) => (body as { card: unknown }).card),
      ['a JWE', null, null, null],
    );
    assert.equal(wanted.length, 1);
  });

  it('is not asked to authorize a card that is gone', async () => {
    sealed = null;
    assert.deepEqual(await channel.authorize({ ...request, method: { ...method, token: newId('tok') } }), {
      kind: 'never_sent',
    });
    assert.deepEqual(asked, []);
  });

  it('is called at a separate address for each kind of call', async () => {
    says({ kind: 'pending' });
    const followUp = { ...request, target: '01k8z6z6z6z6z6z6z6z6z6z6z7' };
    for (const call of ['capture', 'void', 'refund'] as const) await channel[call](followUp);
    for (const call of ['query', 'reverse'] as const) await channel[call](request);
    assert.deepEqual(
      asked.map(({ url, body }) => [url, (body as { kind: string }).kind]),
      [
        ['/cards/capture', 'capture'],
        ['/cards/void', 'void'],
        ['/cards/refund', 'refund'],
        ['/cards/query', 'authorize'],
        ['/cards/reverse', 'authorize'],
      ],
    );
  });

  it('is asked about a capture without what belongs to the authorization', async () => {
    says({ kind: 'not_found' });
    await channel.query({ ...request, kind: 'capture', target: '01k8z6z6z6z6z6z6z6z6z6z6z7' });
    const body = asked[0]?.body as Record<string, unknown>;
    assert.deepEqual([body.kind, body.method, body.capture], ['capture', null, null]);
    assert.equal(body.target, '01k8z6z6z6z6z6z6z6z6z6z6z7');
  });

  for (const said of [
    { kind: 'declined', decline: 'insufficient_funds' },
    { kind: 'pending' },
    { kind: 'action', action: { type: 'redirect', url: 'https://bank.example/3ds' } },
    { kind: 'reversed' },
    { kind: 'never_sent' },
  ]) {
    it(`may answer ${said.kind}`, async () => {
      says(said);
      assert.deepEqual(await channel.authorize(request), said);
    });
  }

  it('may answer not_found to a query, and to no other call', async () => {
    says({ kind: 'not_found' });
    assert.deepEqual(await channel.query(request), { kind: 'not_found' });
    await assert.rejects(async () => channel.reverse(request), /not_found/);
  });

  const nonsense: [string, unknown][] = [
    ['no object', null],
    ['an unknown kind', { kind: 'ok' }],
    ['an approval without an amount', { kind: 'approved' }],
    ['an approval of a number', { kind: 'approved', amount: 9007199254740992 }],
    ['an action without an address', { kind: 'action', action: { type: 'redirect' } }],
  ];
  for (const [what, body] of nonsense) {
    it(`throws on ${what}`, async () => {
      says(body);
      await assert.rejects(async () => channel.authorize(request));
    });
  }

  it('throws on an error status, whatever the body says', async () => {
    says({ kind: 'declined', decline: 'card_declined' }, 500);
    await assert.rejects(async () => channel.authorize(request), /status 500/);
  });

  it('throws on half an answer, on a connection that breaks, and on one that stays silent', async () => {
    answer = (response) => response.end('{"kind":"decl');
    await assert.rejects(async () => channel.authorize(request));
    answer = (response) => response.destroy();
    await assert.rejects(async () => channel.authorize(request));
    answer = () => {};
    await assert.rejects(async () => channel.authorize({ ...request, timeoutMs: 20 }), {
      name: 'TimeoutError',
    });
  });
});

describe('the routing of payments', () => {
  it('sends cards to the connector if there is one, otherwise to the sandbox', () => {
    assert.equal(channelFor(method, new Map([['sandbox', 0]])), 'sandbox');
    const both = new Map([
      ['sandbox', 0],
      ['remote', 0],
    ]);
    assert.equal(channelFor(method, both), 'remote');
  });
});
