import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { warningsIn } from './installation.ts';

describe('what a generator says', () => {
  it('is looked through for warnings, and only what is known of it is let pass', () => {
    const told = [
      '[main] INFO  o.o.codegen.TemplateManager - writing file model/Error.java',
      '[main] WARN  o.o.codegen.DefaultCodegen - Unknown type found in the schema: thing',
      '[main] WARN  o.o.codegen.DefaultCodegen - OpenAPI 3.1 support is still in beta.',
      '⚠ 2 warnings',
    ];
    assert.deepEqual(warningsIn(told.join('\n'), [/still in beta/, / INFO /]), [told[1], told[3]]);
  });
});
