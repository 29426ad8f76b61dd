import assert from 'node:assert/strict';
import { createSecretKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { decrypt, encrypt } from './aes-gcm.ts';

const hex = (text: string) => Buffer.from(text, 'hex');

interface Vector {
  readonly tcId: number;
  readonly comment: string;
  readonly key: string;
  readonly iv: string;
  readonly aad: string;
  readonly msg: string;
  readonly ct: string;
  readonly tag: string;
  readonly result: 'valid' | 'invalid';
}

describe('AES-256-GCM', () => {
  // Test case 16 of McGrew and Viega, "The Galois/Counter Mode of Operation", submitted to NIST.
  const key = createSecretKey(hex('feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308'));
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

  it('takes no nonce of another length than twelve bytes', () => {
    for (const bytes of [0, 8, 11, 13, 16, 64]) {
      const other = Buffer.alloc(bytes, 7);
      assert.throws(() => encrypt(key, other, associated, plaintext), /12/, `${bytes}`);
      assert.throws(() => decrypt(key, other, associated, ciphertext), /12/, `${bytes}`);
    }
  });

  it('comes out as Project Wycheproof’s vectors say, but that nonces of other lengths are refused', () => {
    const file = join(import.meta.dirname, 'wycheproof', 'aes-256-gcm.json.gz');
    const vectors: Vector[] = JSON.parse(gunzipSync(readFileSync(file)).toString());
    const seen = { valid: 0, invalid: 0, otherNonce: 0 };
    for (const { tcId, comment, result, ...vector } of vectors) {
      const [iv, aad, msg] = [hex(vector.iv), hex(vector.aad), hex(vector.msg)];
      const sealed = hex(vector.ct + vector.tag);
      const by = createSecretKey(hex(vector.key));
      const name = `${tcId} ${comment}`;
      if (iv.length !== 12) {
        assert.throws(() => decrypt(by, iv, aad, sealed), /12/, name);
        seen.otherNonce++;
      } else if (result === 'valid') {
        assert.deepEqual(encrypt(by, iv, aad, msg), sealed, name);
        assert.deepEqual(decrypt(by, iv, aad, sealed), msg, name);
        seen.valid++;
      } else {
        assert.throws(() => decrypt(by, iv, aad, sealed), name);
        seen.invalid++;
      }
    }
    assert.ok(seen.valid > 30 && seen.invalid > 20 && seen.otherNonce > 20, JSON.stringify(seen));
  });
});
