import type pg from 'pg';
import { newId, type PersonId, uuidOf } from '../kernel/ids.ts';
import { hashPassword } from './people/passwords.ts';

/** A person, who may be a member of organizations. */
export interface NewPerson {
  readonly email: string;
  readonly password: string;
}

/** Creates a person whose address needs no proof. Only a hash of the password is stored. */
export async function createPerson(
  database: pg.Pool | pg.PoolClient,
  person: NewPerson,
  at: number,
): Promise<PersonId> {
  const id = newId('per');
  await database.query(
    `insert into person (person_id, email, password_hash, language, created_at)
     values ($1, lower($2), $3, 'en', to_timestamp($4 / 1000.0))`,
    [uuidOf(id), person.email, await hashPassword(person.password), at],
  );
  return id;
}
