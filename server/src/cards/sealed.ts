import { type AccountId, type Id, idFromUuid } from '../kernel/ids.ts';
import type { SealedColumn } from '../vault/index.ts';

export type TokenId = Id<'tok'>;

/** What a sealed value is, and of which row. A value that was moved to another row or field does not open there. */
export function cardContext(account: AccountId, id: TokenId, field: 'card' | 'security code'): string {
  return `${field} ${account} ${id}`;
}

export const sealedCards: readonly SealedColumn[] = [
  {
    table: 'card_token',
    column: 'sealed_card',
    key: ['account_id', 'id'],
    context: (row) => cardContext(idFromUuid('acct', row.account_id), idFromUuid('tok', row.id), 'card'),
  },
  {
    table: 'card_security_code',
    column: 'sealed_code',
    key: ['account_id', 'token_id'],
    context: (row) =>
      cardContext(idFromUuid('acct', row.account_id), idFromUuid('tok', row.token_id), 'security code'),
  },
];
