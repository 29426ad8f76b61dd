import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { catalogue } from '../kernel/problem.ts';
import { errorDocs } from './error-docs.ts';

describe('the page about errors', () => {
  it('says what the catalogue says', () => {
    const page = readFileSync(join(import.meta.dirname, '../../../docs/errors.md'), 'utf8');
    assert.equal(page, errorDocs(), 'run: node scripts/write-error-docs.ts');
    for (const code of Object.keys(catalogue)) assert.ok(page.includes(`\n### ${code}\n`), code);
  });
});
