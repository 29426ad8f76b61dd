import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { testCards } from '../channels/index.ts';
import { hideCardNumbers, holdsCardNumber } from './card-number.ts';

/** Numbers that card schemes and processors publish for tests. */
const published = [
  '4111111111111111',
  '5555555555554444',
  '2223003122003222',
  '378282246310005',
  '6011111111111117',
  '30569309025904',
  '3566002020360505',
  '6200000000000005',
  '6205500000000000004',
  '6759649826438453',
];

describe('a card number in a text', () => {
  it('is found in every range: published numbers, and those of the sandbox', () => {
    for (const number of [...published, ...testCards.map((card) => card.number)])
      assert.ok(holdsCardNumber(number), number);
  });

  it('is found in groups, among words and in full-width digits', () => {
    for (const text of [
      '4242 4242 4242 4242',
      '4242-4242-4242-4242',
      '3782 822463 10005',
      '3056-9309-0259-04',
      '6205 5000 0000 0000 004',
      '620550 0000000000004',
      'card:4242424242424242.',
      '卡号4242424242424242',
      '４２４２４２４２４２４２４２４２',
      '4242\u00a04242\u00a04242\u00a04242',
      'paid 2026 4242 4242 4242 4242 123',
      'order_4242424242424242',
      'https://shop.example/?card=4242424242424242&x=1',
      '4111111111111112, 4111111111111111',
    ])
      assert.ok(holdsCardNumber(text), text);
  });

  it('is not found in digits that only look like one', () => {
    for (const text of [
      '4242424242424241',
      '20260214123456782',
      '1764028800000',
      '1764028800000123',
      '9780201379624',
      '6901234567892',
      '4123456789012345675',
      '4f0c1d9e-6c5f-4b1e-9f0a-2d7f3c1b8a55',
      '12345678-4242-4242-8242-424212345678',
      'A4242424242424242',
      '4242424242424242a',
      '42424242424242424242424242424242',
      '4242 4242 42424242',
    ])
      assert.ok(!holdsCardNumber(text), text);
  });

  it('is hidden, and the text around it is not', () => {
    assert.equal(
      hideCardNumbers('4242 4242 4242 4242 of order 4123456789012345675'),
      '[hidden] of order 4123456789012345675',
    );
    assert.equal(hideCardNumbers('nothing of the kind'), 'nothing of the kind');
  });
});
