import type { Column } from './columns.ts';

/** A statement for `pg`. It has a name, so that it is parsed only once. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values: unknown[];
}

type Columns<Row> = Readonly<Record<string, Column<Row>>>;

/**
 * Rows as a table expression, every column under its name, as `c`. The arrays are unnested in a select list, which
 * PostgreSQL does row by row; in FROM it would first store every column apart.
 */
function tableOf(columns: Columns<never>, firstParameter: number): string {
  const list = Object.entries(columns).map(
    ([column, { type }], index) => `unnest($${firstParameter + index}::${type}[]) as ${column}`,
  );
  return `(select ${list.join(', ')}) as c`;
}

/** A set-based question, which is asked for many rows at once. */
export interface Reader<Row> {
  readonly name: string;
  readonly text: string;
  readonly columns: readonly Column<Row>[];
}

/** @param sql the question, given the rows as a table expression called `c`. */
export function reader<Row>(name: string, columns: Columns<Row>, sql: (rows: string) => string): Reader<Row> {
  return { name, text: sql(tableOf(columns, 1)), columns: Object.values(columns) };
}

/** The question about these rows, or null if there are none. */
export function questionOf<Row>(
  { name, text, columns }: Reader<Row>,
  rows: readonly Row[],
): Statement | null {
  return rows.length === 0 ? null : { name, text, values: columns.map((column) => column.encode(rows)) };
}

/** A set-based write: what a module adds to a round for its rows. */
export interface Writer<Row> {
  /** A name in SQL that no other writer has. */
  readonly name: string;
  readonly columns: Columns<Row>;
  /** One data-modifying statement, or several terms of a WITH by name. */
  readonly sql: (rows: string) => string | Readonly<Record<string, string>>;
  /** Whether the statement must write every given row. It returns a row for each that it wrote. */
  readonly everyRow: boolean;
}

/** @param sql the write, given the rows as a table expression called `c`. */
export function writer<Row>(
  name: string,
  columns: Columns<Row>,
  sql: Writer<Row>['sql'],
  { everyRow = false } = {},
): Writer<Row> {
  return { name, columns, sql, everyRow };
}

/** The statements of earlier rounds, by the names of their writers. */
const known = new Map<string, { readonly name: string; readonly text: string }>();

/**
 * Combines all writes of a round into one statement, because a separate statement costs both sides as much as several rows.
 * Its parts see the tables as they were before it, so no writer may depend on what another one writes.
 */
export function writesOf(writes: ReadonlyMap<Writer<never>, readonly unknown[]>): Statement {
  // Always in the same order, so that the same writers give the same statement.
  const parts = [...writes].sort(([one], [other]) => (one.name < other.name ? -1 : 1));
  const writers = parts.map(([each]) => each);
  const key = writers.map(({ name }) => name).join();
  let statement = known.get(key);
  if (statement === undefined) {
    statement = { name: `writes ${known.size}`, text: textOf(writers) };
    known.set(key, statement);
  }
  const values = parts.flatMap(([{ columns }, rows]) =>
    Object.values(columns).map((column) => column.encode(rows as readonly never[])),
  );
  return { ...statement, values };
}

function textOf(writers: readonly Writer<never>[]): string {
  const terms: string[] = [];
  const checks: string[] = [];
  let parameter = 1;
  for (const { name, columns, sql, everyRow } of writers) {
    const parts = sql(tableOf(columns, parameter));
    for (const [term, text] of Object.entries(typeof parts === 'string' ? { [name]: parts } : parts))
      terms.push(`${term} as (${text})`);
    // If a row is missing, the division by zero makes the whole round fail.
    const [first] = Object.values(columns);
    if (everyRow)
      checks.push(`1 / ((select count(*) from ${name}) = cardinality($${parameter}::${first?.type}[]))::int`);
    parameter += Object.keys(columns).length;
  }
  return `with ${terms.join(',\n')}\nselect ${checks.join(', ')}`;
}
