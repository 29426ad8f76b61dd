import { type Id, idFromUuid } from '../kernel/ids.ts';
import type { SealedColumn } from '../vault/index.ts';

export type FlorinKeyId = Id<'florinkey'>;

/** What a sealed key is for. */
export function signingKeyContext(id: FlorinKeyId): string {
  return `signing key ${id}`;
}

export const sealedSigningKey: SealedColumn = {
  table: 'florin_signing_key',
  column: 'sealed_private_key',
  key: ['id'],
  context: (row) => signingKeyContext(idFromUuid('florinkey', row.id)),
};
