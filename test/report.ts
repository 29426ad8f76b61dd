/** What a test run prints: failures in full, slow tests with their seconds, and the counts. */
import type { run } from 'node:test';
import { inspect } from 'node:util';

const SLOW_MS = 5_000;

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** Follows a run to its end, prints what a person needs to see, and counts the tests. */
export async function report(stream: ReturnType<typeof run>, root: string): Promise<Counts> {
  let counts: Counts = { passed: 0, failed: 0, skipped: 0 };
  for await (const event of stream) {
    if (event.type === 'test:pass' || event.type === 'test:fail') {
      const { name, file, line, details } = event.data;
      const where = `${file?.replace(`${root}/`, '') ?? '?'}:${line ?? 0}`;
      if (event.type === 'test:fail') printFailure(name, where, event.data.details.error);
      if (details.duration_ms > SLOW_MS && details.type !== 'suite') {
        console.log(`slow: ${(details.duration_ms / 1000).toFixed(1)} s  ${name}  (${where})`);
      }
    } else if (event.type === 'test:stdout' || event.type === 'test:stderr') {
      process.stdout.write(event.data.message);
    } else if (event.type === 'test:summary' && event.data.file === undefined) {
      const { passed, failed, cancelled, skipped, todo } = event.data.counts;
      counts = { passed, failed: failed + cancelled, skipped: skipped + todo };
    }
  }
  return counts;
}

/** A suite fails because of its tests, and each of these says why itself. */
function printFailure(
  name: string,
  where: string,
  error: Error & { cause?: unknown; failureType?: string },
): void {
  if (error.failureType === 'subtestsFailed') return;
  console.log(`\nFAILED  ${name}  (${where})`);
  console.log(inspect(error.cause ?? error, { depth: 8, colors: process.stdout.isTTY === true }));
}
