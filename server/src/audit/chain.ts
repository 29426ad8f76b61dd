import { hash } from 'node:crypto';
import type { Row } from '../database/index.ts';
import type { Act } from '../http/index.ts';
import { rfc3339 } from '../kernel/clock.ts';
import { type AccountId, type Id, idFromUuid, type OrganizationId } from '../kernel/ids.ts';

export type AuditEntryId = Id<'aud'>;

/** One act of a person, a key or an app in an organization. */
export interface AuditEntry {
  readonly organization: OrganizationId;
  readonly id: AuditEntryId;
  readonly seq: bigint;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly act: Act['name'];
  readonly state: AuditState;
  /** The id of the person, the key or the app. */
  readonly actor: string;
  readonly account: AccountId | null;
  /** The id of what they acted on. */
  readonly object: string | null;
  /** What was asked for, as JSON. It has no line breaks. */
  readonly detail: string;
  readonly request: string;
  readonly address: string;
}

/** Whether the entry was written with the act, in one transaction, or before it, so that it may not have been done. */
export const auditStates = ['done', 'asked'] as const;
export type AuditState = (typeof auditStates)[number];

/** The previous hash of an organization's first entry. */
export const NO_ENTRY_HASH = '0'.repeat(64);

/**
 * The hash of an entry, in hexadecimal: SHA-256 over lines of text. No part contains a line break, so two different entries
 * never produce the same text.
 */
export function entryHash(before: string, entry: AuditEntry): string {
  const lines = [
    ...['florin audit 1', before, entry.organization, entry.seq, entry.id, rfc3339(entry.at)],
    ...[entry.act, entry.state, entry.actor, entry.account ?? '', entry.object ?? ''],
    ...[entry.request, entry.address, entry.detail],
  ];
  return hash('sha256', lines.join('\n'), 'hex');
}

export function entryOf(row: Row): AuditEntry & { readonly hash: string } {
  return {
    organization: idFromUuid('org', row.organization_id),
    id: idFromUuid('aud', row.id),
    ...{ seq: row.seq, at: row.at, act: row.act, state: row.state, actor: row.actor },
    account: row.account_id === null ? null : idFromUuid('acct', row.account_id),
    ...{ object: row.object, detail: row.detail, request: row.request, address: row.address },
    hash: row.hash.toString('hex'),
  };
}
