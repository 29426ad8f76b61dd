import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isLoopback, localUrl } from './address.ts';

describe('the address of a program on this machine', () => {
  const urls: [string, string][] = [
    ['127.0.0.1', 'http://127.0.0.1:80'],
    ['192.0.2.7', 'http://192.0.2.7:80'],
    ['0.0.0.0', 'http://127.0.0.1:80'],
    ['::', 'http://127.0.0.1:80'],
    ['::1', 'http://[::1]:80'],
    ['2001:db8::7', 'http://[2001:db8::7]:80'],
    ['localhost', 'http://localhost:80'],
  ];
  for (const [host, url] of urls) {
    it(`is ${url} for ${host}`, () => {
      assert.equal(localUrl(host, 80), url);
      assert.ok(URL.canParse(localUrl(host, 8080)));
    });
  }

  it('is known as loopback in every form', () => {
    for (const host of ['localhost', '127.0.0.1', '127.9.8.7', '::1', '0:0:0:0:0:0:0:1', '::ffff:127.0.0.1'])
      assert.equal(isLoopback(host), true, host);
    for (const host of ['0.0.0.0', '::', '192.168.1.1', 'example.com', '128.0.0.1'])
      assert.equal(isLoopback(host), false, host);
  });
});
