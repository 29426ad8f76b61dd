/**
 * Repeats the tests that use random numbers, with new seeds, for a number of minutes. A seed that fails is kept in `seeds/`,
 * and every ordinary run tries it from then on.
 */
import { randomInt } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { run } from 'node:test';
import { startTestEngine, useTestEngine } from '../server/src/database/testing.ts';
import { report } from './report.ts';
import { keepSeed } from './seeds.ts';

const root = resolve(import.meta.dirname, '..');
const MINUTES = 10;
const FILE_DEADLINE_MS = 10 * 60_000;
const SEED_MAX = 2 ** 31 - 1;

/** The test files that use a seed. */
function filesOfChance(): string[] {
  return globSync('server/src/**/*.test.ts', { cwd: root })
    .map((file) => resolve(root, file))
    .filter((file) => /\b(seedOf\(|holds\(\s*import\.meta)/.test(readFileSync(file, 'utf8')))
    .sort();
}

/** Runs one test file with a seed. Returns the seed that failed. A test that tries many schedules names its own. */
async function tryOnce(file: string, seed: number): Promise<number | null> {
  process.env.FLORIN_SEED = String(seed);
  const stream = run({ files: [file], timeout: FILE_DEADLINE_MS });
  let failed: number | null = null;
  stream.on('test:fail', ({ details }) => {
    const named = /\bseed (\d+):/.exec(String(details.error.cause ?? details.error));
    failed = named === null ? (failed ?? seed) : Number(named[1]);
  });
  await report(stream, root);
  return failed;
}

const minutes = Number(process.argv[2] ?? MINUTES);
if (!(minutes > 0)) throw new Error('Give the number of minutes: npm run nightly -- 30');
const files = filesOfChance();
const other = process.env.FLORIN_TEST_ENGINE;
const engine = other === undefined ? await startTestEngine() : await useTestEngine(other);
process.env.FLORIN_TEST_ENGINE = engine.url;
process.env.FLORIN_TEST_TEMPLATE = engine.template;
let runs = 0;
let failures = 0;
try {
  for (const end = Date.now() + minutes * 60_000; Date.now() < end; ) {
    for (const file of files) {
      const failed = await tryOnce(file, randomInt(SEED_MAX));
      runs++;
      if (failed === null) continue;
      failures++;
      keepSeed(file, failed);
      console.log(`${relative(root, file)} fails with seed ${failed}, which is kept`);
    }
  }
} finally {
  await engine.stop();
}
console.log(`${runs} runs of ${files.length} files, ${failures} failed`);
process.exitCode = failures > 0 ? 1 : 0;
