import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { pino } from 'pino';
import { parseCurrency } from '../../../kernel/money.ts';
import { openTestPlatform, type TestPlatform } from '../../../testing.ts';
import { parseAmount } from './bodies.ts';

const MERCHANT = `Ink & <b>"Paper"</b>`;

describe('the pages of the sandbox', () => {
  let florin: TestPlatform;
  let orders = 0;
  const logged: string[] = [];
  before(async () => {
    const log = pino({ level: 'trace' }, { write: (line) => void logged.push(line) });
    florin = await openTestPlatform({ log });
    await florin.sql('update account set name = $1', [MERCHANT]);
  });
  after(() => florin.close());

  const pay = async (payment_method: string, rest: object = {}) =>
    (
      await florin.call('POST', '/v1/payments', {
        order_id: `p${++orders}`,
        amount: 2599,
        currency: 'USD',
        payment_method,
        confirm: true,
        ...rest,
      })
    ).body;
  const get = async (id: string) => (await florin.call('GET', `/v1/payments/${id}`)).body;
  const pageOf = async (id: string): Promise<string> =>
    new URL((await florin.call('GET', `/v1/sandbox/payments/${id}`)).body.url).pathname;
  const visit = (url: string, language = 'en') =>
    florin.app.inject({ method: 'GET', url, headers: { 'accept-language': language } });
  const post = (url: string, form: Record<string, string>) =>
    florin.app.inject({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams(form).toString(),
    });

  it('are where next_action says, and do not reveal their address to other pages', async () => {
    const { id, next_action: action } = await pay('tok_challenge');
    assert.deepEqual(action, { type: 'redirect', url: action.url });
    assert.equal(new URL(action.url).pathname, await pageOf(id));
    const { statusCode, headers, body } = await visit(await pageOf(id));
    assert.equal(statusCode, 200);
    assert.equal(headers['referrer-policy'], 'no-referrer');
    assert.equal(headers['cache-control'], 'no-store');
    const nonce = /<style nonce="([^"]+)">/.exec(body)?.[1]?.replaceAll('&#61;', '=');
    assert.equal(
      headers['content-security-policy'],
      `default-src 'none'; style-src 'nonce-${nonce}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
    );
    assert.match(body, /ending in 3220/);
    assert.match(body, /25\.99 USD/);
    assert.ok(!body.includes('<b>') && body.includes('Ink &#38; &#60;b&#62;'), 'names are escaped');
    const wallet = (await pay('wallet')).next_action;
    assert.deepEqual([wallet.type, wallet.code], ['qr', wallet.url]);
    assert.ok(Date.parse(wallet.expires_at) > Date.now());
    const bank = (await pay('bank_transfer')).next_action;
    assert.deepEqual([bank.type, bank.amount_remaining, bank.currency], ['bank_transfer', 2599, 'USD']);
  });

  it('are in Chinese for visitors who read it, and say so', async () => {
    const url = await pageOf((await pay('wallet')).id);
    assert.match((await visit(url, 'zh-CN,zh;q=0.9')).body, /<html lang="zh-CN">[\s\S]*使用沙箱钱包支付/);
    assert.match((await visit(`${url}?lang=zh`)).body, /<html lang="zh-CN">/);
    assert.match((await visit(`${url}?lang=en`, 'zh')).body, /<html lang="en">/);
  });

  it('open only with their own secret, and only as the right kind of page', async () => {
    const [one, other] = [await pageOf((await pay('wallet')).id), await pageOf((await pay('wallet')).id)];
    const secret = one.split('/').at(-1) as string;
    assert.ok(Buffer.from(secret, 'base64url').length >= 16, '128 bits');
    for (const url of [
      one.replace(secret, 'AAAAAAAAAAAAAAAAAAAAAA'),
      one.replace(secret, other.split('/').at(-1) as string),
      one.replace(secret, ''),
      one.replace('/wallet/', '/challenge/'),
      '/sandbox/wallet/nobody/nothing/x',
    ]) {
      assert.equal((await visit(url)).statusCode, 404, url);
      assert.equal((await post(url, { action: 'wallet_pay' })).statusCode, 404, url);
    }
    assert.equal((await visit(one.replace('/wallet/', '/nonsense/'))).statusCode, 400);
  });

  it('can be used to pay once, and show the result to later visitors', async () => {
    const { id } = await pay('wallet');
    const url = await pageOf(id);
    const answers = await Promise.all([
      ...Array.from({ length: 5 }, () => post(url, { action: 'wallet_pay' })),
      ...Array.from({ length: 5 }, () => post(url, { action: 'wallet_refuse' })),
    ]);
    assert.ok(answers.every(({ statusCode, headers }) => statusCode === 303 && headers.location === url));
    const { status } = await get(id);
    assert.match((await visit(url)).body, status === 'succeeded' ? /Paid\./ : /declined/);
    assert.equal((await florin.sql(`select from channel_inbox where event_id like '%.2'`)).length, 0);
  });

  it('of a challenge lead back to the return_url, whether it was completed or not', async () => {
    const return_url = 'https://shop.example/orders/1?from=bank';
    for (const action of ['complete_challenge', 'fail_challenge']) {
      const { id } = await pay('tok_challenge', { return_url });
      const url = await pageOf(id);
      assert.match(
        String((await visit(url)).headers['content-security-policy']),
        /form-action 'self' https:\/\/shop\.example;/,
      );
      const { statusCode, headers } = await post(url, { action });
      assert.deepEqual([statusCode, headers.location], [303, return_url]);
      assert.equal((await get(id)).status, action === 'complete_challenge' ? 'succeeded' : 'failed');
    }
    for (const bad of ['javascript:alert(1)', '/orders', 'ftp://shop.example'])
      assert.equal((await pay('tok_challenge', { return_url: bad })).field, 'return_url', bad);
  });

  it('of a challenge lead back to the checkout page that the payer came from', async () => {
    const session = (
      await florin.call('POST', '/v1/checkout_sessions', {
        order_id: `p${++orders}`,
        amount: 2599,
        currency: 'USD',
        success_url: 'https://shop.example/paid',
        cancel_url: 'https://shop.example/cart',
      })
    ).body;
    const state = await florin.app.inject({
      method: 'POST',
      url: `${new URL(session.url).pathname}/pay`,
      payload: { method: 'tok_challenge' },
    });
    const { payment } = state.json();
    const { headers } = await post(new URL(payment.next_action.url).pathname, {
      action: 'complete_challenge',
    });
    assert.equal(headers.location, session.url);
  });

  it('lead back to the checkout page in the language that was chosen, and name it', async () => {
    const session = (
      await florin.call('POST', '/v1/checkout_sessions', {
        order_id: `p${++orders}`,
        amount: 2599,
        currency: 'USD',
        success_url: 'https://shop.example/paid',
        cancel_url: 'https://shop.example/cart',
      })
    ).body;
    const state = await florin.app.inject({
      method: 'POST',
      url: `${new URL(session.url).pathname}/pay`,
      payload: { method: 'tok_challenge' },
    });
    const url = `${new URL(state.json().payment.next_action.url).pathname}?lang=zh`;
    const { body } = await visit(url);
    assert.match(body, />返回付款页面</);
    assert.ok(
      body.includes(`href="${session.url}?lang&#61;zh"`) || body.includes(`href="${session.url}?lang=zh"`),
    );
    const { headers } = await post(url, { action: 'complete_challenge' });
    assert.equal(headers.location, `${session.url}?lang=zh`);
    // The merchant's own address is kept exactly as the merchant wrote it.
    const return_url = 'https://shop.example/orders/1';
    const own = `${await pageOf((await pay('tok_challenge', { return_url })).id)}?lang=zh`;
    assert.match((await visit(own)).body, />返回商店</);
    assert.equal((await post(own, { action: 'fail_challenge' })).headers.location, return_url);
  });

  it('of a bank accept a typed amount with the currency’s decimals, and refuse anything else', async () => {
    const { id } = await pay('bank_transfer');
    const url = await pageOf(id);
    const wrong = await post(url, { action: 'bank_receive', amount: '<1' });
    assert.equal(wrong.statusCode, 400);
    assert.match(wrong.body, /aria-invalid="true"/);
    assert.match(wrong.body, /value="&#60;1"/);
    assert.equal((await post(url, { action: 'bank_receive', amount: '5.99' })).statusCode, 303);
    assert.equal((await get(id)).amount_remaining, 2000);
    assert.match((await visit(url)).body, /5\.99 USD[\s\S]*20\.00 USD/);
    await post(url, { action: 'bank_receive', minor_amount: '2000' });
    assert.equal((await get(id)).status, 'succeeded');
    assert.match((await visit(url)).body, /late or more than was due/);
    await post(url, { action: 'bank_recall', minor_amount: '600' });
    assert.equal((await get(id)).amount_reversed, 600);
    assert.match(
      (await visit(url)).body,
      /Recalled by the bank<\/dt><dd>6\.00 USD[\s\S]*Recall the transfer <span>\(19\.99 USD\)/,
    );
    await post(url, { action: 'bank_recall', minor_amount: '1999' });
    assert.equal((await get(id)).amount_reversed, 2599);
    assert.doesNotMatch((await visit(url)).body, /value="bank_recall"/);
  });

  it('refuse an invalid form', async () => {
    const url = await pageOf((await pay('wallet')).id);
    for (const form of [{}, { action: 'end' }, { action: 'bank_receive', minor_amount: '-1' }])
      assert.equal((await post(url, form as Record<string, string>)).statusCode, 400);
  });

  it('are in no log', () => {
    const secrets = logged.join('\n');
    assert.ok(!secrets.includes('/sandbox/wallet/'));
    assert.ok(!secrets.includes('/sandbox/challenge/'));
  });

  it('send the payer back to any address of the web, whatever letters it is written in', async () => {
    for (const [return_url, location] of [
      ['https://shop.example/订单/1', 'https://shop.example/%E8%AE%A2%E5%8D%95/1'],
      ['http://😀.example', 'http://xn--e28h.example/'],
    ] as const) {
      for (const [method, action] of [
        ['tok_challenge', 'complete_challenge'],
        ['wallet', 'wallet_pay'],
      ] as const) {
        const { id } = await pay(method, { return_url });
        const page = await pageOf(id);
        const policy = String((await visit(page)).headers['content-security-policy']);
        assert.ok(policy.includes(`form-action 'self' ${new URL(location).origin};`), policy);
        const { statusCode, headers } = await post(page, { action });
        assert.deepEqual([statusCode, headers.location], [303, location]);
        assert.equal((await get(id)).status, 'succeeded');
      }
    }
  });

  it('are not opened with an invalid return_url, and cope with one that was stored before it was checked', async () => {
    for (const return_url of [
      'http:evil',
      'https:\\\\evil.com',
      'http://a;sandbox/',
      'https://shop.example/\r\nx: y',
      'javascript:alert(1)',
    ]) {
      const refused = await pay('wallet', { return_url });
      assert.deepEqual([refused.status, refused.code, refused.field], [400, 'invalid_request', 'return_url']);
    }
    for (const old of ['https://shop.example/订单', 'http://a;sandbox/', 'nonsense']) {
      const { id } = await pay('wallet', { return_url: 'https://shop.example/' });
      await florin.sql('update sandbox_charge set return_url = $1 where return_url = $2', [
        old,
        'https://shop.example/',
      ]);
      const page = await pageOf(id);
      const shown = await visit(page);
      assert.equal(shown.statusCode, 200);
      assert.ok(!String(shown.headers['content-security-policy']).includes(';sandbox'));
      assert.equal((await post(page, { action: 'wallet_pay' })).statusCode, 303);
    }
  });

  it('answer a wrong link with a page for people, also where its form is sent', async () => {
    const url = await pageOf((await pay('wallet')).id);
    const wrong = `${url.slice(0, -1)}${url.endsWith('A') ? 'Q' : 'A'}`;
    const answer = await post(wrong, { action: 'wallet_pay' });
    assert.equal(answer.statusCode, 404);
    assert.match(String(answer.headers['content-type']), /^text\/html/);
  });

  it('refuse a form that is not UTF-8', async () => {
    const page = await pageOf((await pay('bank_transfer')).id);
    const send = (payload: Buffer, type = 'application/x-www-form-urlencoded') =>
      florin.app.inject({ method: 'POST', url: page, headers: { 'content-type': type }, payload });
    assert.equal((await send(Buffer.from([0x61, 0x3d, 0xff]))).statusCode, 400);
    const form = Buffer.from('action=bank_receive&amount=1');
    assert.equal((await send(form, 'application/x-www-form-urlencoded; charset=gbk')).statusCode, 415);
  });
});

describe('an amount that is typed', () => {
  const rows: [text: string, currency: string, amount: bigint | null][] = [
    ['12.5', 'USD', 1250n],
    ['12,50', 'USD', 1250n],
    [' 12 ', 'USD', 1200n],
    ['0.01', 'USD', 1n],
    ['12', 'JPY', 12n],
    ['1.234', 'KWD', 1234n],
    ['12.345', 'USD', null],
    ['12.5', 'JPY', null],
    ['0', 'USD', null],
    ['-1', 'USD', null],
    ['1e3', 'USD', null],
    ['', 'USD', null],
    ['1.', 'USD', null],
    ['1234567890123', 'USD', null],
  ];
  for (const [text, code, amount] of rows) {
    it(`${JSON.stringify(text)} in ${code} is ${amount}`, () => {
      const currency = parseCurrency(code);
      assert.ok(currency);
      assert.equal(parseAmount(text, currency), amount);
    });
  }
});
