/**
 * Where tests that leave something to chance get their seeds. An ordinary run takes the same ones each time: those that
 * have failed before, which are kept in `seeds/`, and the test's usual one. `npm run nightly` gives each run a new one in
 * FLORIN_SEED, and keeps it when the test fails.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const FOLDER = join(import.meta.dirname, 'seeds');

/** The seed that a run begins with: a new one in the night, else the usual one. */
export function seedOf(usual: number): number {
  return Number(process.env.FLORIN_SEED ?? usual);
}

/** The seeds with which a test file has failed before; none in the night, which looks for new ones. */
export function failedSeeds(testFile: string, folder = FOLDER): readonly number[] {
  return process.env.FLORIN_SEED === undefined ? read(fileOf(testFile, folder)) : [];
}

/** Keeps a seed with which a test file has failed: every run tries it from now on. */
export function keepSeed(testFile: string, seed: number, folder = FOLDER): void {
  mkdirSync(folder, { recursive: true });
  const file = fileOf(testFile, folder);
  const seeds = [...new Set([...read(file), seed])].sort((one, other) => one - other);
  writeFileSync(file, `${JSON.stringify(seeds)}\n`);
}

function read(file: string): number[] {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
}

/** Named by the folder as well: there are several `sequences.test.ts`. */
function fileOf(testFile: string, folder: string): string {
  const [parent = '', name = ''] = testFile.split('/').slice(-2);
  return join(folder, `${parent}-${basename(name, '.test.ts')}.json`);
}
