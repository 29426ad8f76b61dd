import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Problem } from '../kernel/problem.ts';
import { jsonOf } from './request-text.ts';

const refusalOf = (text: string): unknown => {
  try {
    jsonOf(text);
    return null;
  } catch (error) {
    assert.ok(error instanceof Problem);
    return [error.code, error.extras.field];
  }
};

describe('a card number in a body', () => {
  it('is refused however JSON writes it and what is next to it', () => {
    for (const written of [
      '4242424242424242',
      '\\n4242424242424242',
      '4242424242424242\\u0020',
      '\\u0034242424242424242',
      '卡4242424242424242',
      '４２４２４２４２４２４２４２４２',
      '4242\u00a04242\u00a04242\u00a04242',
    ]) {
      assert.deepEqual(refusalOf(`{"a":["${written}"]}`), ['card_number_refused', 'a/0'], written);
      assert.deepEqual(refusalOf(`{"${written}":1}`)?.[0 as never], 'card_number_refused', written);
    }
  });

  it('is allowed where a card is expected, and nowhere near it', () => {
    const card = '{"card":{"number":"4242424242424242"}}';
    for (const text of [card, `{"method":${card}}`, `{"payment_method":${card}}`])
      assert.equal(refusalOf(text), null, text);
    assert.deepEqual(refusalOf(`{"metadata":${card}}`), ['card_number_refused', 'metadata/card/number']);
    assert.deepEqual(refusalOf('{"a/b":{"~":"4242424242424242"}}'), ['card_number_refused', 'a~1b/~0']);
  });

  it('is not seen in order numbers', () => {
    for (const order of ['20260214123456782', '1764028800000-3-000000001', '2026-02-14 12:34 56782'])
      assert.equal(refusalOf(`{"order_id":"${order}"}`), null, order);
  });
});
