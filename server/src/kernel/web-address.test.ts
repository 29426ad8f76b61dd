import assert from 'node:assert/strict';
import { validateHeaderValue } from 'node:http';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseWebAddress } from './web-address.ts';

describe('an address of the web', () => {
  it('is kept as the standard writes it, in ASCII', () => {
    for (const [text, kept] of [
      ['https://shop.example', 'https://shop.example/'],
      ['https://shop.example/订单/1', 'https://shop.example/%E8%AE%A2%E5%8D%95/1'],
      ['https://商店.example/', 'https://xn--czrs0t.example/'],
      ['https://😀.example/?q=ü#é', 'https://xn--e28h.example/?q=%C3%BC#%C3%A9'],
      ['HTTP://Shop.Example:80/a', 'http://shop.example/a'],
      ['http://127.0.0.1:4243/orders/1', 'http://127.0.0.1:4243/orders/1'],
      ['http://[::1]:8080/', 'http://[::1]:8080/'],
      ['https://shop_1.example/a;b', 'https://shop_1.example/a;b'],
    ] as const)
      assert.equal(parseWebAddress(text), kept, text);
  });

  it('is nothing else', () => {
    for (const text of [
      '',
      'shop.example',
      'http:evil',
      'https:evil.com',
      'https:\\\\evil.com',
      'https:/evil.com',
      'https:///evil.com',
      'https://',
      'https://?x',
      'https://\\evil.com',
      'https://good.example\\@evil.com',
      'javascript:alert(1)',
      'data:text/html,x',
      'ftp://shop.example/',
      'http://a;sandbox/',
      "http://a'b/",
      'http://a,b/',
      'http://*.example/',
      'http://user@shop.example/',
      'http://user:word@shop.example/',
      'https://shop.example/\r\nSet-Cookie: a=b',
      'https://shop.example/a b',
      ' https://shop.example/',
      'https://shop.example/\t',
      'https://shop.example/\u0000',
      'https://shop.example/\u0085',
      'https://shop.example/\ud800',
      `https://shop.example/${'订'.repeat(500)}`,
    ])
      assert.equal(parseWebAddress(text), null, text);
  });

  it('can be used in a header and in a policy, whatever it was written as', () => {
    const part = fc.string({ unit: 'binary', maxLength: 12 });
    fc.assert(
      fc.property(part, part, (host, rest) => {
        const address = parseWebAddress(`https://${host}/${rest}`);
        if (address === null) return;
        validateHeaderValue('location', address);
        assert.match(address, /^[\x21-\x7e]+$/);
        assert.match(new URL(address).origin, /^https:\/\/[a-z0-9._:[\]-]+$/);
        assert.equal(parseWebAddress(address), address);
      }),
      { numRuns: 2000 },
    );
  });
});
