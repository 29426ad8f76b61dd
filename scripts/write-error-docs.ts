/** Writes docs/errors.md from the catalogue of refusals. A test compares the two. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorDocs } from '../server/src/http/error-docs.ts';
import { gathered } from '../server/src/modules.ts';

writeFileSync(join(import.meta.dirname, '../docs/errors.md'), errorDocs(gathered.problems));
