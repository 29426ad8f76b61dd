import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openTestPlatform, type TestPlatform } from '../testing.ts';

describe('the address of an asset of the payer’s page', () => {
  let florin: TestPlatform;
  before(async () => {
    florin = await openTestPlatform();
  });
  after(() => florin.close());

  it('that leads elsewhere, or to nothing, is 404', async () => {
    for (const name of [
      '..%2f..%2fpackage.json',
      '..',
      '%2e%2e',
      '.',
      '.htaccess',
      'missing.js',
      '%00',
      'a%00.js',
      '..%5c..%5cx',
      'a/b',
      '',
    ]) {
      for (const method of ['GET', 'HEAD'] as const) {
        const answer = await florin.app.inject({ method, url: `/checkout/assets/${name}` });
        assert.equal(answer.statusCode, 404, `${method} ${name}`);
        assert.equal(answer.headers.allow, undefined);
      }
    }
    const post = await florin.app.inject({ method: 'POST', url: '/checkout/assets/missing.js' });
    assert.deepEqual([post.statusCode, post.headers.allow], [405, 'GET, HEAD, OPTIONS']);
  });
});
