/** Writes the vectors that every SDK has to pass. It gives the same bytes whenever and wherever it runs; a test runs it again. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { allVectors } from './source/all.ts';

for (const [file, text] of Object.entries(await allVectors()))
  writeFileSync(join(import.meta.dirname, file), text);
