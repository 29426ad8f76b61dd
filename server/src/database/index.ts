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
export { openDatabase } from './open.ts';
export { openPool, readRows } from './pool.ts';
export type { CommitQueue } from './queue/commit-queue.ts';
export { type Head, Heads } from './queue/heads.ts';
export type { Row } from './queue/lane.ts';
export type { Command, Decider, Round } from './queue/round.ts';
export { readApart } from './read-apart.ts';
export { SCHEMAS, type Schema, withAllTables, within } from './schemas.ts';
export { questionOf, reader, type Statement, type Writer, writer } from './statements.ts';
export { before, type Sweep, sweepOf } from './sweep.ts';
export { inTransaction } from './transaction.ts';
export { troubleOf } from './trouble.ts';
export { UsedMarks } from './used-marks.ts';
