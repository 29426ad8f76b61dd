export type { EncryptionKeys } from './keys.ts';
export { openEncryption } from './open.ts';
