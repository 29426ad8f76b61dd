import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { expiryFault, groupedExpiry, readExpiry } from './expiry.ts';

const NOW = Date.parse('2026-11-29T12:00:00Z');

describe('a card’s date as it is typed or pasted', () => {
  const read: [typed: string, month: number, year: number][] = [
    ['1/30', 1, 2030],
    ['01/30', 1, 2030],
    ['01 / 30', 1, 2030],
    ['01/2030', 1, 2030],
    ['1/2030', 1, 2030],
    ['0130', 1, 2030],
    ['012030', 1, 2030],
    ['１２／３０', 12, 2030],
    ['１２３０', 12, 2030],
    ['01-30', 1, 2030],
    ['01–2030', 1, 2030],
    ['1.2030', 1, 2030],
    [' 01/30 ', 1, 2030],
    ['2030-01', 1, 2030],
    ['2030-01-31', 1, 2030],
    ['2030/1', 1, 2030],
    ['2030年1月', 1, 2030],
    ['2030年01月31日', 1, 2030],
  ];
  for (const [typed, month, year] of read) {
    it(`${JSON.stringify(typed)} is read as month ${month} of ${year}`, () => {
      assert.deepEqual(readExpiry(typed), { month, year });
      assert.equal(expiryFault(typed, NOW), null);
    });
  }

  const refused: [typed: string, says: string][] = [
    ['', 'expiry'],
    ['1', 'expiry'],
    ['130', 'expiry'],
    ['1/3', 'expiry'],
    ['1/203', 'expiry'],
    ['01/31/2030', 'expiry'],
    ['Jan 2030', 'expiry'],
    ['13/30', 'expiry_month'],
    ['1330', 'expiry_month'],
    ['00/30', 'expiry_month'],
    ['0/30', 'expiry_month'],
    ['2030-13', 'expiry_month'],
    ['１３／３０', 'expiry_month'],
    ['10/26', 'expiry_past'],
    ['1/2001', 'expiry_past'],
    ['12/99', 'expiry_far'],
  ];
  for (const [typed, says] of refused) {
    it(`${JSON.stringify(typed)} is refused: ${says}`, () => {
      assert.equal(expiryFault(typed, NOW)?.says, says);
    });
  }

  it('is valid through the last day of its month, as on the platform', () => {
    assert.equal(expiryFault('11/26', Date.parse('2026-11-30T23:59:59.999Z')), null);
    assert.equal(expiryFault('11/26', Date.parse('2026-12-01T00:00:00Z'))?.says, 'expiry_past');
  });

  it('keeps every digit, whatever is typed between them', () => {
    for (const [typed] of [...read, ...refused]) {
      const digits = (text: string) => text.normalize('NFKC').replace(/\D/g, '');
      assert.equal(digits(groupedExpiry(typed)), digits(typed));
    }
    assert.equal(groupedExpiry('0130'), '01 / 30');
    assert.equal(groupedExpiry('1330'), '1330');
  });
});
