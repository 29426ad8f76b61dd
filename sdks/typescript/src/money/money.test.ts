import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { currencies, decimalsOf as serversDecimals } from '../../../../server/src/kernel/money.ts';
import { InputError } from '../errors.ts';
import { decimalsOf, fromMinorUnits, toMinorUnits } from './index.ts';

describe('minor units', () => {
  it('have the decimals that the server knows, of every currency', () => {
    for (const currency of currencies)
      assert.equal(decimalsOf(currency), serversDecimals(currency), currency);
    for (const code of ['XAU', 'usd', '', 'ANG', 'BGN', 'US'])
      assert.throws(() => decimalsOf(code), InputError);
  });

  const right: [string, string, number][] = [
    ['25.99', 'USD', 2599],
    ['0.1', 'USD', 10],
    ['1.1', 'EUR', 110],
    ['4.35', 'USD', 435],
    ['0.57', 'USD', 57],
    ['2599', 'JPY', 2599],
    ['2.599', 'KWD', 2599],
    ['-1.5', 'USD', -150],
    ['-0.00', 'USD', 0],
    ['9999999999.99', 'USD', 999_999_999_999],
  ];
  for (const [text, currency, minor] of right)
    it(`${text} ${currency} are ${minor}`, () => assert.ok(Object.is(toMinorUnits(text, currency), minor)));

  for (const [text, currency] of [
    ['25.999', 'USD'],
    ['0.1', 'JPY'],
    ['2599.00', 'JPY'],
    ['007.50', 'USD'],
    ['1e3', 'USD'],
    ['1,000.00', 'USD'],
    ['25,99', 'EUR'],
    ['.5', 'USD'],
    ['5.', 'USD'],
    ['+5', 'USD'],
    [' 5', 'USD'],
    ['5\n', 'USD'],
    ['', 'USD'],
    ['٣', 'USD'],
    ['10000000000.00', 'USD'],
    [25.99 as never, 'USD'],
  ] as const)
    it(`${JSON.stringify(text)} ${currency} is refused, not rounded`, () => {
      assert.throws(() => toMinorUnits(text, currency), InputError);
    });

  it('come back as the same text, whatever the amount', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('JPY', 'USD', 'KWD', 'CLF'),
        fc.integer({ min: -999_999_999_999, max: 999_999_999_999 }),
        (currency, minor) => {
          assert.equal(toMinorUnits(fromMinorUnits(minor, currency), currency), minor);
        },
      ),
    );
    assert.equal(fromMinorUnits(5n, 'USD'), '0.05');
    assert.equal(fromMinorUnits(-2599, 'KWD'), '-2.599');
    assert.equal(fromMinorUnits(7, 'JPY'), '7');
    assert.throws(() => fromMinorUnits(0.5, 'USD'), InputError);
  });
});
