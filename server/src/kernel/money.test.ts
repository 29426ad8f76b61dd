import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  AMOUNT_MAX,
  add,
  type Currency,
  currencies,
  decimalsOf,
  feeOn,
  formatMoney,
  parseCurrency,
} from './money.ts';
import { holds } from './testing.ts';

const usd = parseCurrency('USD') as Currency;

describe('currencies', () => {
  it('of the package are those of its ISO 4217 list that have a minor unit, with its decimals', () => {
    const folder = dirname(createRequire(import.meta.url).resolve('currency-codes'));
    const xml = readFileSync(join(folder, 'iso-4217-list-one.xml'), 'utf8');
    const listed = new Map(
      [...xml.matchAll(/<Ccy>(\w+)<\/Ccy>\s*<CcyNbr>\d+<\/CcyNbr>\s*<CcyMnrUnts>([^<]+)</g)].map((match) => [
        match[1] as string,
        match[2] as string,
      ]),
    );
    assert.ok(listed.size > 150);
    const withUnit = [...listed].filter(([, units]) => /^\d$/.test(units));
    // The contract's tests compare what the standard has changed since with another list.
    const changed = new Set(['ANG', 'BGN', 'CUC', 'XAD', 'XCG']);
    assert.deepEqual(
      currencies.filter((code) => !changed.has(code)),
      withUnit
        .map(([code]) => code)
        .filter((code) => !changed.has(code))
        .sort(),
    );
    for (const [code, units] of withUnit) assert.equal(decimalsOf(code as Currency), Number(units), code);
  });

  it('have the decimals of the standard and not of the locale data', () => {
    const decimals = ['JPY', 'HUF', 'IDR', 'IQD', 'KWD', 'USD'].map((code) => decimalsOf(code as Currency));
    assert.deepEqual(decimals, [0, 2, 2, 3, 3, 2]);
  });

  it('do not include metals, codes in lower case, or nonsense', () => {
    for (const code of ['XAU', 'XXX', 'usd', 'ZZZ', '']) assert.equal(parseCurrency(code), null);
  });

  it('are those of today: with what ISO 4217 has added since, without what it has withdrawn', () => {
    for (const code of ['XCG', 'ZWG', 'SLE', 'VED', 'EUR']) assert.equal(parseCurrency(code), code);
    for (const code of ['ANG', 'BGN', 'CUC', 'ZWL', 'SLL', 'HRK'])
      assert.equal(parseCurrency(code), null, code);
  });

  it('that were withdrawn keep their decimals, for the payments made in them', () => {
    for (const code of ['ANG', 'BGN', 'CUC']) assert.equal(decimalsOf(code as Currency), 2);
  });
});

describe('money', () => {
  it('is written with its own decimals', () => {
    const written = (amount: bigint, code: string) => formatMoney({ amount, currency: code as typeof usd });
    assert.equal(written(100n, 'USD'), '1.00 USD');
    assert.equal(written(100n, 'JPY'), '100 JPY');
    assert.equal(written(-5n, 'KWD'), '-0.005 KWD');
  });

  it('does not add across currencies', () => {
    assert.deepEqual(add({ amount: 1n, currency: usd }, { amount: 2n, currency: usd }), {
      amount: 3n,
      currency: usd,
    });
    assert.throws(() => add({ amount: 1n, currency: usd }, { amount: 2n, currency: 'EUR' as typeof usd }));
  });

  it('has a fee rounded half up and never above the amount', async () => {
    const plan = { basisPoints: 290n, fixed: 30n };
    assert.equal(feeOn(10_000n, plan), 320n);
    assert.equal(feeOn(50n, { basisPoints: 100n, fixed: 0n }), 1n);
    assert.equal(feeOn(49n, { basisPoints: 100n, fixed: 0n }), 0n);
    assert.equal(feeOn(10n, plan), 10n);
    await holds(
      import.meta.filename,
      20_261_129,
      fc.property(
        fc.bigInt(1n, AMOUNT_MAX),
        fc.bigInt(0n, 10_000n),
        fc.bigInt(0n, 1000n),
        (amount, basisPoints, fixed) => {
          const fee = feeOn(amount, { basisPoints, fixed });
          assert.ok(fee >= 0n && fee <= amount);
        },
      ),
    );
  });
});
