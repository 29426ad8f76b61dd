import type pg from 'pg';
import { type AccountId, newId, type OrganizationId, uuidOf } from '../kernel/ids.ts';
import { hashPassword } from './people/passwords.ts';

/** A person in an organization. The operator's organization is the platform itself. */
export interface NewPerson {
  readonly organization: OrganizationId;
  readonly email: string;
  readonly password: string;
  readonly role: 'developer' | 'operator';
}

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

/** Creates a person whose address needs no proof. Only a hash of the password is stored. */
export async function createPerson(
  database: pg.Pool | pg.PoolClient,
  person: NewPerson,
  at: number,
): Promise<void> {
  await database.query(
    `insert into person (person_id, organization_id, email, password_hash, language, role, created_at)
     values ($1, $2, lower($3), $4, 'en', $5, to_timestamp($6 / 1000.0))`,
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
