import { idFromUuid, type PersonId } from '../../kernel/ids.ts';
import type { SealedColumn } from '../../vault/index.ts';

/** What a sealed secret is for. */
export function totpContext(person: PersonId): string {
  return `totp ${person}`;
}

export const sealedTotp: SealedColumn = {
  table: 'totp',
  column: 'secret',
  key: ['person_id'],
  context: (row) => totpContext(idFromUuid('per', row.person_id)),
};
