import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hideSecrets } from '../kernel/secrets.ts';
import { openLog } from './log.ts';

function logged(what: object, message = ''): string {
  const lines: string[] = [];
  openLog('info', { write: (line) => void lines.push(line) }).error(what, message);
  return lines.join('');
}

describe('the log', () => {
  const hidden: [what: string, secret: string, text: (secret: string) => string][] = [
    ['a secret key', 'sk_test_pN0-_4oGxyz', (secret) => `no such key ${secret}`],
    ['a publishable key', 'pk_live_abcDEF123', (secret) => `"${secret}"`],
    ['a webhook secret', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw==', (secret) => `signed with ${secret}.`],
    ['a token of a key service', 'CAESIJk-_x9', (secret) => `X-Vault-Token: hvs.${secret}`],
    ['a bearer token', 'eyJhbGciOi.J9.abc-_', (secret) => `Authorization: Bearer ${secret}`],
    ['a basic credential', 'YXBwOnNlY3JldA==', (secret) => `authorization: basic ${secret}`],
    ['a card', '4242424242424242', (secret) => `{"number":"${secret}"}`],
    ['a card in groups', '5555 5555 5555 4444', (secret) => `number ${secret} is refused`],
    ['a card with dashes', '3782-822463-10005', (secret) => secret],
    ["a session's secret", 'b0-_Zx9', (secret) => `GET /checkout/acct_01a/cs_01b/${secret}/state`],
    ["a sandbox page's secret", 'q1-_Zx9', (secret) => `at http://h/sandbox/wallet/acct_01a/01b/${secret}`],
    ['a link in a mail', 's1-_'.repeat(11), (secret) => `GET /recover/${secret}?lang=zh`],
    ["a mail server's password", 'hunter2', (secret) => `smtps://florin:${secret}@smtp.example`],
    ["a database's password", 'hunter2', (secret) => `postgresql://florin:${secret}@127.0.0.1/florin`],
    ['a password with a slash', 'hun/ter2', (secret) => `postgresql://florin:${secret}@127.0.0.1/florin`],
    ['a password in a web address', 'hunter2', (secret) => `https://me:${secret}@shop.example/webhooks`],
  ];
  for (const [what, secret, text] of hidden) {
    it(`hides ${what}, in a message, in an error and in what is logged beside it`, () => {
      const line = text(secret);
      for (const entry of [
        logged({}, line),
        logged({ err: new Error(line) }),
        logged({ request: { deep: [line] } }),
      ]) {
        assert.ok(!entry.includes(secret), entry);
        assert.ok(entry.includes('[hidden]'));
        JSON.parse(entry);
      }
    });
  }

  it('takes little time, whatever the text', () => {
    const took = (text: string): number => {
      const all = Array.from({ length: 3 }, () => {
        const { user } = process.cpuUsage();
        hideSecrets(text);
        return (process.cpuUsage().user - user) / 1000;
      });
      return Math.min(...all);
    };
    for (const beginning of [
      'smtp://:',
      'postgres://a:',
      'https://a:',
      'Bearer ',
      'sk_test_',
      '/checkout/acct_1/',
      '4242 ',
      'hvs.',
    ])
      assert.ok(took(beginning.repeat(32_000 / beginning.length)) < 100, beginning);
  });

  it('hides fields by their name', () => {
    const entry = logged({ headers: { authorization: 'Digest abc' }, card: { number: '1', cvc: '123' } });
    assert.ok(!/Digest|"1"|123"/.test(entry), entry);
  });

  it('leaves what is no secret', () => {
    for (const text of [
      '{"time":1764028800000}',
      'pay_01kav9x5m0e8t9g3h6q2k7w4zn',
      'payment of 424242 USD',
      '4242424242424241 is no card',
      'checkout/acct_01a/cs_01b',
      '/v1/payments/pay_01kav9x5m0e8t9g3h6q2k7w4zn',
    ])
      assert.equal(hideSecrets(text), text);
  });
});
