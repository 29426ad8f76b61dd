/** For a test: a thread that doubles numbers, refuses some, is late with the odd ones, and ends for one. */
import { threadId } from 'node:worker_threads';
import { serve } from './other-thread.ts';

serve(async (item: number) => {
  if (item < 0) throw new Error(`${item} is negative`);
  if (item === Infinity) process.exit(13);
  if (item % 2 === 1) await new Promise((resolve) => setImmediate(resolve));
  return { twice: 2 * item, threadId };
});
