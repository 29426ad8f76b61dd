/** The vectors as they are kept, for the tests that read them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ids } from './ids.ts';
import type { jwe } from './jwe.ts';
import type { money } from './money.ts';
import type { problems } from './problems.ts';
import type { retries } from './retries.ts';
import type { signatures } from './signatures.ts';
import type { webhooks } from './webhooks.ts';

interface Files {
  ids: ReturnType<typeof ids>;
  jwe: ReturnType<typeof jwe>;
  money: ReturnType<typeof money>;
  problems: ReturnType<typeof problems>;
  retries: ReturnType<typeof retries>;
  signatures: ReturnType<typeof signatures>;
  webhooks: ReturnType<typeof webhooks>;
}

export function keptVectors<Name extends keyof Files>(name: Name): Files[Name] {
  return JSON.parse(readFileSync(join(import.meta.dirname, `../${name}.json`), 'utf8'));
}
