import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Document } from './sdk-model.ts';
import { goFiles } from './write-go-sdk.ts';

const sdks = join(import.meta.dirname, '../sdks');
const document = JSON.parse(readFileSync(join(sdks, 'openapi.json'), 'utf8')) as Document;

describe('what the Go SDK has of the API’s document', () => {
  it('is what the script writes of it', () => {
    for (const [name, text] of goFiles(document))
      assert.equal(readFileSync(join(sdks, 'go', name), 'utf8'), text, 'run node scripts/write-go-sdk.ts');
  });

  it('declares every type that it names', () => {
    const written = [...goFiles(document).values()].join('');
    const declared = new Set([...written.matchAll(/^type (\w+) /gm)].map(([, name]) => name));
    const named = [...written.matchAll(/^\t\w+ [*[\]]*(?:Nullable\[)?([A-Z]\w*)\]? `json/gm)].map(
      ([, name]) => name,
    );
    assert.ok(named.includes('PaymentStatus'));
    assert.deepEqual(
      named.filter((name) => name !== 'Secret' && !declared.has(name)),
      [],
    );
  });

  it('has a method for each operation, and refuses a form of schema that it does not know', () => {
    const written = [...goFiles(document).values()].join('');
    for (const item of Object.values(document.paths))
      for (const { operationId } of Object.values(item))
        assert.match(written, new RegExp(`operation: ${operationId}Operation|${operationId}Operation, from`));
    const changed = structuredClone(document) as { components: { schemas: Record<string, object> } };
    changed.components.schemas.Refund = { type: 'object', properties: { amount: { type: 'number' } } };
    assert.throws(() => goFiles(changed as Document), /RefundAmount has a form/);
  });
});
