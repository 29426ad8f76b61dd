import type pg from 'pg';
import { type AccountId, type Id, type OrganizationId, type Prefix, uuidOf } from '../kernel/ids.ts';
import type { NamesSaid } from '../kernel/modules.ts';
import { readRows } from './pool.ts';
import type { Row } from './queue/lane.ts';

export interface KeysetPage {
  readonly limit: number;
  /** The page begins after this id, with older rows. */
  readonly after: Id<Prefix> | null;
  /** The page ends before this id, with newer rows. */
  readonly before: Id<Prefix> | null;
}

/** One condition: a comparison of a column with a value; `@>`: that it is among those of a column of several. */
export type Filter =
  | readonly [column: string, comparison: '=' | '>=' | '<', value: string | number | bigint | Date]
  | readonly [column: string, comparison: '@>', value: readonly string[]];

/**
 * Reads one page of the rows of an account or an organization, the newest first, from the id at which it begins. The
 * thousandth page is as fast as the first, and pages do not shift while rows are added. Table and column names come from our code, and values are bound.
 */
export async function keysetPage(
  pool: pg.Pool,
  table: NamesSaid<'tables'>,
  owner: AccountId | OrganizationId,
  filters: readonly Filter[],
  { limit, after, before }: KeysetPage,
): Promise<{ rows: Row[]; more: boolean }> {
  const values: unknown[] = [uuidOf(owner)];
  const conditions = [`${owner.startsWith('org_') ? 'organization_id' : 'account_id'} = $1`];
  const add = (column: string, comparison: string, value: unknown) =>
    conditions.push(`${column} ${comparison} $${values.push(value)}`);
  for (const [column, comparison, value] of filters) add(column, comparison, value);
  if (after !== null) add('id', '<', uuidOf(after));
  if (before !== null) add('id', '>', uuidOf(before));
  const rows = await readRows(pool, {
    text: `select * from ${table} where ${conditions.join(' and ')}
           order by id ${before === null ? 'desc' : 'asc'} limit $${values.push(limit + 1)}`,
    values,
  });
  const page = rows.slice(0, limit);
  return { rows: before === null ? page : page.reverse(), more: rows.length > limit };
}
