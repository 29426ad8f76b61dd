export {
  bool,
  bytes,
  type Column,
  id,
  int2,
  int4,
  int8,
  text,
  timestamp,
} from './columns.ts';
export { connectOwner } from './connect.ts';
export { streamRows } from './cursor.ts';
export { type Filter, keysetPage } from './keyset.ts';
export {
  appliedMigrations,
  connectMigrated,
  lockMigrations,
  migrate,
  migrateWithin,
  RESTORE_MARK,
} from './migrate.ts';
export { openPool, readRows } from './pool.ts';
export { CommitQueue } from './queue/commit-queue.ts';
export { Fences } from './queue/fences.ts';
export type { Head, Heads } from './queue/heads.ts';
export { Lane, type Row } from './queue/lane.ts';
export type { Command, Decider, Round } from './queue/round.ts';
export { readApart } from './read-apart.ts';
export { SCHEMAS, withAllTables, within } from './schemas.ts';
export { questionOf, reader, type Statement, type Writer, writer } from './statements.ts';
export { troubleOf } from './trouble.ts';
