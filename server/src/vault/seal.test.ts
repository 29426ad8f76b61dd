import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { KeyRing } from './keys.ts';
import { decrypt, encrypt, open, seal } from './seal.ts';

const hex = (text: string) => Buffer.from(text, 'hex');

describe('AES-256-GCM', () => {
  // Test case 16 of McGrew and Viega, "The Galois/Counter Mode of Operation", submitted to NIST.
  const key = hex('feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308');
  const nonce = hex('cafebabefacedbaddecaf888');
  const associated = hex('feedfacedeadbeeffeedfacedeadbeefabaddad2');
  const plaintext = hex(
    'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72' +
      '1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39',
  );
  const ciphertext = hex(
    '522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa' +
      '8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662' +
      '76fc6ece0f4e1768cddf8853bb2d551b',
  );

  it('gives the published ciphertext and tag, and back', () => {
    assert.deepEqual(encrypt(key, nonce, associated, plaintext), ciphertext);
    assert.deepEqual(decrypt(key, nonce, associated, ciphertext), plaintext);
  });
});

describe('a sealed secret', () => {
  const keys = new KeyRing(randomBytes(32));
  const secret = Buffer.from('whsec');
  const sealed = seal(keys, 'webhook acct_1 we_1', secret);

  it('opens under the same key and context, and shows nothing of itself', () => {
    assert.deepEqual(open(keys, 'webhook acct_1 we_1', sealed), secret);
    assert.ok(!sealed.includes(secret));
    assert.ok(sealed.subarray(1).indexOf(hex(keys.id)) === 0, 'the key id is in front');
    assert.notDeepEqual(seal(keys, 'webhook acct_1 we_1', secret), sealed, 'each has a nonce of its own');
  });

  it('does not open in another row or under another root key', () => {
    assert.throws(() => open(keys, 'webhook acct_1 we_2', sealed));
    assert.throws(
      () => open(new KeyRing(randomBytes(32)), 'webhook acct_1 we_1', sealed),
      /another root key/,
    );
  });

  it('does not open when any of its bytes is changed or missing', () => {
    for (let at = 0; at < sealed.length; at++) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] as number) ^ 1;
      assert.throws(() => open(keys, 'webhook acct_1 we_1', changed), `byte ${at}`);
      assert.throws(() => open(keys, 'webhook acct_1 we_1', sealed.subarray(0, at)), `cut at ${at}`);
    }
  });
});
