import type pg from 'pg';
import { readRows } from '../database/index.ts';
import type { PersonId } from '../identity/index.ts';
import { uuidOf } from '../kernel/ids.ts';

/** What an app may learn of a person (OpenID Connect Core, section 5.1); null where there is no such person. */
export async function claimsOf(
  home: pg.Pool,
  person: PersonId,
): Promise<{ email: string; email_verified: true } | null> {
  const [row] = await readRows(home, {
    name: 'claims of person',
    text: 'select email from person where person_id = $1',
    values: [uuidOf(person)],
  });
  // A person is made by the link in a mail to the address.
  return row === undefined ? null : { email: row.email, email_verified: true };
}
