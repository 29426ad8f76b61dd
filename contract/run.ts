/** Checks the API's document with the tools of others. All files share one PostgreSQL, and each has its own platform. */
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { run } from 'node:test';
import { startTestEngine } from '../server/src/database/testing.ts';
import { report } from '../test/report.ts';

const FILE_DEADLINE_MS = 6 * 60_000;
/** A generator mostly uses one core, and so does the platform that it calls. */
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
