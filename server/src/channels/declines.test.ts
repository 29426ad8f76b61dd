import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { declines } from './declines.ts';

const DOCUMENT = join(import.meta.dirname, '../../../docs/channels.md');

describe('the decline codes', () => {
  it('are listed in the document on channels, with what the payer can do', () => {
    const [, section = ''] = readFileSync(DOCUMENT, 'utf8').split('## Decline codes\n');
    const rows = section.split('\n').filter((line) => line.startsWith('| `'));
    assert.deepEqual(
      rows,
      Object.entries(declines).map(([code, says]) => `| \`${code}\` | ${says} |`),
    );
  });
});
