import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { keptVectors } from '../../../sdks/vectors/source/files.ts';
import { idFromUuid, type Prefix, parseId, stampOf, uuidOf } from './ids.ts';
import { type Currency, decimalsOf, formatMoney, parseCurrency } from './money.ts';

describe('the vectors of money', () => {
  const { currencies, withdrawn, parse, format } = keptVectors('money');

  it('have the currencies that the server takes, with its decimals', () => {
    for (const [code, decimals] of Object.entries({ ...currencies, ...withdrawn }))
      assert.equal(decimalsOf(code as Currency), decimals);
    for (const code of Object.keys(currencies)) assert.equal(parseCurrency(code), code);
    for (const code of Object.keys(withdrawn)) assert.equal(parseCurrency(code), null);
  });

  it('are written as the server writes them', () => {
    for (const { name, minor, currency, text } of format)
      assert.equal(
        formatMoney({ amount: BigInt(minor), currency: currency as Currency }),
        `${text} ${currency}`,
        name,
      );
  });

  it('are read as the same amount that is written, or refused where the server knows no such currency', () => {
    for (const one of parse) {
      const known = parseCurrency(one.currency) !== null;
      assert.equal(known, !('refused' in one && one.refused === 'currency_unknown'), one.name);
      if (!('minor' in one)) continue;
      const written = formatMoney({
        amount: BigInt(one.minor as string),
        currency: one.currency as Currency,
      });
      const [whole, part = ''] = one.text.split('.');
      const decimals = decimalsOf(one.currency as Currency);
      const full = decimals === 0 ? whole : `${whole}.${part.padEnd(decimals, '0')}`;
      assert.equal(written.split(' ')[0], full?.replace(/^-(?=[0.]+$)/, ''), one.name);
    }
  });
});

describe('the vectors of ids', () => {
  const { cases } = keptVectors('ids');
  for (const one of cases)
    it(`are judged alike by the server: ${one.name}`, () => {
      const id = parseId(one.prefix as Prefix, one.id);
      if (!('uuid' in one)) return assert.equal(id, null);
      assert.equal(id, one.id);
      assert.equal(uuidOf(id as NonNullable<typeof id>), one.uuid);
      assert.equal(idFromUuid(one.prefix as Prefix, one.uuid as string), one.id);
      // The version and the variant of a UUIDv7.
      const timed = /^.{14}7.{4}[89ab]/.test(one.uuid as string);
      const time = timed ? Number(stampOf(id as NonNullable<typeof id>) >> 12n) : null;
      assert.equal(time, one.time_ms);
    });
});
