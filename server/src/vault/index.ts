export { KeyRing } from './keys.ts';
export type { KekSettings } from './open.ts';
export { followDataKeys, openKeys } from './open.ts';
export { proveSealed } from './proof.ts';
export { type RotationStep, rotateDataKey } from './rotate-data.ts';
export { rewrapDataKeys } from './rotate-kek.ts';
export { open, seal } from './seal.ts';
export type { SealedColumn } from './sealed-column.ts';
