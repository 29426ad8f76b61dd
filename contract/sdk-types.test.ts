import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { typesText } from '../scripts/write-sdk-types.ts';
import { openInstallation } from './installation.ts';

describe('the types of the TypeScript SDK', () => {
  it('are those that openapi-typescript writes of the document', async () => {
    const { florin, close } = await openInstallation();
    const { body: document } = await florin.call('GET', '/openapi.json');
    const committed = join(import.meta.dirname, '../sdks/typescript/src/generated/api.ts');
    const written = typesText(document);
    await close();
    assert.equal(await readFile(committed, 'utf8'), written, 'run node scripts/write-sdk-types.ts');
  });
});
