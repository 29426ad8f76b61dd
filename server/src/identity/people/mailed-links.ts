import type pg from 'pg';
import { readRows } from '../../database/index.ts';
import { idFromUuid, type PersonId, uuidOf } from '../../kernel/ids.ts';
import type { Language } from '../../pages/index.ts';
import { hashOf, newSecret } from './secrets.ts';

export type LinkPurpose = 'sign_up' | 'recovery' | 'email_change';

/** Where the links of mails lead. */
export const LINK_PATHS: Readonly<Record<LinkPurpose, string>> = {
  sign_up: '/signup',
  recovery: '/recover',
  email_change: '/account/email',
};

/** How long the links of mails work. */
const VALID_MS: Readonly<Record<LinkPurpose, number>> = {
  sign_up: 24 * 3_600_000,
  recovery: 30 * 60_000,
  email_change: 3_600_000,
};

export interface MailedLink {
  readonly email: string;
  readonly language: Language;
  /** Whose new address it is; null where the purpose is another. */
  readonly person: PersonId | null;
}

/** Makes a link, and returns its secret and when it ends. Only a hash is stored. */
export async function createLink(
  transaction: pg.PoolClient,
  purpose: LinkPurpose,
  { email, language, person }: MailedLink,
  at: number,
): Promise<{ secret: string; expiresAt: number }> {
  const secret = newSecret();
  const expiresAt = at + VALID_MS[purpose];
  await transaction.query(
    `insert into mailed_token (token_hash, purpose, email, language, person_id, expires_at)
     values ($1, $2, $3, $4, $5, to_timestamp($6 / 1000.0))`,
    [hashOf(secret), purpose, email, language, person === null ? null : uuidOf(person), expiresAt],
  );
  return { secret, expiresAt };
}

/** What the link is about, without using it; null where it does not work. */
export async function readLink(
  home: pg.Pool,
  purpose: LinkPurpose,
  secret: string,
  now: number,
): Promise<MailedLink | null> {
  const [row] = await readRows(home, {
    name: 'mailed link',
    text: `select email, language, person_id from mailed_token
           where token_hash = $1 and purpose = $2 and expires_at > to_timestamp($3 / 1000.0)`,
    values: [hashOf(secret), purpose, now],
  });
  if (row === undefined) return null;
  const person = row.person_id === null ? null : idFromUuid('per', row.person_id);
  return { email: row.email, language: row.language, person };
}

/** Uses the link, and ends all others to the same address for the same purpose. False where somebody was faster. */
export async function useLink(
  transaction: pg.PoolClient,
  purpose: LinkPurpose,
  secret: string,
  now: number,
): Promise<boolean> {
  const { rows } = await transaction.query(
    `delete from mailed_token where token_hash = $1 and purpose = $2 and expires_at > to_timestamp($3 / 1000.0)
     returning email`,
    [hashOf(secret), purpose, now],
  );
  if (rows.length === 0) return false;
  await transaction.query('delete from mailed_token where email = $1 and purpose = $2', [
    rows[0].email,
    purpose,
  ]);
  return true;
}

/** Ends whatever would still give the person another address. */
export async function endAddressChanges(transaction: pg.PoolClient, person: PersonId): Promise<void> {
  for (const table of ['mailed_token', 'mail_request'])
    await transaction.query(`delete from ${table} where person_id = $1`, [uuidOf(person)]);
}
