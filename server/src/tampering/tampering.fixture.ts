/** A column or a table, the SQL by which the owner changes it, and what `florin verify` must report. */
export type Tampering = readonly [what: string, statement: string, found: RegExp];

/** The oldest such row: which one it is must not depend on where the rows happen to lie. */
export const one = (table: string, where = 'true') =>
  `ctid = (select ctid from ${table} where ${where} order by ${table}::text limit 1)`;
export const set = (column: string, value: string, found: RegExp, where = 'true'): Tampering => {
  const [table = '', name = ''] = column.split('.');
  return [column, `update ${table} set ${name} = ${value} where ${one(table, where)}`, found];
};
export const ANOTHER = "'01890000-0000-7000-8000-000000000000'::uuid";
export const CHAIN = /in the chain/;
export const OF_PAYMENTS = 'exists (select from payment p where p.account_id = account.account_id)';
export const RELEASES = "status = 'succeeded' and amount_pending_left > 0";
