import pg from 'pg';

/**
 * How values come back, set once for every connection: bigint as `bigint` (balances pass 2^53), timestamps as
 * milliseconds since the epoch. No stored time is read as none at all: what JavaScript's dates cannot be is endless.
 */
pg.types.setTypeParser(pg.types.builtins.INT8, BigInt);
pg.types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, (text) => {
  const iso = text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00');
  const milliseconds = Date.parse(iso.replace(/^\d{5,6}(?=-)/, (year) => `+${year.padStart(6, '0')}`));
  if (!Number.isNaN(milliseconds)) return milliseconds;
  return text.startsWith('-') || text.endsWith('BC') ? -Infinity : Infinity;
});
