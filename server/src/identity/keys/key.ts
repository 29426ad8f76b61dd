import type { Row } from '../../database/index.ts';
import { type Principal, PUBLISHABLE_SCOPES } from '../../http/index.ts';
import { rfc3339 } from '../../kernel/clock.ts';
import { type AccountId, idFromUuid, type KeyId } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problem.ts';
import { heldBy, scopes } from '../roles.ts';

/** A secret key stays on a server; a publishable key is for the payer's page, and can do very little. */
export const keyKinds = ['secret', 'publishable'] as const;
export type KeyKind = (typeof keyKinds)[number];

/** A key as it is stored. The key itself is stored nowhere. */
export interface ApiKey {
  readonly id: KeyId;
  readonly account: AccountId;
  readonly kind: KeyKind;
  readonly name: string;
  readonly hint: string;
  /** What it may do, or null for all that its kind may. */
  readonly scopes: readonly string[] | null;
  /** The key that it was rolled from. */
  readonly replaces: KeyId | null;
  readonly createdAt: number;
  readonly expiresAt: number | null;
  readonly revokedAt: number | null;
  readonly lastUsedAt: number | null;
}

export function keyOf(row: Row): ApiKey {
  return {
    id: idFromUuid('key', row.id),
    account: idFromUuid('acct', row.account_id),
    kind: row.kind,
    name: row.name,
    hint: row.hint,
    scopes: row.scopes,
    replaces: row.replaces === null ? null : idFromUuid('key', row.replaces),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    lastUsedAt: row.last_used_at,
  };
}

export const keyStatuses = ['active', 'expired', 'revoked'] as const;

export function statusOf(key: ApiKey, now: number): (typeof keyStatuses)[number] {
  if (key.revokedAt !== null) return 'revoked';
  return key.expiresAt !== null && key.expiresAt <= now ? 'expired' : 'active';
}

/** The key as the API shows it. */
export function keyView(key: ApiKey, now: number) {
  const time = (at: number | null) => (at === null ? null : rfc3339(at));
  return {
    id: key.id,
    object: 'api_key' as const,
    name: key.name,
    kind: key.kind,
    status: statusOf(key, now),
    hint: key.hint,
    scopes: scopesOfKey(key),
    replaces: key.replaces,
    created_at: rfc3339(key.createdAt),
    expires_at: time(key.expiresAt),
    revoked_at: time(key.revokedAt),
    last_used_at: time(key.lastUsedAt),
  };
}

/** What a secret key may do by its row. */
export function scopesOfRow(stored: readonly string[] | null): Principal['scopes'] {
  return stored === null ? 'all' : new Set(stored);
}

/** Which scopes a key has: null for all there are. */
export function scopesOfKey(key: Pick<ApiKey, 'kind' | 'scopes'>): readonly string[] | null {
  return key.kind === 'publishable' ? [...PUBLISHABLE_SCOPES] : key.scopes;
}

/**
 * Nobody makes a key that can do more than they can, nor one that works longer than they do. Throws `forbidden`.
 * @param until when the credential that asks expires, or null.
 */
export function checkGiven(
  asking: Pick<Principal, 'scopes'>,
  until: number | null,
  wanted: { readonly scopes: readonly string[] | null; readonly expiresAt: number | null },
): void {
  const held = heldBy(asking);
  const missing = (wanted.scopes ?? scopes).find((scope) => !held.has(scope));
  if (missing !== undefined)
    throw new Problem(
      'forbidden',
      `This credential cannot give the scope ${missing}, which it does not have.`,
    );
  if (until !== null && (wanted.expiresAt === null || wanted.expiresAt > until))
    throw new Problem(
      'forbidden',
      `This key expires at ${rfc3339(until)} and cannot make one that works longer.`,
    );
}
