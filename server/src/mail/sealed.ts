import { type Id, idFromUuid } from '../kernel/ids.ts';
import type { SealedColumn } from '../vault/index.ts';

export type MailId = Id<'mail'>;

/** What a sealed body is of. */
export function bodyContext(id: MailId): string {
  return `mail ${id}`;
}

export const sealedBody: SealedColumn = {
  table: 'mail',
  column: 'body',
  key: ['mail_id'],
  context: (row) => bodyContext(idFromUuid('mail', row.mail_id)),
};
