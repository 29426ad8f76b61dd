/**
 * The seeds of tests that use random numbers. An ordinary run uses the same seeds each time: the test's usual one, and those
 * that have failed before, which are kept in `seeds/`. `npm run nightly` sets a new seed in FLORIN_SEED for each run, and
 * keeps it if the test fails.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const FOLDER = join(import.meta.dirname, 'seeds');

/** The first seed of a run: a new one in the nightly run, otherwise the usual one. */
export function seedOf(usual: number): number {
  return Number(process.env.FLORIN_SEED ?? usual);
}

/** The seeds with which a test file has failed before. The nightly run gets none, because it looks for new ones. */
export function failedSeeds(testFile: string, folder = FOLDER): readonly number[] {
  return process.env.FLORIN_SEED === undefined ? read(fileOf(testFile, folder)) : [];
}

/** Keeps a seed with which a test file has failed. Every run tries it from now on. */
export function keepSeed(testFile: string, seed: number, folder = FOLDER): void {
  mkdirSync(folder, { recursive: true });
  const file = fileOf(testFile, folder);
  const seeds = [...new Set([...read(file), seed])].sort((one, other) => one - other);
  writeFileSync(file, `${JSON.stringify(seeds)}\n`);
}

function read(file: string): number[] {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
}

/** The name includes the folder, because there are several `sequences.test.ts`. */
function fileOf(testFile: string, folder: string): string {
  const [parent = '', name = ''] = testFile.split('/').slice(-2);
  return join(folder, `${parent}-${basename(name, '.test.ts')}.json`);
}
