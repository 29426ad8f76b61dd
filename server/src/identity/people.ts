import { randomBytes, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import type pg from 'pg';
import { type AccountId, newId, type OrganizationId, uuidOf } from '../kernel/ids.ts';

/** A person in an organization. The operator's organization is the platform itself. */
export interface NewPerson {
  readonly organization: OrganizationId;
  readonly email: string;
  readonly password: string;
  readonly role: 'developer' | 'operator';
}

/** The scrypt parameters that OWASP recommends: one check needs 128 MiB and some tenths of a second. */
const COST = { N: 2 ** 17, r: 8, p: 1 } as const;
const SALT_BYTES = 16;
const HASH_BYTES = 32;

export async function createOrganization(
  database: pg.Pool | pg.PoolClient,
  organization: { kind: 'merchant' | 'platform'; name: string },
  at: number,
): Promise<OrganizationId> {
  const id = newId('org');
  await database.query(
    `insert into organization (organization_id, kind, name, created_at) values ($1, $2, $3, to_timestamp($4 / 1000.0))`,
    [uuidOf(id), organization.kind, organization.name, at],
  );
  return id;
}

/** Gives the account to the organization. */
export async function assignAccount(
  database: pg.Pool | pg.PoolClient,
  account: AccountId,
  organization: OrganizationId,
): Promise<void> {
  await database.query('update account set organization_id = $2 where account_id = $1', [
    uuidOf(account),
    uuidOf(organization),
  ]);
}

/** Creates a person. Only a hash of the password is stored. */
export async function createPerson(
  database: pg.Pool | pg.PoolClient,
  person: NewPerson,
  at: number,
): Promise<void> {
  await database.query(
    `insert into person (person_id, organization_id, email, password_hash, role, created_at)
     values ($1, $2, lower($3), $4, $5, to_timestamp($6 / 1000.0))`,
    [
      uuidOf(newId('per')),
      uuidOf(person.organization),
      person.email,
      await hashPassword(person.password),
      person.role,
      at,
    ],
  );
}

/** The hash of the password, with everything that is needed to check a password against it: `scrypt$N$r$p$salt$hash`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const derive = promisify<string, Buffer, number, object, Buffer>(scrypt);
  const { N, r, p } = COST;
  const hash = await derive(password.normalize('NFKC'), salt, HASH_BYTES, { ...COST, maxmem: 256 * N * r });
  return ['scrypt', N, r, p, salt.toString('base64url'), hash.toString('base64url')].join('$');
}
