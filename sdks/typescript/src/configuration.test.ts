import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { Florin } from './client.ts';
import type { FlorinOptions } from './configuration.ts';
import { InputError } from './errors.ts';

const SECRET = 'sk_test_8fJ2kQ';
const good = { baseUrl: 'https://pay.example', secretKey: SECRET };

const wrong: [string, object, RegExp][] = [
  [
    'a base URL with a path',
    { ...good, baseUrl: 'https://pay.example/v1' },
    /has a path: write https:\/\/pay\.example,/,
  ],
  ['a base URL with a slash at its end', { ...good, baseUrl: 'https://pay.example/' }, /slash at its end/],
  [
    'a base URL without a scheme',
    { ...good, baseUrl: 'pay.example' },
    /no scheme: write https:\/\/pay\.example/,
  ],
  [
    'a host and a port without a scheme',
    { ...good, baseUrl: '127.0.0.1:4242' },
    /no scheme: write https:\/\/127\.0\.0\.1:4242, or http:/,
  ],
  [
    'a base URL of another scheme',
    { ...good, baseUrl: 'ftp://pay.example' },
    /no scheme: write https:\/\/pay/,
  ],
  ['a base URL that is none', { ...good, baseUrl: 'https://pay .example' }, /no URL/],
  ['a base URL with white space', { ...good, baseUrl: ' https://pay.example' }, /baseUrl has white space/],
  ['a base URL with a query', { ...good, baseUrl: 'https://pay.example?a=1' }, /query/],
  ['a base URL with a password', { ...good, baseUrl: 'https://a:b@pay.example' }, /user or a password/],
  ['no base URL', { secretKey: SECRET }, /baseUrl is missing/],
  ['no key', { baseUrl: good.baseUrl }, /There is no key/],
  ['two keys', { ...good, publishableKey: 'pk_test_1' }, /secretKey and publishableKey were both handed in/],
  ['an empty key', { ...good, secretKey: '' }, /secretKey is empty/],
  ['a key with a line break', { ...good, secretKey: `${SECRET}\n` }, /secretKey has white space around it/],
  [
    'a key of something else',
    { ...good, secretKey: 'hunter2' },
    /no key of Florin: one begins with sk_test_/,
  ],
  [
    'a publishable key in place of the secret one',
    { ...good, secretKey: 'pk_test_1' },
    /secretKey is a publishable key/,
  ],
  [
    'a secret key in place of the publishable one',
    { baseUrl: good.baseUrl, publishableKey: SECRET },
    /publishableKey is a secret key/,
  ],
  [
    'a test key where live is meant',
    { ...good, environment: 'live' },
    /wrong environment: sk_test_… is not for live/,
  ],
  [
    'a live key where the sandbox is meant',
    { ...good, secretKey: 'sk_live_1', environment: 'sandbox' },
    /wrong environment/,
  ],
  [
    'an environment that there is not',
    { ...good, environment: 'production' },
    /environment must be 'sandbox' or 'live'/,
  ],
  ['a token with a space', { baseUrl: good.baseUrl, accessToken: 'a b' }, /accessToken is no token/],
  ['no time at all', { ...good, timeoutMs: 0 }, /timeoutMs must be a number above 0/],
];

describe('what a client is made from', () => {
  for (const [what, options, says] of wrong)
    it(`${what} is refused with a sentence, before anything is asked`, () => {
      assert.throws(
        () => new Florin(options as FlorinOptions),
        (error) => {
          assert.ok(error instanceof InputError);
          assert.match(error.message, says);
          assert.match(error.message, /^[^\n]+\.$/);
          assert.doesNotMatch(error.message, /8fJ2kQ|hunter2/);
          return true;
        },
      );
    });

  it('keys of the right environment are taken', () => {
    new Florin({ ...good, environment: 'sandbox' });
    new Florin({ ...good, secretKey: 'sk_live_1', environment: 'live' });
  });

  it('no key shows where a client is printed or written as JSON', () => {
    const florin = new Florin(good);
    assert.doesNotMatch(inspect(florin, { depth: 20, showHidden: true }), /8fJ2kQ/);
    assert.doesNotMatch(JSON.stringify(florin), /8fJ2kQ/);
  });

  it('a publishable key is told at once what it cannot do', async () => {
    const florin = new Florin({
      baseUrl: good.baseUrl,
      publishableKey: 'pk_test_1',
      fetch: () => assert.fail('the network was asked'),
    });
    await assert.rejects(florin.payments.retrieve('pay_1'), /retrievePayment needs a secret key/);
  });
});
