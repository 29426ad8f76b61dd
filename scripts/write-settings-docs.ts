/** Writes the table of docs/configuration.md from the settings. A test compares the two. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { settingsTable } from '../server/src/settings.ts';

const file = join(import.meta.dirname, '../docs/configuration.md');
const table = /^\| variable \|.*\n(\|.*\n)+/m;
writeFileSync(
  file,
  readFileSync(file, 'utf8').replace(table, () => settingsTable()),
);
