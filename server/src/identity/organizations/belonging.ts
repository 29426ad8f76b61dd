import type pg from 'pg';
import { readRows } from '../../database/index.ts';
import { type AccountId, idFromUuid, type OrganizationId, type PersonId, uuidOf } from '../../kernel/ids.ts';
import type { Role } from '../roles.ts';

/** An organization that a person belongs to, with its accounts that are open: live ones first, then the newest. */
export interface Belonging {
  readonly organization: OrganizationId;
  readonly name: string;
  readonly role: Role;
  readonly accounts: readonly {
    readonly id: AccountId;
    readonly name: string;
    readonly environment: 'sandbox' | 'live';
  }[];
}

/** Where the person belongs, in the order in which they joined. */
export async function belongingsOf(home: pg.Pool, person: PersonId): Promise<Belonging[]> {
  const rows = await readRows(home, {
    name: 'belongings',
    text: `select m.organization_id, m.role, o.name, a.account_id, a.name as account_name, a.environment
           from membership m join organization o using (organization_id)
           left join account a on a.organization_id = m.organization_id and a.closed_at is null
           where m.person_id = $1
           order by m.created_at, m.organization_id, a.environment, a.account_id desc`,
    values: [uuidOf(person)],
  });
  return [...Map.groupBy(rows, (row) => row.organization_id as string)].map(([uuid, [first, ...others]]) => ({
    organization: idFromUuid('org', uuid),
    ...{ name: first?.name, role: first?.role },
    accounts: [first, ...others].flatMap((row) =>
      row === undefined || row.account_id === null
        ? []
        : [{ id: idFromUuid('acct', row.account_id), name: row.account_name, environment: row.environment }],
    ),
  }));
}
