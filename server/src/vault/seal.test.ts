import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { KeyRing } from './keys.ts';
import { HEADER_BYTES, headerOf, open, seal } from './seal.ts';
import { keysInMemory, sealedBefore } from './testing.ts';

const CONTEXT = 'webhook acct_1 we_1';

describe('a sealed secret', async () => {
  const keys = await keysInMemory();
  const secret = Buffer.from('whsec');
  const sealed = seal(keys, CONTEXT, secret);

  it('opens under the same key and context, and shows nothing of itself', () => {
    assert.deepEqual(open(keys, CONTEXT, sealed), secret);
    assert.ok(!sealed.includes(secret));
    assert.deepEqual(sealed.subarray(0, HEADER_BYTES), headerOf(keys.dataKeys.sealing.id));
    assert.notDeepEqual(seal(keys, CONTEXT, secret), sealed, 'each has a nonce of its own');
    assert.equal(sealed.length, HEADER_BYTES + 12 + secret.length + 16);
  });

  it('opens whatever it holds, and for whatever it was sealed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), (bytes, context) => {
        const plain = Buffer.from(bytes);
        assert.deepEqual(open(keys, context, seal(keys, context, plain)), plain);
      }),
    );
  });

  it('does not open in another row, of another column, or for a context that only looks alike', () => {
    for (const context of ['webhook acct_1 we_2', 'webhook acct_2 we_1', 'mail we_1', '', `${CONTEXT} `])
      assert.throws(() => open(keys, context, sealed), context);
  });

  it('does not open by the keys of another installation', async () => {
    const other = await keysInMemory();
    assert.throws(() => open(other, CONTEXT, sealed), /a data key that is not known here/);
  });

  it('does not open by another data key of the same installation, also if its header says so', async () => {
    const two = await keysInMemory({ dataKeys: 2 });
    const value = seal(two, CONTEXT, secret);
    const forged = Buffer.concat([headerOf(keys.dataKeys.sealing.id), value.subarray(HEADER_BYTES)]);
    assert.throws(() => open(keys, CONTEXT, forged));
    assert.deepEqual(open(two, CONTEXT, value), secret);
  });

  it('does not open when any of its bits is changed, or any of its bytes is missing or too many', () => {
    for (let at = 0; at < sealed.length; at++) {
      for (let bit = 0; bit < 8; bit++) {
        const changed = Buffer.from(sealed);
        changed[at] = (changed[at] as number) ^ (1 << bit);
        assert.throws(() => open(keys, CONTEXT, changed), `bit ${bit} of byte ${at}`);
      }
      const reason = at > 0 && at < HEADER_BYTES ? /is cut off/ : Error;
      assert.throws(() => open(keys, CONTEXT, sealed.subarray(0, at)), reason, `cut at ${at}`);
      const without = Buffer.concat([sealed.subarray(0, at), sealed.subarray(at + 1)]);
      assert.throws(() => open(keys, CONTEXT, without), `without byte ${at}`);
      const longer = Buffer.concat([sealed.subarray(0, at), Buffer.of(0), sealed.subarray(at)]);
      assert.throws(() => open(keys, CONTEXT, longer), `a byte more at ${at}`);
    }
    assert.throws(() => open(keys, CONTEXT, Buffer.concat([sealed, Buffer.of(0)])));
  });

  it('is not made before the data keys have been read', () => {
    assert.throws(() => seal(new KeyRing(randomBytes(32)), CONTEXT, secret), /have not been read/);
  });
});

describe('a secret that was sealed before there were data keys', async () => {
  const root = randomBytes(32);
  const keys = await keysInMemory({ root });
  const old = (by: KeyRing): Buffer => sealedBefore(by, CONTEXT, Buffer.from('whsec'));

  it('opens under the same root key, in the same row', () => {
    assert.equal(open(keys, CONTEXT, old(keys)).toString(), 'whsec');
    assert.throws(() => open(keys, 'webhook acct_1 we_2', old(keys)));
    assert.throws(() => open(keys, CONTEXT, old(new KeyRing(randomBytes(32)))), /another root key/);
  });

  it('does not open when any of its bytes is changed or missing', () => {
    const sealed = old(keys);
    for (let at = 0; at < sealed.length; at++) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] as number) ^ 1;
      assert.throws(() => open(keys, CONTEXT, changed), `byte ${at}`);
      assert.throws(() => open(keys, CONTEXT, sealed.subarray(0, at)), `cut at ${at}`);
    }
  });
});
