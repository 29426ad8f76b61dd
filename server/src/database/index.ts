export {
  bool,
  bytes,
  type Column,
  id,
  int2,
  int4,
  int8,
  type Statement,
  statementOf,
  text,
  timestamp,
  type Writer,
  writer,
} from './columns.ts';
export { CommitQueue } from './commit-queue.ts';
export { Fences } from './fences.ts';
export type { Head, Heads } from './heads.ts';
export { type Filter, keysetPage } from './keyset.ts';
export { Lane, type Row } from './lane.ts';
export { migrate } from './migrate.ts';
export { openPool, readRows } from './pool.ts';
export type { Command, Decider, Round } from './round.ts';
export { troubleOf } from './trouble.ts';
