import { writeIdBytes } from '../kernel/ids.ts';

/**
 * One column of a set-based statement: how a row gives its value, and how the values become one array parameter.
 * Arrays go to PostgreSQL in its binary format, which costs both sides far less than quoting text.
 */
export interface Column<Row> {
  /** The type of the array's elements. */
  readonly type: string;
  readonly encode: (rows: readonly Row[]) => Buffer;
}

const HEADER_BYTES = 20;
/** 2000-01-01T00:00:00Z, from which PostgreSQL counts its timestamps. */
const POSTGRES_EPOCH_MS = 946_684_800_000;

function header(target: Buffer, elementType: number, length: number): void {
  target.writeInt32BE(length === 0 ? 0 : 1, 0); // dimensions
  target.writeInt32BE(1, 4); // may hold nulls
  target.writeInt32BE(elementType, 8);
  if (length > 0) {
    target.writeInt32BE(length, 12);
    target.writeInt32BE(1, 16); // the lower bound
  }
}

function fixed<Value>(
  type: string,
  elementType: number,
  bytes: number,
  write: (value: Value, target: Buffer, at: number) => void,
) {
  return <Row>(of: (row: Row) => Value | null): Column<Row> => ({
    type,
    encode(rows) {
      const target = Buffer.allocUnsafe(HEADER_BYTES + rows.length * (4 + bytes));
      header(target, elementType, rows.length);
      let at = rows.length === 0 ? 12 : HEADER_BYTES;
      for (const row of rows) {
        const value = of(row);
        if (value === null) {
          at = target.writeInt32BE(-1, at);
        } else {
          at = target.writeInt32BE(bytes, at);
          write(value, target, at);
          at += bytes;
        }
      }
      return at === target.length ? target : target.subarray(0, at);
    },
  });
}

/** `uuid[]` from TypeIDs of any prefix. */
export const id = fixed<string>('uuid', 2950, 16, writeIdBytes);
export const bool = fixed<boolean>('bool', 16, 1, (value, target, at) =>
  target.writeUInt8(value ? 1 : 0, at),
);
export const int2 = fixed<number>('int2', 21, 2, (value, target, at) => target.writeInt16BE(value, at));
export const int4 = fixed<number>('int4', 23, 4, (value, target, at) => target.writeInt32BE(value, at));
export const int8 = fixed<bigint>('int8', 20, 8, (value, target, at) => target.writeBigInt64BE(value, at));
/** `timestamptz[]` from milliseconds since the Unix epoch. */
export const timestamp = fixed<number>('timestamptz', 1184, 8, (value, target, at) =>
  target.writeBigInt64BE(BigInt(Math.round(value - POSTGRES_EPOCH_MS)) * 1000n, at),
);

/** `text[]`. */
export function text<Row>(of: (row: Row) => string | null): Column<Row> {
  return {
    type: 'text',
    encode(rows) {
      const values = rows.map(of);
      let size = HEADER_BYTES + 4 * values.length;
      for (const value of values) if (value !== null) size += Buffer.byteLength(value);
      const target = Buffer.allocUnsafe(size);
      header(target, 25, values.length);
      let at = values.length === 0 ? 12 : HEADER_BYTES;
      for (const value of values) {
        if (value === null) {
          at = target.writeInt32BE(-1, at);
        } else {
          const bytes = target.write(value, at + 4);
          target.writeInt32BE(bytes, at);
          at += 4 + bytes;
        }
      }
      return target.subarray(0, at);
    },
  };
}

/** `bytea[]`. */
export function bytes<Row>(of: (row: Row) => Buffer): Column<Row> {
  return {
    type: 'bytea',
    encode(rows) {
      const values = rows.map(of);
      const target = Buffer.allocUnsafe(
        HEADER_BYTES + values.reduce((size, value) => size + 4 + value.length, 0),
      );
      header(target, 17, values.length);
      let at = values.length === 0 ? 12 : HEADER_BYTES;
      for (const value of values) {
        at = target.writeInt32BE(value.length, at);
        at += value.copy(target, at);
      }
      return target.subarray(0, at);
    },
  };
}

/** A statement over whole columns of rows. Named, so that it is parsed once. */
export interface Writer<Row> {
  readonly name: string;
  readonly text: string;
  readonly columns: readonly Column<Row>[];
}

/**
 * Makes a set-based statement.
 * @param sql the statement, given the rows as a table expression: every column under its name, as `c`. The arrays are
 *   unnested in a select list, which PostgreSQL does row by row; in FROM it would first store every column apart.
 */
export function writer<Row>(
  name: string,
  columns: Readonly<Record<string, Column<Row>>>,
  sql: (rows: string) => string,
): Writer<Row> {
  const list = Object.entries(columns).map(
    ([column, { type }], index) => `unnest($${index + 1}::${type}[]) as ${column}`,
  );
  return { name, text: sql(`(select ${list.join(', ')}) as c`), columns: Object.values(columns) };
}

/** The statement with these rows' columns, as `pg` takes it. */
export function statementOf<Row>({ name, text, columns }: Writer<Row>, rows: readonly Row[]): Statement {
  return { name, text, values: columns.map((column) => column.encode(rows)) };
}

export interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values: unknown[];
}
