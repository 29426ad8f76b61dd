import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { decodeUtf8, InexactNumber, JsonFault, parseJson } from './json.ts';

const faultOf = (text: string): JsonFault => {
  try {
    parseJson(text);
  } catch (error) {
    assert.ok(error instanceof JsonFault, `${text}: ${error}`);
    return error;
  }
  return assert.fail(`${text} was read`);
};

describe('a JSON text', () => {
  it('is read as JSON.parse reads it, whatever it contains', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.boolean(), (value, spaced) => {
        const text = JSON.stringify(value, null, spaced ? 2 : 0);
        // A random double has seventeen digits, and is therefore refused.
        if (/\d(\.?\d){15}|\de/.test(text)) return;
        assert.deepEqual(parseJson(text), JSON.parse(text));
      }),
    );
  });

  it('with quotes, colons and backslashes in its strings is read too', () => {
    for (const value of [
      { 'a":b': ':"{\\' },
      { '\\': '\\"' },
      ['\\\\"', ':'],
      { a: { a: 1 }, b: [{ a: 1 }] },
    ])
      assert.deepEqual(parseJson(JSON.stringify(value)), value);
  });

  it('with two members of one name is refused with the name, however it is written', () => {
    for (const text of [
      '{"a":1,"a":1}',
      '{"b":{"a":1,"c":2,"a":3}}',
      '[{"a":1},{"x":"{","a":1,"\\u0061":2}]',
      '{"a":"}","a" : 2}',
    ])
      assert.equal(faultOf(text).member, 'a', text);
    assert.equal(faultOf('{"__proto__":1,"__proto__":2}').member, '__proto__');
  });

  it('with a number that would be rounded is refused, with the path of the number', () => {
    for (const number of [
      '1.0000000000000000001',
      '9007199254740993',
      '9007199254740992',
      '-9007199254740993',
      '0.12345678901234567',
      '1e400',
      '-1E+999',
      '123456789012345678e-5',
      '1'.repeat(400),
    ]) {
      const fault = faultOf(`{"b":[{"a":${number}}]}`);
      assert.ok(fault instanceof InexactNumber, number);
      assert.equal(fault.member, 'b/0/a', number);
    }
    for (const number of [
      '9007199254740991',
      '1.500000000000000000000',
      '-0',
      '1e3',
      '0.1',
      '123456789.012345',
    ])
      assert.deepEqual(parseJson(number), Number(number));
    assert.equal(parseJson('"9007199254740993"'), '9007199254740993');
  });

  it('that is extremely deep is refused and breaks nothing', () => {
    for (const text of ['['.repeat(100_000), `${'['.repeat(65)}${']'.repeat(65)}`, '{"a":'.repeat(50_000)])
      faultOf(text);
    assert.ok(parseJson(`${'['.repeat(64)}${']'.repeat(64)}`));
  });

  it('that is broken is refused, and the message repeats nothing of it', () => {
    for (const text of ['', '{', '"', '"\\', '{"a":1,}', '{"hunter2" 1}', 'hunter2', '\u0000'])
      assert.ok(!faultOf(text).message.includes('hunter2'), text);
  });

  it('keeps a member with a dangerous name as its own, and reaches no prototype', () => {
    const value = parseJson('{"a":{"__proto__":"b","constructor":"c"}}') as { a: Record<string, string> };
    assert.deepEqual(Object.entries(value.a), [
      ['__proto__', 'b'],
      ['constructor', 'c'],
    ]);
    assert.equal(Object.getPrototypeOf(value.a), Object.prototype);
  });
});

describe('bytes', () => {
  it('that are not UTF-8 are refused', () => {
    for (const bytes of [[0xff], [0xc0, 0xae], [0xe8, 0xae], [0xed, 0xa0, 0x80], [0xb6, 0xa9]])
      assert.throws(() => decodeUtf8(Uint8Array.from(bytes)), JsonFault);
    assert.equal(decodeUtf8(Buffer.from('\ufeff订单😀')), '订单😀');
  });
});
