import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { calculateJwkThumbprint } from 'jose';
import { Fault } from '../kernel/setting.ts';
import { parseConnectorKey } from './connector-key.ts';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = publicKey.export({ format: 'pem', type: 'spki' }) as string;
const jwk = publicKey.export({ format: 'jwk' });

describe('the connector’s public key', () => {
  it('is read from a PEM, from a JWK, and from a file with either; its name is its thumbprint or its own', async () => {
    const thumbprint = await calculateJwkThumbprint(jwk as Parameters<typeof calculateJwkThumbprint>[0]);
    const folder = await mkdtemp(join(tmpdir(), 'florin-connector-'));
    try {
      const file = join(folder, 'connector.pem');
      await writeFile(file, pem);
      for (const value of [pem, JSON.stringify(jwk), file]) {
        const read = parseConnectorKey(value);
        assert.equal(read.kid, thumbprint);
        assert.ok(read.key.equals(publicKey));
      }
      assert.equal(parseConnectorKey(JSON.stringify({ ...jwk, kid: 'acquirer-1' })).kid, 'acquirer-1');
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  const refused: [string, string | object, RegExp][] = [
    ['a private PEM', privateKey.export({ format: 'pem', type: 'pkcs8' }) as string, /the public key alone/],
    ['a private JWK', privateKey.export({ format: 'jwk' }), /the public key alone/],
    [
      'a short key',
      generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' }),
      /2048 to 8192 bits/,
    ],
    // By the exponent 1, what is encrypted is what was to be encrypted.
    ['a key with the exponent 1', { ...jwk, e: 'AQ' }, /exponent/],
    ['a key with an even exponent', { ...jwk, e: 'AQAC' }, /exponent/],
    ['another kind of key', generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }), /an RSA key/],
    ['half a PEM', pem.slice(0, 200), /in PEM/],
    ['no JWK', { kty: 'RSA' }, /as a JWK/],
    ['a file that is not there', '/nowhere/connector.pem', /a file with one that can be read/],
  ];
  for (const [what, value, says] of refused)
    it(`is refused if it is ${what}, and nothing of it is shown`, () => {
      const given = typeof value === 'string' ? value : JSON.stringify(value);
      assert.throws(
        () => parseConnectorKey(given),
        (error) => error instanceof Fault && says.test(error.message) && !error.message.includes(given),
      );
    });
});
