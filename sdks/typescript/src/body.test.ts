import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { serialized } from './body.ts';
import { InputError } from './errors.ts';

/** As decimal.js, big.js and bignumber.js write themselves. */
class Decimal {
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }
  toFixed(): string {
    return this.#text;
  }
  toJSON(): string {
    return this.#text;
  }
}

describe('a body', () => {
  it('has numbers for bigints and whole decimals, and times for dates', () => {
    const body = {
      amount: 2599n,
      other: new Decimal('100'),
      more: new Decimal('7.00'),
      since: new Date(0),
      left: undefined,
    };
    assert.deepEqual(JSON.parse(serialized(body)), {
      amount: 2599,
      other: 100,
      more: 7,
      since: '1970-01-01T00:00:00.000Z',
    });
  });

  it('keeps texts, nulls, lists and nested objects as they are', () => {
    const body = { a: 'ä\n"\u0000', b: null, c: [1, { d: true }], e: { f: {} }, g: -0.5 };
    assert.equal(serialized(body), JSON.stringify(body));
  });

  const circle: Record<string, unknown> = {};
  circle.inside = { circle };
  const refused: [string, unknown, RegExp][] = [
    [
      'a bigint beyond what is exact',
      { amount: 2n ** 53n },
      /^amount is 9007199254740992, which a JSON number cannot/,
    ],
    ['a number beyond what is exact', { amount: 1e21 }, /^amount is 1e\+21/],
    ['no number', { amount: Number.NaN }, /^amount is NaN/],
    ['an endless number', { a: [{ b: Number.POSITIVE_INFINITY }] }, /^a\[0\]\.b is Infinity/],
    ['half a minor unit', { amount: new Decimal('25.99') }, /^amount is the decimal 25\.99.*toMinorUnits/],
    ['no date', { since: new Date('never') }, /^since is a Date that is no time/],
    ['a map, which would be lost', { metadata: new Map([['a', 'b']]) }, /^metadata is a Map/],
    ['a function', { metadata: { f: () => 1 } }, /^metadata\.f is a function/],
    ['a symbol', { a: Symbol('s') }, /^a is a symbol/],
    ['an object in itself', circle, /^inside\.circle contains itself/],
  ];
  for (const [what, body, says] of refused)
    it(`does not take ${what}`, () => {
      assert.throws(
        () => serialized(body),
        (error) => error instanceof InputError && says.test(error.message),
      );
    });
});
