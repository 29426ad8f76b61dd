import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type { JWK } from 'jose';
import { parseConnectorKey } from '../channels/connector-key.ts';
import { encryptTo } from '../encryption/testing.ts';
import { openTestPlatform, type TestPlatform } from '../testing.ts';
import {
  LIVE_CARDS,
  type LiveAccount,
  makeLiveAccount,
  openConnector,
  type TestConnector,
} from './testing.ts';

const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const cardChannelKey = parseConnectorKey(publicKey.export({ format: 'pem', type: 'spki' }) as string);

describe('a card that a page has encrypted', () => {
  let florin: TestPlatform;
  let connector: TestConnector;
  let live: LiveAccount;
  let key: JWK;
  let says: object | null = null;
  let orders = 0;
  before(async () => {
    connector = await openConnector((_call, { amount }) => says ?? { kind: 'approved', amount });
    florin = await openTestPlatform({ cardChannelUrl: connector.url, cardChannelKey });
    live = await makeLiveAccount(florin.databaseUrl, florin.rootKey);
    const { body, headers } = await florin.call('GET', '/.well-known/florin-encryption.json');
    assert.equal(headers['access-control-allow-origin'], '*');
    [key] = body.keys;
  });
  after(async () => {
    await florin.close();
    connector.close();
  });

  const as = (token: string) => ({ authorization: `Bearer ${token}` });
  const content = (rest: object = {}) => ({
    ...{ account: live.account, number: LIVE_CARDS.visa, exp_month: 12, exp_year: 2090, cvc: '739' },
    ...rest,
  });
  const swap = (card_jwe: unknown, rest: object = {}) =>
    florin.call('POST', '/v1/tokens', { card_jwe, ...rest }, as(live.publishableKey));

  it('is swapped for a token like one that was typed', async () => {
    const { status, body } = await swap(await encryptTo(key, content()));
    assert.equal(status, 200, JSON.stringify(body));
    assert.match(body.token, /^tok_[0-9a-z]{26}$/);
    assert.deepEqual([body.brand, body.last4], ['visa', '1486']);
    const order = { order_id: `jwe ${++orders}`, amount: 100, currency: 'USD', payment_method: body.token };
    assert.equal((await florin.call('POST', '/pay', order, as(live.secretKey))).status, 200);
  });

  it('is that of a test card in the sandbox', async () => {
    const test = { ...content(), account: florin.account, number: '4242424242424242' };
    const { body } = await florin.call('POST', '/v1/tokens', { card_jwe: await encryptTo(key, test) });
    assert.deepEqual(body, { object: 'token', token: 'tok_visa', brand: 'visa', last4: '4242' });
    const real = await encryptTo(key, { ...test, number: LIVE_CARDS.visa });
    const refused = await florin.call('POST', '/v1/tokens', { card_jwe: real });
    assert.deepEqual([refused.body.code, refused.body.field], ['live_card_in_sandbox', 'card_jwe/number']);
  });

  it('is refused for another account than it names, and if it is no card; nothing of it is repeated', async () => {
    const { visa } = LIVE_CARDS;
    const card = content();
    const wrong: [unknown, RegExp][] = [
      [{ ...card, account: florin.account }, /for another account/],
      [{ ...card, account: undefined }, /no card/],
      [{ ...card, number: `${visa}x` }, /no card/],
      [{ ...card, number: Number(visa) }, /no card/],
      [{ ...card, exp_month: 13 }, /no card/],
      [{ ...card, exp_year: '2090' }, /no card/],
      [{ ...card, cvc: visa }, /no card/],
      [{ ...card, [visa]: 1 }, /no card/],
      [visa, /no card/],
      [[card], /no card/],
      ['null', /no card/],
      [`{"number": "${visa}"`, /no card/],
      [`{"number": "${visa}", "number": "${visa}"}`, /no card/],
      [Buffer.from([0xff, 0xfe]), /no card/],
    ];
    for (const [inside, says] of wrong) {
      const { status, body } = await swap(await encryptTo(key, inside as object));
      assert.deepEqual(
        [status, body.code, body.field],
        [400, 'jwe_invalid', 'card_jwe'],
        JSON.stringify(inside),
      );
      assert.match(body.detail, says);
      assert.ok(!JSON.stringify(body).includes(visa));
    }
    const { body } = await swap(await encryptTo(key, { ...card, number: '4539578763621487' }));
    assert.deepEqual([body.code, body.field], ['invalid_request', 'card_jwe/number']);
    const late = await swap(await encryptTo(key, { ...card, exp_year: 2020 }));
    assert.deepEqual([late.body.code, late.body.field], ['invalid_request', 'card_jwe/exp_year']);
  });

  it('is refused where it is none, or where another card stands beside it', async () => {
    const { account: _, ...typed } = content();
    for (const [body, code, field] of [
      [{}, 'invalid_request', 'card'],
      [{ card: typed, card_jwe: await encryptTo(key, content()) }, 'invalid_request', 'card'],
      [{ card_jwe: 'x' }, 'jwe_invalid', 'card_jwe'],
      [{ card_jwe: '' }, 'jwe_invalid', 'card_jwe'],
      [{ card_jwe: typed.number }, 'card_number_refused', 'card_jwe'],
      [{ card_jwe: typed }, 'card_number_refused', 'card_jwe/number'],
      [{ card_jwe: {} }, 'invalid_request', 'card_jwe'],
      [{ card_jwe: 'x'.repeat(4097) }, 'invalid_request', 'card_jwe'],
    ] as const) {
      const answer = await florin.call('POST', '/v1/tokens', body, as(live.publishableKey));
      assert.deepEqual(
        [answer.status, answer.body.code, answer.body.field],
        [400, code, field],
        JSON.stringify(body),
      );
    }
  });

  describe('on the payment page of a live account', () => {
    const open = async (): Promise<string> => {
      const shop = { success_url: 'https://shop.example/ok', cancel_url: 'https://shop.example/no' };
      const order = { order_id: `page ${++orders}`, amount: 2599, currency: 'USD', ...shop };
      const { body } = await florin.call('POST', '/v1/checkout_sessions', order, as(live.secretKey));
      return new URL(body.url).pathname;
    };
    const pay = async (page: string, method: unknown) => {
      const answer = await florin.app.inject({
        method: 'POST',
        url: `${page}/pay`,
        payload: { method } as object,
      });
      return { status: answer.statusCode, body: answer.json() };
    };
    /** The card as the page encrypts it, whose address has the session's id. */
    const typedOn = async (page: string, to = key) => ({
      type: 'card',
      card_jwe: await encryptTo(to, content({ checkout_session: page.split('/')[3] })),
    });
    const kept = async () => (await florin.sql('select count(*)::int as n from card_token where once'))[0]?.n;

    it('pays, is for this payment, and is then not kept', async () => {
      says = { kind: 'declined', decline: 'insufficient_funds' };
      const page = await open();
      const byCard = async () => typedOn(page);
      assert.equal((await pay(page, await byCard())).body.payment.decline_code, 'insufficient_funds');
      says = null;
      const { body } = await pay(page, await byCard());
      assert.equal(body.status, 'complete', JSON.stringify(body));
      assert.deepEqual(body.payment.method, { type: 'card', brand: 'visa', last4: '1486' });
      assert.ok(connector.asked.at(-1)?.body.card);
      assert.equal(await kept(), 0);
      assert.equal((await pay(page, await byCard())).body.code, 'session_not_open');
      assert.equal(await kept(), 0);
    });

    it('pays on no other page than where it was typed, so that a copy of it pays nobody else’s order', async () => {
      const [payers, others] = [await open(), await open()];
      const copied = await typedOn(payers);
      const own = { type: 'card', card_jwe: await encryptTo(key, content()) };
      const asked = connector.asked.length;
      for (const method of [copied, own]) {
        const { status, body } = await pay(others, method);
        assert.deepEqual([status, body.code, body.field], [400, 'jwe_invalid', 'method/card_jwe']);
        assert.match(body.detail, /not encrypted for this checkout session/);
      }
      const swapped = await swap(copied.card_jwe);
      assert.deepEqual([swapped.status, swapped.body.code], [400, 'jwe_invalid']);
      assert.equal(connector.asked.length, asked);
      assert.equal((await pay(payers, copied)).body.status, 'complete');
    });

    it('is the only thing that is taken', async () => {
      const page = await open();
      const { account: _, ...card } = content();
      const { body: made } = await swap(await encryptTo(key, content()));
      for (const method of [
        { type: 'card', card },
        { type: 'card', token: made.token },
        made.token,
        'tok_visa',
        { type: 'wallet' },
        { type: 'bank_transfer' },
      ]) {
        const { status, body } = await pay(page, method);
        assert.deepEqual([status, body.code], [400, 'card_encryption_required'], JSON.stringify(method));
      }
    });

    it('says in the state of the page that its key is known no more, so that the page encrypts once more', async () => {
      const old = { ...key, kid: 'enckey_01kb0zx6t2e9h4p8s3d5g7j1kq' };
      const page = await open();
      const { body } = await pay(page, await typedOn(page, old));
      assert.deepEqual([body.code, body.field], ['encryption_key_unknown', 'method/card_jwe']);
    });
  });
});
