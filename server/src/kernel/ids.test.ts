import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { fromUUIDBytes, toUUIDBytes } from 'typeid-js';
import { idFromBytes, idFromUuid, newId, parseId, referenceOf, sameId, uuidOf, writeIdBytes } from './ids.ts';

describe('ids', () => {
  it('are read and written as the TypeID specification says', () => {
    // From the specification's valid.yml.
    const vectors = [
      ['00000000000000000000000000', '00000000-0000-0000-0000-000000000000'],
      ['0000000000000000000000000g', '00000000-0000-0000-0000-000000000010'],
      ['7zzzzzzzzzzzzzzzzzzzzzzzzz', 'ffffffff-ffff-ffff-ffff-ffffffffffff'],
      ['0123456789abcdefghjkmnpqrs', '0110c853-1d09-52d8-d73e-1194e95b5f19'],
      ['01h455vb4pex5vsknk084sn02q', '01890a5d-ac96-774b-bcce-b302099a8057'],
    ] as const;
    for (const [suffix, uuid] of vectors) {
      assert.equal(idFromUuid('pay', uuid), `pay_${suffix}`);
      assert.equal(uuidOf(idFromUuid('pay', uuid)), uuid);
      const bytes = Buffer.alloc(16);
      writeIdBytes(`pay_${suffix}`, bytes, 0);
      assert.equal(bytes.toString('hex'), uuid.replaceAll('-', ''));
      assert.equal(idFromBytes('pay', bytes), `pay_${suffix}`);
    }
  });

  it('are made of bytes as the library makes them', () => {
    for (let count = 0; count < 1000; count++) {
      const bytes = randomBytes(16);
      assert.equal(idFromBytes('evt', bytes), fromUUIDBytes('evt', bytes));
    }
  });

  it('are written into columns as the library writes them', () => {
    for (let count = 0; count < 1000; count++) {
      const id = newId('att');
      const bytes = Buffer.alloc(20);
      writeIdBytes(id, bytes, 3);
      assert.deepEqual(
        bytes.subarray(3, 19),
        Buffer.from(toUUIDBytes(id as unknown as Parameters<typeof toUUIDBytes>[0])),
      );
    }
  });

  it('of one kind are not taken for another', () => {
    const id = newId('pay');
    assert.equal(parseId('pay', id), id);
    for (const text of [
      newId('ref'),
      id.slice(4),
      id.toUpperCase(),
      `${id}0`,
      'pay_',
      '',
      'pay_01h455vb4pex5vsknk084sn02u'.replace('u', 'l'),
    ]) {
      assert.equal(parseId('pay', text), null, text);
    }
  });

  it('name an attempt outside by 26 characters without an underscore', () => {
    const id = newId('att');
    assert.match(referenceOf(id), /^[0-9a-z]{26}$/);
    assert.equal(sameId('cmd', id), `cmd_${referenceOf(id)}`);
  });
});
