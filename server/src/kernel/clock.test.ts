import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseMoment, rfc3339 } from './clock.ts';

describe('a time from outside', () => {
  it('is read as RFC 3339 writes it', () => {
    for (const [text, utc] of [
      ['2026-11-24T09:30:00Z', '2026-11-24T09:30:00.000Z'],
      ['2026-11-24t09:30:00.5z', '2026-11-24T09:30:00.500Z'],
      ['2026-11-24T09:30:00.123456789Z', '2026-11-24T09:30:00.123Z'],
      ['2026-11-24T09:30:00+08:00', '2026-11-24T01:30:00.000Z'],
      ['2026-11-24T23:30:00-05:45', '2026-11-25T05:15:00.000Z'],
      ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
      ['2000-01-01T00:00:00Z', '2000-01-01T00:00:00.000Z'],
      ['2100-12-31T23:59:59.999Z', '2100-12-31T23:59:59.999Z'],
    ] as const)
      assert.equal(rfc3339(parseMoment(text) ?? Number.NaN), utc, text);
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2000-01-01'), max: new Date('2100-12-31'), noInvalidDate: true }),
        (date) => assert.equal(parseMoment(date.toISOString()), date.getTime()),
      ),
    );
  });

  it('that is a leap second is read as the second after it', () => {
    for (const text of ['2016-12-31T23:59:60Z', '2017-01-01T07:59:60+08:00'])
      assert.equal(rfc3339(parseMoment(text) ?? Number.NaN), '2017-01-01T00:00:00.000Z', text);
    assert.equal(parseMoment('2016-12-31T12:30:60Z'), null);
    assert.equal(parseMoment('2016-12-31T23:59:61Z'), null);
  });

  it('has a real date, in a plausible year', () => {
    for (const text of [
      '2026-02-30T00:00:00Z',
      '2026-02-29T00:00:00Z',
      '2026-13-01T00:00:00Z',
      '2026-00-01T00:00:00Z',
      '2026-01-00T00:00:00Z',
      '2026-01-32T00:00:00Z',
      '2026-01-01T24:00:00Z',
      '2026-01-01T00:60:00Z',
      '2026-01-01T00:00:00+24:00',
      '2026-01-01T00:00:00+00:60',
      '1999-12-31T23:59:59Z',
      '2101-01-01T00:00:00Z',
      '2101-01-01T00:00:00.000+00:00',
      '0000-01-01T00:00:00Z',
      '2026-01-01',
      '2026-01-01 00:00:00Z',
      '2026-01-01T00:00:00',
      '2026-01-01T00:00Z',
      '2026-01-01T00:00:00.Z',
      '2026-01-01T00:00:00Z ',
      '1764028800000',
      'tomorrow',
      '',
    ])
      assert.equal(parseMoment(text), null, text);
  });
});
