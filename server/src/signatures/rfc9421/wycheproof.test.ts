/**
 * Project Wycheproof's vectors, of which `wycheproof/README.md` says where they come from. Each must come out as it says, but for
 * those that it calls acceptable.
 */
import assert from 'node:assert/strict';
import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { type PublicAlgorithm, type PublicKey, publicKey, sharedKey, verifies } from './index.ts';

interface Group {
  readonly publicKeyDer?: string;
  readonly tests: readonly {
    readonly tcId: number;
    readonly comment: string;
    readonly key?: string;
    readonly msg: string;
    readonly sig: string;
    readonly result: 'valid' | 'invalid' | 'acceptable';
  }[];
}

const hex = (text: string) => Buffer.from(text, 'hex');
const groupsOf = (name: string): Group[] =>
  JSON.parse(gunzipSync(readFileSync(join(import.meta.dirname, 'wycheproof', `${name}.json.gz`))).toString());
const keyOf = (der: string, algorithm: PublicAlgorithm) => {
  const key = createPublicKey({ key: hex(der), format: 'der', type: 'spki' });
  // Forgeries of RSA use small exponents, which no key may have that is registered. They are tried all the same.
  if (key.asymmetricKeyDetails?.publicExponent === 3n) return { algorithm, key } as PublicKey;
  return publicKey(key.export({ format: 'pem', type: 'spki' }) as string, algorithm);
};

const files = [
  ['ed25519', 'ed25519', 150],
  ['ecdsa-p256-p1363', 'ecdsa-p256-sha256', 260],
  ['ecdsa-p384-p1363', 'ecdsa-p384-sha384', 280],
  ['rsa-pss', 'rsa-pss-sha512', 170],
  ['rsa-v1_5', 'rsa-v1_5-sha256', 250],
  ['dsa', 'dsa-sha256', 360],
] as const;

describe('Wycheproof’s vectors', () => {
  for (const [name, algorithm, least] of files)
    it(`come out as they should: ${name}`, async () => {
      let seen = 0;
      for (const { publicKeyDer, tests } of groupsOf(name)) {
        const key = keyOf(publicKeyDer as string, algorithm);
        for (const { tcId, comment, msg, sig, result } of tests) {
          const right = await verifies(key, hex(msg), hex(sig));
          if (result !== 'acceptable') assert.equal(right, result === 'valid', `${tcId} ${comment}`);
          seen++;
        }
      }
      assert.ok(seen >= least, `${seen}`);
    });

  it('come out as they should: hmac-sha256, but that shorter tags and keys are none', async () => {
    const seen = { valid: 0, invalid: 0, acceptable: 0 };
    for (const { tests } of groupsOf('hmac'))
      for (const { tcId, comment, key, msg, sig, result } of tests) {
        const secret = hex(key as string);
        if (secret.length < 32) {
          assert.throws(() => sharedKey(secret), { name: 'KeyFault' });
          continue;
        }
        const expected = result === 'valid' && hex(sig).length === 32;
        assert.equal(await verifies(sharedKey(secret), hex(msg), hex(sig)), expected, `${tcId} ${comment}`);
        if (hex(sig).length === 32) seen[result]++;
      }
    assert.ok(seen.valid > 25 && seen.invalid > 30, JSON.stringify(seen));
  });

  for (const [name, algorithm] of [
    ['ecdsa-p256-der', 'ecdsa-p256-sha256'],
    ['ecdsa-p384-der', 'ecdsa-p384-sha384'],
  ] as const)
    it(`are all refused where they are DER, also the valid ones: ${name}`, async () => {
      let valid = 0;
      for (const { publicKeyDer, tests } of groupsOf(name)) {
        const key = keyOf(publicKeyDer as string, algorithm);
        for (const { tcId, comment, msg, sig, result } of tests) {
          assert.equal(await verifies(key, hex(msg), hex(sig)), false, `${tcId} ${comment}`);
          if (result === 'valid') valid++;
        }
      }
      assert.ok(valid > 100, `${valid}`);
    });

  it('with a salt of another length than 64 are refused, also the valid ones', async () => {
    let valid = 0;
    for (const { publicKeyDer, tests } of groupsOf('rsa-pss-salt-32')) {
      const key = keyOf(publicKeyDer as string, 'rsa-pss-sha512');
      for (const { tcId, msg, sig, result } of tests) {
        assert.equal(await verifies(key, hex(msg), hex(sig)), false, `${tcId}`);
        if (result === 'valid') valid++;
      }
    }
    assert.ok(valid >= 3);
  });
});
