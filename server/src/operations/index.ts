export { backup } from './backup.ts';
export { checkDatabase, checkMemory } from './fitness.ts';
export { openLog } from './log.ts';
export { readManifest, type TableEntry } from './manifest.ts';
export { restore } from './restore.ts';
export { Retention } from './retention.ts';
