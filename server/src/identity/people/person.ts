import type pg from 'pg';
import { type Row, readRows } from '../../database/index.ts';
import { type Id, idFromUuid, uuidOf } from '../../kernel/ids.ts';
import type { Language } from '../../pages/index.ts';
import { endAddressChanges } from './mailed-links.ts';

export type PersonId = Id<'per'>;

export interface Person {
  readonly id: PersonId;
  readonly email: string;
  /** The language of mails. */
  readonly language: Language;
  readonly passwordHash: string;
  /** Whether signing in takes a code too. */
  readonly secondFactor: boolean;
}

/** The columns of a person, for statements that read `person p`. */
export const PERSON_COLUMNS = `p.person_id, p.email, p.language, p.password_hash,
  exists (select from totp t where t.person_id = p.person_id and t.confirmed_at is not null) as second_factor`;

export function personOf(row: Row): Person {
  return {
    id: idFromUuid('per', row.person_id),
    email: row.email,
    language: row.language,
    passwordHash: row.password_hash,
    secondFactor: row.second_factor,
  };
}

export async function findPerson(home: pg.Pool, email: string): Promise<Person | null> {
  const [row] = await readRows(home, {
    name: 'person of e-mail',
    text: `select ${PERSON_COLUMNS} from person p where p.email = $1`,
    values: [email],
  });
  return row === undefined ? null : personOf(row);
}

/** Sets the password, and takes away whatever the old one gave: sessions, except one, what waits for a second factor, and a new address. */
export async function changePassword(
  transaction: pg.PoolClient,
  person: PersonId,
  passwordHash: string,
  kept: Id<'ses'> | null,
): Promise<void> {
  const id = uuidOf(person);
  await transaction.query('update person set password_hash = $2 where person_id = $1', [id, passwordHash]);
  await transaction.query(
    'delete from person_session where person_id = $1 and session_id is distinct from $2',
    [id, kept === null ? null : uuidOf(kept)],
  );
  await transaction.query('delete from half_sign_in where person_id = $1', [id]);
  await endAddressChanges(transaction, person);
}

/** PostgreSQL's, in its appendix A. */
const UNIQUE_VIOLATION = '23505';

/**
 * Gives the person another address, and ends the links that were mailed to the old one. Sessions stay. False where the address is
 * somebody else's.
 */
export async function changeEmail(
  transaction: pg.PoolClient,
  { id, email: old }: Person,
  email: string,
): Promise<boolean> {
  await transaction.query('savepoint address');
  try {
    await transaction.query('update person set email = $2 where person_id = $1', [uuidOf(id), email]);
  } catch (error) {
    if ((error as { code?: unknown }).code !== UNIQUE_VIOLATION) throw error;
    await transaction.query('rollback to savepoint address');
    return false;
  }
  await transaction.query('delete from mailed_token where email = $1', [old]);
  await endAddressChanges(transaction, id);
  return true;
}

/** As HTML's own e-mail fields have it, and no longer than mail can carry. */
const EMAIL =
  /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+$/;
const EMAIL_LENGTH_MAX = 254;

/** The address as it is stored; null where it is none. */
export function parseEmail(typed: string): string | null {
  const email = typed.trim().toLowerCase();
  return email.length <= EMAIL_LENGTH_MAX && EMAIL.test(email) ? email : null;
}
