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
export { CommitQueue } from './commit-queue.ts';
export { Fences } from './fences.ts';
export type { Head, Heads } from './heads.ts';
export { type Filter, keysetPage } from './keyset.ts';
export { Lane, type Row } from './lane.ts';
export { migrate } from './migrate.ts';
export { openPool, readRows } from './pool.ts';
export type { Command, Decider, Round } from './round.ts';
export { questionOf, reader, type Statement, type Writer, writer } from './statements.ts';
export { troubleOf } from './trouble.ts';
