export { KeyRing, type Purpose } from './keys.ts';
