import type pg from 'pg';
import { type Row, SCHEMAS, type Schema } from '../database/index.ts';
import type { KeyRing } from './keys.ts';
import { open } from './seal.ts';

/** A column whose values are sealed. Names come from our code. */
export interface SealedColumn {
  readonly table: string;
  readonly column: string;
  /** Whether each row has an array of sealed values. */
  readonly isArray?: true;
  /** The columns of the table's primary key, in order. */
  readonly key: readonly string[];
  /** What the values of the row with this key are sealed for, as those who seal them say it. */
  readonly context: (key: Row) => string;
}

/** The same, with the schema of its module. */
export type PlacedColumn = SealedColumn & { readonly schema: Schema };

/** The sealed values of one row. */
export interface SealedRow {
  readonly key: Row;
  readonly values: readonly Buffer[];
}

/** A row whose sealed value does not open. */
export interface SealedFault {
  /** `table.column` and the key of the row. */
  readonly where: string;
  readonly why: string;
}

/** How many rows are read at a time. */
const BATCH = 500;

/**
 * Reads the rows of a column batch by batch, in the order of their keys. The session then sees the schema of the column.
 * @param unlessUnder leaves out rows whose values all begin with these bytes.
 */
export async function* sealedRows(
  client: pg.ClientBase,
  { schema, table, column, key, isArray }: PlacedColumn,
  unlessUnder: Buffer | null = null,
): AsyncGenerator<readonly SealedRow[], void, void> {
  const columns = key.join(', ');
  await client.query(`set search_path = ${SCHEMAS[schema]}`);
  for (let last: Row | null = null; ; ) {
    const values: unknown[] = last === null ? [] : key.map((name) => last?.[name]);
    const behind =
      last === null ? 'true' : `(${columns}) > (${values.map((_, at) => `$${at + 1}`).join(', ')})`;
    const others =
      unlessUnder === null
        ? 'true'
        : beginsOtherwise(column, isArray, unlessUnder.length, values.push(unlessUnder));
    const { rows } = await client.query<Row>(
      `select ${columns}, ${column} as sealed from ${table}
       where ${behind} and ${column} is not null and ${others} order by ${columns} limit ${BATCH}`,
      values,
    );
    yield rows.map(({ sealed, ...key }) => ({ key, values: isArray ? sealed : [sealed] }));
    if (rows.length < BATCH) return;
    last = rows.at(-1) as Row;
  }
}

/** How many rows `sealedRows` gives. */
export async function countSealed(
  client: pg.ClientBase,
  { schema, table, column, isArray }: PlacedColumn,
  unlessUnder: Buffer,
): Promise<number> {
  await client.query(`set search_path = ${SCHEMAS[schema]}`);
  const { rows } = await client.query<Row>(
    `select count(*)::int as n from ${table} where ${column} is not null and ${beginsOtherwise(column, isArray, unlessUnder.length, 1)}`,
    [unlessUnder],
  );
  return rows[0]?.n;
}

/** That some value begins with other bytes than the parameter of this number. */
function beginsOtherwise(
  column: string,
  isArray: true | undefined,
  bytes: number,
  parameter: number,
): string {
  const other = (value: string) => `substring(${value} for ${bytes}) <> $${parameter}`;
  return isArray
    ? `exists (select from unnest(${column}) as each(one) where ${other('one')})`
    : other(column);
}

/** Opens the values of a row; where one does not open, says which row it is and why. */
export function openRow(keys: KeyRing, column: SealedColumn, row: SealedRow): Buffer[] | SealedFault {
  try {
    return row.values.map((value) => open(keys, column.context(row.key), value));
  } catch (error) {
    const key = Object.entries(row.key).map(
      ([name, value]) => `${name} ${Buffer.isBuffer(value) ? `\\x${value.toString('hex')}` : value}`,
    );
    return { where: `${column.table}.${column.column} of ${key.join(', ')}`, why: (error as Error).message };
  }
}
