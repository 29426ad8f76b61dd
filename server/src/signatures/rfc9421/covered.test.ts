import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type InnerList, serializeInnerList } from 'structured-headers';
import { inputsOf, serialized } from './covered.ts';
import { dictionaryOf } from './structured.ts';

describe('lists of components that came before', () => {
  const list = '("@method" "content-digest";sf "@query-param";name="a")';
  const read = (reader: typeof inputsOf, text: string) => {
    try {
      return [...reader([['signature-input', text]])];
    } catch (error) {
      return String(error);
    }
  };
  const texts = [
    `sig=${list}`,
    `sig=${list};created=1;nonce="n"`,
    `sig=${list};created=2;nonce=")";keyid="k"`,
    `sig=${list} `,
    `sig=${list} ;created=1`,
    `sig=${list}; created=1`,
    `sig=${list};created=1;`,
    `sig=${list}5;created=1`,
    `sig=${list}.5`,
    `sig=${list},`,
    `sig=${list}, other=("@path");created=1`,
    `sig=${list};created=1, other=("@path")`,
    `sig=${list};created=1, sig=("@path")`,
    `other=${list};created=1`,
    `Sig=${list};created=1`,
    'sig=("a)b");created=1',
    'sig=("a)b" "c")',
    'sig="a)b";created=1',
    'sig=)',
    'sig=()',
    'sig=();created=1',
    'first=1, sig=("@path")',
    'first=1, sig=("@path");created=1',
    `sig=(${Array.from({ length: 99 }, (_, n) => `"field-${n}"`).join(' ')});created=1`,
  ];
  for (const text of texts)
    it(`are read as if they came for the first time: ${text.slice(0, 70)}`, () => {
      const right = read((fields) => dictionaryOf(fields, 'signature-input'), text);
      for (let time = 0; time < 3; time++) {
        const inputs = read(inputsOf, text);
        assert.deepEqual(inputs, right);
        if (typeof inputs === 'string') continue;
        for (const [, member] of inputs)
          if (Array.isArray(member[0]))
            assert.equal(serialized(member as InnerList), serializeInnerList(member as InnerList));
      }
    });

  it('are the same objects then, so that their components are read once', () => {
    const of = (created: number) =>
      inputsOf([['signature-input', `again=("@method" "@path");created=${created}`]]).get('again')?.[0];
    of(1);
    assert.equal(of(2), of(3));
  });
});
