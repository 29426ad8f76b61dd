import type pg from 'pg';
import { readRows } from '../../database/index.ts';
import { uuidOf } from '../../kernel/ids.ts';
import { PERSON_COLUMNS, type Person, personOf } from '../people/person.ts';
import { hashOf, newSecret } from '../people/secrets.ts';

/** How long the second factor may take. */
export const HALF_SIGN_IN_MS = 10 * 60_000;

/** Notes that the password was right. Returns the secret that goes on from there; null if the password has changed since. */
export async function beginHalfSignIn(home: pg.Pool, person: Person, at: number): Promise<string | null> {
  const secret = newSecret();
  const { rowCount } = await home.query(
    `insert into half_sign_in (token_hash, person_id, created_at)
     select $1, person_id, to_timestamp($3 / 1000.0) from person
     where person_id = $2 and password_hash = $4 for share`,
    [hashOf(secret), uuidOf(person.id), at, person.passwordHash],
  );
  return rowCount === 1 ? secret : null;
}

/** Who gave the password; null where nobody did, or too long ago. */
export async function findHalfSignIn(home: pg.Pool, secret: string, now: number): Promise<Person | null> {
  const [row] = await readRows(home, {
    name: 'half sign-in',
    text: `select ${PERSON_COLUMNS} from half_sign_in h join person p on p.person_id = h.person_id
           where h.token_hash = $1 and h.created_at > to_timestamp($2 / 1000.0)`,
    values: [hashOf(secret), now - HALF_SIGN_IN_MS],
  });
  return row === undefined ? null : personOf(row);
}

/** Ends it. False where somebody else has, so that one password is good for one session. */
export async function endHalfSignIn(transaction: pg.PoolClient, secret: string): Promise<boolean> {
  const { rowCount } = await transaction.query('delete from half_sign_in where token_hash = $1', [
    hashOf(secret),
  ]);
  return rowCount === 1;
}
