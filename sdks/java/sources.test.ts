import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { committedDocument, javaSources, SOURCES } from '../../scripts/write-java-sdk.ts';

describe('the Java SDK', () => {
  it('has the types and the methods of the document, and no others', () => {
    const files = globSync('{model,resources}/*.java', { cwd: SOURCES }).sort();
    const kept = new Map(files.map((file) => [file, readFileSync(join(SOURCES, file), 'utf8')]));
    const written = javaSources(committedDocument());
    assert.deepEqual([...kept.keys()], [...written.keys()].sort(), 'run: node scripts/write-java-sdk.ts');
    for (const [file, text] of written)
      assert.equal(kept.get(file), text, 'run: node scripts/write-java-sdk.ts');
  });
});
