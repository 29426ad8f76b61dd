import assert from 'node:assert/strict';
import { type createPublicKey, generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import { describe, it } from 'node:test';
import { dsaPairs } from './dsa.fixture.ts';
import { digestDifference, type PublicAlgorithm, publicKey, sharedKey, signed, verifies } from './index.ts';
import { testKeys, testSharedSecret } from './keys.fixture.ts';

const pem = { format: 'pem', type: 'spki' } as const;
const pemOf = (pair: { publicKey: ReturnType<typeof createPublicKey> }) =>
  pair.publicKey.export(pem) as string;

describe('a public key', () => {
  let made = 0;
  const pairs: Readonly<Record<PublicAlgorithm, () => ReturnType<typeof generateKeyPairSync>>> = {
    ed25519: () => generateKeyPairSync('ed25519'),
    'ecdsa-p256-sha256': () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    'ecdsa-p384-sha384': () => generateKeyPairSync('ec', { namedCurve: 'P-384' }),
    'rsa-pss-sha512': () => generateKeyPairSync('rsa-pss', { modulusLength: 2048 }),
    'rsa-v1_5-sha256': () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
    'dsa-sha256': () => dsaPairs[made++ % 2] as ReturnType<typeof generateKeyPairSync>,
  };
  for (const [name, make] of Object.entries(pairs))
    it(`verifies what its private key signed, and nothing else: ${name}`, async () => {
      const algorithm = name as PublicAlgorithm;
      const pair = make();
      const key = publicKey(pemOf(pair as never), algorithm);
      const data = Buffer.from('what is signed');
      const signature = await signed({ algorithm, key: pair.privateKey as never }, data);
      assert.equal(await verifies(key, data, signature), true);
      assert.equal(await verifies(key, Buffer.from('what is sign'), signature), false);
      assert.equal(await verifies(key, data, signature.subarray(1)), false);
      assert.equal(await verifies(key, data, Buffer.alloc(0)), false);
      assert.equal(await verifies(publicKey(pemOf(make() as never), algorithm), data, signature), false);
    });

  it('of RSA verifies also where its bits are no whole bytes', async () => {
    const pair = generateKeyPairSync('rsa', { modulusLength: 2052 });
    for (const algorithm of ['rsa-pss-sha512', 'rsa-v1_5-sha256'] as const) {
      const signature = await signed({ algorithm, key: pair.privateKey }, Buffer.from('signed'));
      assert.equal(await verifies(publicKey(pemOf(pair), algorithm), Buffer.from('signed'), signature), true);
    }
  });

  it('that is private is refused, as PEM and as JWK, and is not quoted', () => {
    for (const { privateKey } of Object.values(testKeys))
      assert.throws(
        () => publicKey(privateKey),
        /^KeyFault: This is a private key[^M]*Make a new pair[^-]*$/,
      );
    const jwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
    assert.throws(() => publicKey(jwk as Record<string, unknown>), /^KeyFault: This is a private key/);
  });

  const refused: readonly (readonly [what: string, source: () => string | JsonWebKey, reason: RegExp])[] = [
    ['a shared secret', () => ({ kty: 'oct', k: 'AAAA' }), /shared secret/],
    ['no key', () => 'ssh-ed25519 AAAA', /one public key in PEM/],
    ['two keys', () => testKeys.ed25519.publicKey.repeat(2), /one public key in PEM/],
    ['a broken one', () => testKeys.ed25519.publicKey.replace('MCow', 'MCox'), /cannot be read/],
    ['a JWK that lacks a part', () => ({ kty: 'EC', crv: 'P-256', x: 'AAAA' }), /cannot be read/],
    ['RSA of 1024 bits', () => pemOf(generateKeyPairSync('rsa', { modulusLength: 1024 })), /2048 to 8192/],
    [
      'RSA with the exponent 3',
      () => pemOf(generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 3 })),
      /exponent/,
    ],
    [
      'RSA-PSS for SHA-256',
      () =>
        pemOf(
          generateKeyPairSync('rsa-pss', {
            modulusLength: 2048,
            hashAlgorithm: 'sha256',
            mgf1HashAlgorithm: 'sha256',
          }),
        ),
      /another hash/,
    ],
    ['P-521', () => pemOf(generateKeyPairSync('ec', { namedCurve: 'P-521' })), /P-256 and P-384/],
    ['secp256k1', () => pemOf(generateKeyPairSync('ec', { namedCurve: 'secp256k1' })), /P-256 and P-384/],
    ['X25519', () => pemOf(generateKeyPairSync('x25519')), /Send a key for Ed25519/],
  ];
  for (const [what, source, reason] of refused)
    it(`is refused: ${what}`, () => {
      assert.throws(() => publicKey(source() as string), { name: 'KeyFault', message: reason });
    });

  it('has the algorithm of its kind, and no other', () => {
    assert.throws(() => publicKey(testKeys.ed25519.publicKey, 'ecdsa-p256-sha256'), /ed25519, not ecdsa/);
    assert.throws(() => publicKey(testKeys.eccP256.publicKey, 'ecdsa-p384-sha384'), /not ecdsa-p384/);
    assert.equal(publicKey(testKeys.rsa.publicKey).algorithm, 'rsa-pss-sha512');
    assert.equal(publicKey(testKeys.rsa.publicKey, 'rsa-v1_5-sha256').algorithm, 'rsa-v1_5-sha256');
  });
});

describe('a shared secret', () => {
  it('is long enough, and no public key’s text', () => {
    assert.equal(sharedKey(Buffer.from(testSharedSecret, 'base64')).algorithm, 'hmac-sha256');
    assert.throws(() => sharedKey(Buffer.alloc(31)), /32 random bytes/);
    assert.throws(() => sharedKey(Buffer.from(testKeys.rsa.publicKey)), /no shared secret/);
  });
});

describe('a digest of a body', () => {
  const body = Buffer.from('{"hello": "world"}');
  const differs = (value: string) => digestDifference([['content-digest', value]], body);
  const sha256 = 'sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:';

  it('is compared with the bytes, by every algorithm that is known', () => {
    assert.equal(differs(sha256), null);
    assert.equal(differs(`md5=:AAAA:, ${sha256}`), null);
    assert.match(
      differs(sha256.replace('X48', 'X49')) ?? '',
      /says sha-256 is X49E.*of the 18 bytes that came it is X48E/,
    );
    assert.match(differs(`${sha256}, sha-512=:AAAA:`) ?? '', /sha-512/);
    assert.match(differs('sha-256=:X48E:') ?? '', /sha-256/);
  });

  it('is needed by an algorithm that is strong', () => {
    for (const value of ['md5=:AAAA:', 'sha=:AAAA:', ''])
      assert.throws(() => differs(value), { name: 'SignatureFault', message: /neither sha-512 nor sha-256/ });
    assert.throws(() => differs('sha-256="AAAA"'), { name: 'SignatureFault', message: /must be bytes/ });
    assert.throws(() => differs('sha-256=:'), { name: 'SignatureFault' });
  });
});
