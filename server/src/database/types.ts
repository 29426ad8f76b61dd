import pg from 'pg';

/**
 * How values come back, set once for every connection: bigint as `bigint` (balances pass 2^53), timestamps as
 * milliseconds since the epoch.
 */
pg.types.setTypeParser(pg.types.builtins.INT8, BigInt);
pg.types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, (text) =>
  text === 'infinity'
    ? Infinity
    : text === '-infinity'
      ? -Infinity
      : Date.parse(text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00')),
);
