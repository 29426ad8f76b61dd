import { randomBytes, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import type pg from 'pg';
import { newId, type PersonId, uuidOf } from '../kernel/ids.ts';

/** A person, who may be a member of organizations. */
export interface NewPerson {
  readonly email: string;
  readonly password: string;
}

/** The scrypt parameters that OWASP recommends: one check needs 128 MiB and some tenths of a second. */
const COST = { N: 2 ** 17, r: 8, p: 1 } as const;
const SALT_BYTES = 16;
const HASH_BYTES = 32;

/** Creates a person. Only a hash of the password is stored. */
export async function createPerson(
  database: pg.Pool | pg.PoolClient,
  person: NewPerson,
  at: number,
): Promise<PersonId> {
  const id = newId('per');
  await database.query(
    `insert into person (person_id, email, password_hash, created_at)
     values ($1, lower($2), $3, to_timestamp($4 / 1000.0))`,
    [uuidOf(id), person.email, await hashPassword(person.password), at],
  );
  return id;
}

/** The hash of the password, with everything that is needed to check a password against it: `scrypt$N$r$p$salt$hash`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const derive = promisify<string, Buffer, number, object, Buffer>(scrypt);
  const { N, r, p } = COST;
  const hash = await derive(password.normalize('NFKC'), salt, HASH_BYTES, { ...COST, maxmem: 256 * N * r });
  return ['scrypt', N, r, p, salt.toString('base64url'), hash.toString('base64url')].join('$');
}
