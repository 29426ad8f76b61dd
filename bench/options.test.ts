import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readOptions, SECTIONS } from './options.ts';

describe('the options of the measurements', () => {
  it('are by default a full run of three turns, which is kept', () => {
    assert.deepEqual(readOptions([]), {
      seconds: 10,
      turns: 3,
      stored: 1_000_000,
      tokens: 1_000_000,
      sections: SECTIONS,
      kept: true,
    });
  });

  it('do not keep a quick run or one of a single section', () => {
    assert.equal(readOptions(['--quick']).kept, false);
    const only = readOptions(['--only', 'reads', '--seconds', '5']);
    assert.deepEqual([only.sections, only.seconds, only.kept], [['reads'], 5, false]);
  });

  it('refuse what they do not know', () => {
    assert.throws(() => readOptions(['--only', 'writes']), /must be one of fresh, payments/);
    assert.throws(() => readOptions(['--seconds', 'ten']), /whole number/);
    assert.throws(() => readOptions(['--fast']), /--fast/);
  });
});
