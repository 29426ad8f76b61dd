import { type AccountId, type EndpointId, idFromUuid } from '../../kernel/ids.ts';
import type { SealedColumn } from '../../vault/index.ts';

/** What a sealed secret is for. Present and earlier secrets are alike, because a rotation moves the one to the others. */
export function secretContext(account: AccountId, id: EndpointId): string {
  return `webhook ${account} ${id}`;
}

const of = {
  table: 'webhook_endpoint',
  key: ['account_id', 'id'],
  context: (row) => secretContext(idFromUuid('acct', row.account_id), idFromUuid('we', row.id)),
} as const satisfies Partial<SealedColumn>;

export const sealedSecrets: readonly SealedColumn[] = [
  { ...of, column: 'secret' },
  { ...of, column: 'secrets_before', isArray: true },
];
