/** Runs what holds the API's document against others' tools: one PostgreSQL for all, a platform of its own for each file. */
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { run } from 'node:test';
import { startTestEngine } from '../server/src/database/testing.ts';
import { report } from '../test/report.ts';

const FILE_DEADLINE_MS = 6 * 60_000;
/** A generator mostly runs on one core, and so does what is asked of the platform meanwhile. */
const AT_ONCE = 2;

const patterns = process.argv.slice(2);
const files = globSync('*.test.ts', { cwd: import.meta.dirname })
  .filter((file) => patterns.length === 0 || patterns.some((pattern) => file.includes(pattern)))
  .map((file) => join(import.meta.dirname, file))
  .sort();
const engine = await startTestEngine();
process.env.FLORIN_TEST_ENGINE = engine.url;
process.env.FLORIN_TEST_TEMPLATE = engine.template;
const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());
try {
  const stream = run({ files, concurrency: AT_ONCE, timeout: FILE_DEADLINE_MS, signal: interrupted.signal });
  const { passed, failed, skipped } = await report(stream, join(import.meta.dirname, '..'));
  if (skipped > 0) console.log(`${skipped} skipped: this machine lacks their tools`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
  console.log(`${passed} passed, ${failed} failed`);
} finally {
  await engine.stop();
}
