import type { SealedColumn } from '../vault/index.ts';

/** What a sealed payload is of. */
export function stateContext(idHash: Buffer): string {
  return `oauth state ${idHash.toString('hex')}`;
}

/** What a sealed key is for. */
export function signingKeyContext(kid: string): string {
  return `oauth signing key ${kid}`;
}

export const sealed: readonly SealedColumn[] = [
  {
    table: 'oauth_state',
    column: 'payload',
    key: ['id_hash'],
    context: (row) => stateContext(row.id_hash),
  },
  {
    table: 'oauth_signing_key',
    column: 'private_key',
    key: ['kid'],
    context: (row) => signingKeyContext(row.kid),
  },
];
