import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { InputError } from '../errors.ts';
import { json, type LiveFlorin, openLiveFlorin, openScripted, problem, thrownBy } from '../testing.ts';
import { CardEncryption } from './index.ts';

const card = { number: '4242424242424242', exp_month: 12, exp_year: 2035, cvc: '123' };

describe('a card', () => {
  let live: LiveFlorin;
  before(async () => {
    live = await openLiveFlorin();
  });
  after(() => live.close());

  it('is encrypted where it is typed, swapped for a token by the publishable key, and paid with', async () => {
    const sent: string[] = [];
    const page = live.client({
      ...{ secretKey: undefined as never, publishableKey: live.publishableKey },
      fetch: (input, init) => {
        sent.push(String(init?.body));
        return fetch(input, init);
      },
    });
    const cards = new CardEncryption({ baseUrl: live.url, account: live.account });
    const token = await cards.token(page, card);
    assert.equal(token.last4, '4242');
    assert.equal(sent.length, 1);
    assert.doesNotMatch(sent.join(), /4242/);
    const payment = await live
      .client()
      .pay({ order_id: 'A-1', amount: 100, currency: 'USD', payment_method: token.token });
    assert.equal(payment.status, 'succeeded');
  });

  it('of another account is refused', async () => {
    const cards = new CardEncryption({ baseUrl: live.url, account: 'acct_01kb0zv9q3e8k8n2m4x6t7w5ya' });
    await assert.rejects(cards.token(live.client(), card), /jwe_invalid/);
  });

  it('is encrypted anew, to the newest key, when Florin does not know the key any more', async () => {
    const { body } = await live.call('GET', '/.well-known/florin-encryption.json');
    let lists = 0;
    const list = async () => {
      lists += 1;
      return Response.json({ keys: [{ ...body.keys[0], kid: `key-${lists}` }] });
    };
    const server = await openScripted(problem(400, 'encryption_key_unknown'), json(200, { token: 'tok_1' }));
    const cards = new CardEncryption({ baseUrl: server.url, account: live.account, fetch: list });
    assert.equal((await cards.token(server.client(), card)).token, 'tok_1');
    const kids = server.seen.map(({ body }) => {
      const [header = ''] = JSON.parse(body).card_jwe.split('.');
      return JSON.parse(Buffer.from(header, 'base64url').toString()).kid;
    });
    assert.deepEqual(kids, ['key-1', 'key-2']);
    await cards.encrypt(card);
    assert.equal(lists, 2);
    await server.close();
  });

  it('needs an account and an address that can be right, and a list of keys', async () => {
    assert.throws(() => new CardEncryption({ baseUrl: live.url, account: 'me' }), InputError);
    assert.throws(() => new CardEncryption({ baseUrl: 'pay.example', account: live.account }), InputError);
    const server = await openScripted((response) => response.writeHead(200).end('<h1>Welcome</h1>'));
    const cards = new CardEncryption({ baseUrl: server.url, account: live.account });
    assert.match(String(await thrownBy(() => cards.encrypt(card))), /has no list of keys/);
    await server.close();
  });
});
