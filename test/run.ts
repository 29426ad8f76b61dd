/**
 * Runs every test of the workspaces, with a browser and one PostgreSQL in which each file gets its own database.
 * `FLORIN_TEST_ENGINE` is the URL of a superuser of another PostgreSQL to use instead.
 */
import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { run } from 'node:test';
import { startTestEngine, useTestEngine } from '../server/src/database/testing.ts';
import { findChromium } from './chromium.ts';
import { type Counts, report } from './report.ts';

const root = resolve(import.meta.dirname, '..');
const FILE_DEADLINE_MS = 20 * 60_000;

function testFiles(patterns: string[]): string[] {
  // The contract's tests need the tools of other languages. `npm run contract` runs them.
  const left = new Set(['node_modules', '.git', '.florin', 'dist', 'contract']);
  return globSync('**/*.test.ts', { cwd: root, exclude: (entry) => left.has(entry.split('/').at(-1) ?? '') })
    .filter((file) => patterns.length === 0 || patterns.some((pattern) => file.includes(pattern)))
    .map((file) => resolve(root, file))
    .sort();
}

async function runTests(files: string[]): Promise<Counts> {
  process.env.FLORIN_TEST_CHROMIUM = await findChromium();
  const other = process.env.FLORIN_TEST_ENGINE;
  const engine = other === undefined ? await startTestEngine() : await useTestEngine(other);
  process.env.FLORIN_TEST_ENGINE = engine.url;
  process.env.FLORIN_TEST_TEMPLATE = engine.template;
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());
  try {
    // Many files mostly wait for a timer, a browser or a process. So more of them run at once than there are cores.
    const concurrency = availableParallelism() * 2;
    return await report(
      run({
        files,
        concurrency,
        timeout: FILE_DEADLINE_MS,
        signal: interrupted.signal,
        // A test that fails may leave a platform open behind it. Its file ends all the same. The samples take the SDK from its sources.
        execArgv: ['--test-force-exit', '--conditions=florin-source'],
      }),
      root,
    );
  } finally {
    await engine.stop();
  }
}

const patterns = process.argv.slice(2);
const files = testFiles(patterns);
if (files.length === 0) console.log(`No test file's path contains ${patterns.join(' or ')}`);
const { passed, failed, skipped } =
  files.length === 0 ? { passed: 0, failed: 0, skipped: 0 } : await runTests(files);
if (skipped > 0) console.log(`${skipped} skipped`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
console.log(`${passed} passed, ${failed} failed`);
