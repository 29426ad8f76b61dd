import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { type Currency, currencies, decimalsOf } from '../server/src/kernel/money.ts';
import { python, without } from './installation.ts';

describe('the currencies', { skip: without(join(python, 'python')) }, () => {
  it('are those of ISO 4217 as PyPI’s iso4217 has them, a newer list than our package’s, with its decimals', () => {
    const script =
      'import iso4217, json; print(json.dumps([[c.code, c.exponent] for c in iso4217.Currency if c.exponent is not None]))';
    const listed: [string, number][] = JSON.parse(
      execFileSync(join(python, 'python'), ['-c', script], { encoding: 'utf8' }),
    );
    assert.deepEqual(
      currencies.map((code) => [code, decimalsOf(code as Currency)]),
      listed.sort(([one], [other]) => (one < other ? -1 : 1)),
    );
  });
});
