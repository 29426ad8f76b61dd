export { openSignatures } from './open.ts';
