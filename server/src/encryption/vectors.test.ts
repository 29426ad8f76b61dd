import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { type CryptoKey, compactDecrypt, importJWK } from 'jose';
import { keptVectors } from '../../../sdks/vectors/source/files.ts';
import { JweFault, openJwe, readJwe } from './jwe.ts';

const { cases, key: kept, kid } = keptVectors('jwe');

describe('the vectors of JWE', () => {
  let key: CryptoKey;
  before(async () => {
    key = (await importJWK(kept.private_jwk, 'RSA-OAEP-256')) as CryptoKey;
  });

  for (const one of cases)
    it(`are judged alike by the server: ${one.name}`, async () => {
      if ('plaintext' in one)
        return assert.equal(Buffer.from(await openJwe(readJwe(one.jwe), key)).toString(), one.plaintext);
      const read = () => readJwe(one.jwe);
      if (one.refused === 'malformed' || one.refused === 'header_refused')
        return assert.throws(read, JweFault);
      if (one.refused === 'key_unknown') return assert.notEqual(read().kid, kid);
      // Whatever the header says is right: only opening it shows what is wrong.
      assert.equal(read().kid, kid);
      return assert.rejects(openJwe(read(), key), JweFault);
    });

  it('are refused for what their names say, and not for a mistake: a lenient reader opens these', async () => {
    const lenient = [
      'the algorithm is OAEP with SHA-1',
      'the header names no key',
      'the content is encrypted by AES-128',
    ];
    for (const name of lenient) {
      const one = cases.find((each) => each.name === name) ?? assert.fail(name);
      const sha1 = (await importJWK(
        kept.private_jwk,
        name.includes('SHA-1') ? 'RSA-OAEP' : 'RSA-OAEP-256',
      )) as CryptoKey;
      assert.match(Buffer.from((await compactDecrypt(one.jwe, sha1)).plaintext).toString(), /"account"/);
    }
  });
});
