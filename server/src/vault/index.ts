export { KeyRing, type Purpose } from './keys.ts';
export { open, seal } from './seal.ts';
