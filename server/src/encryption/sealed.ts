import { type Id, idFromUuid } from '../kernel/ids.ts';
import type { SealedColumn } from '../vault/index.ts';

export type EncryptionKeyId = Id<'enckey'>;

/** What a sealed private key is for. */
export function encryptionKeyContext(id: EncryptionKeyId): string {
  return `encryption key ${id}`;
}

export const sealedEncryptionKey: SealedColumn = {
  table: 'encryption_key',
  column: 'sealed_private_key',
  key: ['id'],
  context: (row) => encryptionKeyContext(idFromUuid('enckey', row.id)),
};
