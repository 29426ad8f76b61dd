import pg from 'pg';

/**
 * How values are read, set once for every connection: bigint as `bigint`, because balances can exceed 2^53, and timestamps
 * as milliseconds since the epoch.
 */
pg.types.setTypeParser(pg.types.builtins.INT8, BigInt);
pg.types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, (text) =>
  text === 'infinity'
    ? Infinity
    : text === '-infinity'
      ? -Infinity
      : Date.parse(text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00')),
);
