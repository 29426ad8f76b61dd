export { backup } from './backup.ts';
export { checkDatabase, Unfit } from './fitness.ts';
export { openLog } from './log.ts';
export type { TableEntry } from './manifest.ts';
export { restore } from './restore.ts';
export { Retention } from './retention.ts';
