import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { amountTyped, formatAmount } from './amounts.ts';

describe('an amount that a cashier types', () => {
  it('is read exactly, in the decimals of its currency', () => {
    assert.deepEqual(
      [
        amountTyped('12.5', 'USD'),
        amountTyped(' 0012.50 ', 'EUR'),
        amountTyped('.5', 'USD'),
        amountTyped('12.', 'USD'),
        amountTyped('12,50', 'EUR'),
        amountTyped('1200', 'JPY'),
        amountTyped('1.234', 'KWD'),
        amountTyped('9999999999.99', 'USD'),
      ],
      [1250, 1250, 50, 1200, 1250, 1200, 1234, 999_999_999_999],
    );
  });

  it('is refused where it is none, or could be read in two ways', () => {
    for (const typed of [
      '',
      '0',
      '0.00',
      '.',
      '-5',
      '1e3',
      '1.234',
      '1,234',
      '1,234.50',
      '10000000000',
      'ten',
    ])
      assert.equal(amountTyped(typed, 'USD'), null, typed);
    for (const typed of ['12.5', '1,5']) assert.equal(amountTyped(typed, 'JPY'), null, typed);
    assert.equal(amountTyped('1,234', 'KWD'), null);
  });

  it('is shown with all of its digits', () => {
    assert.equal(formatAmount(999_999_999_999, 'USD', 'en'), '$9,999,999,999.99');
    assert.equal(formatAmount(2599, 'JPY', 'en'), '¥2,599');
    assert.equal(formatAmount(2599, 'KWD', 'en').replace(/\s/, ' '), 'KWD 2.599');
  });
});
