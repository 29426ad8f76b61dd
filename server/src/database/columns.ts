import { writeIdBytes } from '../kernel/ids.ts';

/**
 * One column of a set-based statement: how to get its value from a row, and how to turn the values into one array parameter.
 * Arrays are sent in PostgreSQL's binary format, which costs both sides far less than quoting text.
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
  write: (value: Value, target: Buffer, at: number, view: DataView) => void,
) {
  return <Row>(of: (row: Row) => Value | null): Column<Row> => ({
    type,
    encode(rows) {
      const target = Buffer.allocUnsafe(HEADER_BYTES + rows.length * (4 + bytes));
      const view = new DataView(target.buffer, target.byteOffset, target.length);
      header(target, elementType, rows.length);
      let at = rows.length === 0 ? 12 : HEADER_BYTES;
      for (const row of rows) {
        const value = of(row);
        if (value === null) {
          at = target.writeInt32BE(-1, at);
        } else {
          at = target.writeInt32BE(bytes, at);
          write(value, target, at, view);
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
// This uses a DataView, because the method of Buffer splits a bigint byte by byte.
export const int8 = fixed<bigint>('int8', 20, 8, (value, _target, at, view) => view.setBigInt64(at, value));
/** `timestamptz[]` from milliseconds since the Unix epoch. */
export const timestamp = fixed<number>('timestamptz', 1184, 8, (value, _target, at, view) => {
  const microseconds = Math.round(value - POSTGRES_EPOCH_MS) * 1000;
  view.setInt32(at, Math.floor(microseconds / 2 ** 32));
  view.setUint32(at + 4, microseconds % 2 ** 32);
});

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
