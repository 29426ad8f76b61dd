import pg from 'pg';

/**
 * How values are read, set once for every connection: bigint as `bigint`, because balances can exceed 2^53, and timestamps
 * as milliseconds since the epoch.
 * A stored time that JavaScript's dates cannot hold is read as infinite.
 */
pg.types.setTypeParser(pg.types.builtins.INT8, BigInt);
pg.types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, (text) => {
  const iso = text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00');
  const milliseconds = Date.parse(iso.replace(/^\d{5,6}(?=-)/, (year) => `+${year.padStart(6, '0')}`));
  if (!Number.isNaN(milliseconds)) return milliseconds;
  return text.startsWith('-') || text.endsWith('BC') ? -Infinity : Infinity;
});
