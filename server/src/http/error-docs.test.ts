import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { gathered } from '../modules.ts';
import { openTestPlatform } from '../testing.ts';
import { errorDocs } from './error-docs.ts';

describe('the page about errors', () => {
  it('stands where the type of a problem points to', async () => {
    const florin = await openTestPlatform();
    const problem = await florin.call('GET', '/v1/nothing');
    const answer = await florin.app.inject({ method: 'GET', url: problem.body.type });
    assert.equal(answer.statusCode, 200);
    assert.match(answer.body, /### not_found\n/);
    await florin.close();
  });

  it('says what the catalogue says', () => {
    const page = readFileSync(join(import.meta.dirname, '../../../docs/errors.md'), 'utf8');
    assert.equal(page, errorDocs(gathered.problems), 'run: node scripts/write-error-docs.ts');
    for (const code of Object.keys(gathered.problems)) assert.ok(page.includes(`\n### ${code}\n`), code);
  });
});
