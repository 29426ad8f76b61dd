import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { type CompactDecryptResult, compactDecrypt } from 'jose';
import type pg from 'pg';
import { parseConnectorKey } from '../channels/connector-key.ts';
import { openPool } from '../database/index.ts';
import { idFromUuid, uuidOf } from '../kernel/ids.ts';
import { gathered } from '../modules.ts';
import { openTestPlatform, type TestPlatform } from '../testing.ts';
import { findToken, takeCard } from './store.ts';
import {
  LIVE_CARDS,
  type LiveAccount,
  makeLiveAccount,
  openConnector,
  type TestConnector,
} from './testing.ts';

const MINUTE_MS = 60_000;
const CVC = '739';
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const cardChannelKey = parseConnectorKey(publicKey.export({ format: 'pem', type: 'spki' }) as string);
const card = (rest: object = {}) => ({
  card: { number: LIVE_CARDS.visa, exp_month: 12, exp_year: 2090, cvc: CVC, ...rest },
});

describe('a card of a live account', () => {
  let florin: TestPlatform;
  let connector: TestConnector;
  let pool: pg.Pool;
  let live: LiveAccount;
  let other: LiveAccount;
  let orders = 0;
  before(async () => {
    connector = await openConnector();
    florin = await openTestPlatform({ cardChannelUrl: connector.url, cardChannelKey });
    pool = openPool(florin.databaseUrl, 'cell', 2);
    live = await makeLiveAccount(florin.databaseUrl, florin.rootKey);
    other = await makeLiveAccount(florin.databaseUrl, florin.rootKey);
  });
  after(async () => {
    await pool.end();
    await florin.close();
    connector.close();
  });

  const as = (key: string) => ({ authorization: `Bearer ${key}` });
  const swap = (body: object = card(), key = live.publishableKey) =>
    florin.call('POST', '/v1/tokens', body, as(key));
  const tokenOf = async (body: object = card()): Promise<string> => {
    const answer = await swap(body);
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return answer.body.token;
  };
  const pay = (payment_method: unknown, key = live.secretKey) =>
    florin.call(
      'POST',
      '/pay',
      { order_id: `live ${++orders}`, amount: 2599, currency: 'USD', payment_method },
      as(key),
    );
  const take = (token: string, now = Date.now(), account = live.account) =>
    takeCard(pool, florin.keys, account, idFromUuid('tok', uuidOf(token as never)), now);
  /** Sweeps everything of this module, as if it were so much later. */
  const sweepIn = async (minutes: number): Promise<Record<string, number>> => {
    const swept: Record<string, number> = {};
    for (const { what, run } of gathered.sweeps)
      if (what === 'card_tokens' || what === 'security_codes')
        swept[what] = await run(pool, { now: Date.now() + minutes * MINUTE_MS, batch: 500 });
    return swept;
  };

  it('is swapped for a token, by which it pays', async () => {
    const { status, body } = await swap(card({ number: '4539 5787 6362 1486' }));
    assert.equal(status, 200, JSON.stringify(body));
    const { token, ...rest } = body;
    assert.match(token, /^tok_[0-9a-z]{26}$/);
    assert.deepEqual(rest, { object: 'token', brand: 'visa', last4: '1486' });
    for (const payment_method of [token, { type: 'card', token }]) {
      const paid = await pay(payment_method);
      assert.equal(paid.status, 200, JSON.stringify(paid.body));
      assert.deepEqual(paid.body.payment_method, { type: 'card', token, brand: 'visa', last4: '1486' });
      assert.equal(connector.asked.at(-1)?.body.method, token);
    }
  });

  it('knows its brand', async () => {
    for (const [brand, number] of Object.entries(LIVE_CARDS)) {
      const { body } = await swap(card({ number }));
      assert.deepEqual([body.brand, body.last4], [brand, number.slice(-4)], number);
    }
  });

  it('lies sealed in its row: no column shows its number, its date or its security code', async () => {
    const token = await tokenOf(card({ exp_month: 11, exp_year: 2077 }));
    const [row = {}] = await florin.sql('select * from card_token where id = $1', [uuidOf(token as never)]);
    const [code = {}] = await florin.sql('select * from card_security_code where token_id = $1', [
      uuidOf(token as never),
    ]);
    const { sealed_card, id: _, account_id: __, created_at, delete_at, ...shown } = row;
    assert.deepEqual(shown, { brand: 'visa', last4: '1486', exp_month: 11, exp_year: 2077, once: false });
    for (const sealed of [sealed_card, code.sealed_code] as Buffer[]) {
      assert.ok(sealed.length > 12 + 16);
      for (const secret of [LIVE_CARDS.visa, '"exp_month"', CVC])
        assert.ok(!sealed.includes(secret), `${secret} is readable`);
    }
    assert.deepEqual(await take(token), {
      number: LIVE_CARDS.visa,
      exp_month: 11,
      exp_year: 2077,
      cvc: CVC,
    });
  });

  it('does not open in another row, another account or in place of a security code', async () => {
    const [one, two] = [await tokenOf(), await tokenOf(card({ number: LIVE_CARDS.mastercard }))];
    const [id, otherId] = [uuidOf(one as never), uuidOf(two as never)];
    await florin.sql(
      'update card_token set sealed_card = (select sealed_card from card_token where id = $1) where id = $2',
      [id, otherId],
    );
    await assert.rejects(take(two));
    await florin.sql('update card_token set account_id = $1 where id = $2', [uuidOf(other.account), id]);
    await assert.rejects(take(one, Date.now(), other.account));
    const three = await tokenOf();
    await florin.sql(
      'update card_token set sealed_card = (select sealed_code from card_security_code where token_id = $1) where id = $1',
      [uuidOf(three as never)],
    );
    await assert.rejects(take(three));
  });

  it('cannot be in a column that is not sealed', async () => {
    const insert = (brand: string, last4: string) =>
      florin.sql(
        `insert into card_token values ($1, $2, $3, $4, 1, 2090, '', false, now(), now() + interval '1 day')`,
        [uuidOf(live.account), uuidOf(live.account), brand, last4],
      );
    await assert.rejects(insert(LIVE_CARDS.visa, '1486'), /card_token_brand/);
    await assert.rejects(insert('visa', LIVE_CARDS.visa), /card_token_last4/);
  });

  it('gives its security code to one authorization, and to none after ten minutes', async () => {
    const token = await tokenOf();
    assert.equal((await take(token))?.cvc, CVC);
    assert.deepEqual(await take(token), { number: LIVE_CARDS.visa, exp_month: 12, exp_year: 2090 });
    const late = await tokenOf();
    assert.equal((await take(late, Date.now() + 11 * MINUTE_MS))?.cvc, undefined);
    const both = await tokenOf();
    const codes = (await Promise.all([take(both), take(both)])).map((each) => each?.cvc);
    assert.deepEqual(codes.toSorted(), [CVC, undefined]);
    await tokenOf(card({ cvc: undefined }));
  });

  it('is swept: its security code within fifteen minutes, an unused one after a day, a used one when it expires', async () => {
    await sweepIn(60 * 24 * 365 * 100);
    await tokenOf();
    const used = await tokenOf(
      card({ exp_month: new Date().getUTCMonth() + 1, exp_year: new Date().getUTCFullYear() + 1 }),
    );
    await take(used);
    assert.deepEqual(await sweepIn(9), { card_tokens: 0, security_codes: 0 });
    assert.deepEqual(await sweepIn(14), { card_tokens: 0, security_codes: 1 });
    assert.deepEqual(await sweepIn(24 * 60 - 1), { card_tokens: 0, security_codes: 0 });
    assert.deepEqual(await sweepIn(24 * 60 + 1), { card_tokens: 1, security_codes: 0 });
    assert.deepEqual(await sweepIn(365 * 24 * 60 - 1), { card_tokens: 0, security_codes: 0 });
    assert.deepEqual(await sweepIn((365 + 32) * 24 * 60), { card_tokens: 1, security_codes: 0 });
  });

  it('counts no more once its time is over, also before it is swept', async () => {
    const token = await tokenOf();
    const id = idFromUuid<'tok'>('tok', uuidOf(token as never));
    const [soon, late] = [23, 25].map((hours) => Date.now() + hours * 60 * MINUTE_MS) as [number, number];
    assert.equal((await findToken(pool, live.account, id, soon))?.last4, '1486');
    assert.equal(await findToken(pool, live.account, id, late), null);
    assert.equal(await take(token, late), null);
  });

  it('is gone when its token is deleted, which a publishable key cannot do', async () => {
    const token = await tokenOf();
    const remove = (key: string, id = token) => florin.call('DELETE', `/v1/tokens/${id}`, undefined, as(key));
    assert.equal((await remove(live.publishableKey)).status, 403);
    assert.equal((await remove(other.secretKey)).status, 404);
    assert.equal((await pay(token)).status, 200);
    assert.equal((await remove(live.secretKey)).status, 204);
    for (const table of ['card_token where id', 'card_security_code where token_id'])
      assert.deepEqual(await florin.sql(`select 1 from ${table} = $1`, [uuidOf(token as never)]), []);
    assert.equal((await remove(live.secretKey)).body.code, 'not_found');
    assert.equal((await remove(live.secretKey, 'tok_visa')).body.code, 'not_found');
    assert.equal((await pay(token)).body.code, 'payment_method_unknown');
  });

  it('is unknown in every other account, live or sandbox', async () => {
    const token = await tokenOf();
    for (const key of [other.secretKey, florin.secretKey]) {
      const { status, body } = await pay(token, key);
      assert.deepEqual([status, body.code, body.field], [400, 'payment_method_unknown', 'payment_method']);
    }
    assert.equal((await pay(token)).status, 200);
  });

  it('is refused if it can be none: by its length, its range, its check digit or its month', async () => {
    const wrong: [object, string, RegExp][] = [
      [{ number: '4539578763621487' }, 'card/number', /check digit/],
      [{ number: '6212345678900000004' }, 'card/number', /check digit/],
      [{ number: '45395787636214' }, 'card/number', /length/],
      [{ number: '9999999999999995' }, 'card/number', /first digits/],
      [{ exp_month: 1, exp_year: 2020 }, 'card/exp_year', /expired at the end of 01\/2020/],
    ];
    for (const [rest, field, says] of wrong) {
      const { status, body } = await swap(card(rest));
      assert.deepEqual(
        [status, body.code, body.field],
        [400, 'invalid_request', field],
        JSON.stringify(rest),
      );
      assert.match(body.detail, says);
    }
  });

  it('goes to the connector encrypted to its key, for one attempt, with the security code once', async () => {
    const token = await tokenOf();
    const opened: (CompactDecryptResult & { content: object; reference: unknown })[] = [];
    for (let times = 0; times < 2; times++) {
      assert.equal((await pay(token)).status, 200);
      const { call, body } = connector.asked.at(-1) ?? assert.fail();
      assert.equal(call, 'authorize');
      for (const digits of [LIVE_CARDS.visa, CVC]) assert.ok(!JSON.stringify(body).includes(`"${digits}"`));
      const jwe = await compactDecrypt(body.card as string, privateKey);
      opened.push({
        ...jwe,
        content: JSON.parse(Buffer.from(jwe.plaintext).toString()),
        reference: body.reference,
      });
    }
    const { kid } = cardChannelKey;
    const plain = { account: live.account, number: LIVE_CARDS.visa, exp_month: 12, exp_year: 2090 };
    for (const [index, { protectedHeader, content, reference }] of opened.entries()) {
      assert.deepEqual(protectedHeader, { alg: 'RSA-OAEP-256', enc: 'A256GCM', kid });
      assert.deepEqual(content, { ...plain, reference, ...(index === 0 ? { cvc: CVC } : {}) });
    }
    assert.notEqual(opened[0]?.reference, opened[1]?.reference);
  });

  it('that was deleted before it was sent fails its payment, and moves no money', async () => {
    const token = await tokenOf();
    const order = { order_id: `live ${++orders}`, amount: 2599, currency: 'USD' };
    const calls = connector.asked.length;
    // It is deleted between the look-up and the call, as by a request at the same time.
    await florin.sql(
      `create function cell_1.forget() returns trigger language plpgsql security definer as $$ begin
         delete from cell_1.card_token where id = '${uuidOf(token as never)}'; return null; end $$;
       create trigger forget after insert on cell_1.attempt for each statement execute function cell_1.forget()`,
    );
    try {
      const { status, body } = await florin.call(
        'POST',
        '/pay',
        { ...order, payment_method: token },
        as(live.secretKey),
      );
      assert.deepEqual([status, body.decline_code], [402, 'never_sent'], JSON.stringify(body));
      assert.equal(connector.asked.length, calls);
    } finally {
      await florin.sql('drop trigger forget on cell_1.attempt; drop function cell_1.forget');
    }
  });

  it('is named to a payment by its token alone', async () => {
    const { status, body } = await pay({ type: 'card', ...card() });
    assert.deepEqual([status, body.code], [400, 'card_token_required']);
  });

  it('is the only thing that pays: what the sandbox pretends with is unknown to a live account', async () => {
    for (const method of [
      'tok_visa',
      { type: 'card', token: 'tok_visa' },
      { type: 'wallet' },
      { type: 'bank_transfer' },
    ])
      assert.equal((await pay(method)).body.code, 'payment_method_unknown', JSON.stringify(method));
  });

  it('is refused where the operator has no channel for it, and nothing is stored', async () => {
    const token = await tokenOf();
    for (const settings of [{}, { cardChannelUrl: connector.url }, { cardChannelKey }]) {
      const { databaseUrl, rootKey } = florin;
      const without = await openTestPlatform({ databaseUrl, rootKey, ...settings });
      try {
        const before = await florin.sql('select count(*) from card_token');
        const { status, body } = await without.call('POST', '/v1/tokens', card(), as(live.publishableKey));
        assert.deepEqual([status, body.code], [409, 'live_cards_unavailable']);
        assert.deepEqual(await florin.sql('select count(*) from card_token'), before);
        const order = { order_id: 'no channel', amount: 100, currency: 'USD', payment_method: token };
        const paid = await without.call('POST', '/pay', order, as(live.secretKey));
        assert.deepEqual([paid.status, paid.body.code], [409, 'live_cards_unavailable']);
      } finally {
        await without.close();
      }
    }
  });
});

describe('a test card', () => {
  let florin: TestPlatform;
  before(async () => {
    florin = await openTestPlatform();
  });
  after(() => florin.close());

  it('gets its token again and again, and nothing is stored', async () => {
    const body = { card: { number: '4242424242424242', exp_month: 12, exp_year: 2090, cvc: CVC } };
    for (let times = 0; times < 2; times++)
      assert.equal((await florin.call('POST', '/v1/tokens', body)).body.token, 'tok_visa');
    const live = { card: { ...body.card, number: LIVE_CARDS.visa } };
    const refused = await florin.call('POST', '/v1/tokens', live);
    assert.deepEqual([refused.body.code, refused.body.field], ['live_card_in_sandbox', 'card/number']);
    for (const table of ['card_token', 'card_security_code'])
      assert.deepEqual(await florin.sql(`select * from ${table}`), []);
  });
});
