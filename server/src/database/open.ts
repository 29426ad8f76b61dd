import { openPool } from './pool.ts';
import { CommitQueue, type CommitQueueOptions } from './queue/commit-queue.ts';
import { Fences } from './queue/fences.ts';
import { Lane } from './queue/lane.ts';

export interface DatabaseOptions
  extends Pick<CommitQueueOptions, 'clock' | 'log' | 'onRound' | 'onCommitted'> {
  readonly databaseUrl: string;
}

/** Opens what one process has of a migrated database: connections to both schemas, and its commit queue. */
export function openDatabase({ databaseUrl, ...options }: DatabaseOptions) {
  // Requests are authenticated by connections of their own: whatever else is written at home, they never wait for it.
  const directory = openPool(databaseUrl, 'home', 4);
  const home = openPool(databaseUrl, 'home', 4);
  const pool = openPool(databaseUrl, 'cell', 14);
  const queue = new CommitQueue({
    lane: new Lane(databaseUrl, 5_000),
    fences: new Fences(pool, options.log),
    patienceMs: 3_000,
    outcomePatienceMs: 8_000,
    ...options,
  });
  return {
    directory,
    home,
    pool,
    queue,
    async stop() {
      await queue.stop();
      await Promise.all([pool.end(), home.end(), directory.end()]);
    },
  };
}
