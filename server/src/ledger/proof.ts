import type pg from 'pg';
import { uuidOf } from '../kernel/ids.ts';
import type { Difference, ProvedAccount } from '../module.ts';
import { books } from './books.ts';

const assets = Object.values(books)
  .filter(({ kind }) => kind === 'asset')
  .map(({ number }) => number);

/** The account's balances, one row per book. */
const BALANCES = `
  select k.book, k.name, k.kind, b.currency, k.amount
  from balance b cross join lateral (values ${Object.entries(books)
    .map(([name, { number, kind }]) => `(${number}, '${name}', '${kind}', b.${name}::bigint)`)
    .join(', ')}) as k(book, name, kind, amount)
  where b.account_id = $1`;

/**
 * Adds up all transfers of the account and compares the sums with the stored balances. Then checks that no balance
 * is below its limit. Reversals cannot be refused, so the available balance may be below the account's limit by all
 * that was ever taken back. Below that something is wrong; above it, this proof does not show that everything is
 * right.
 */
export async function proveBalances(
  snapshot: pg.ClientBase,
  { account, negativeLimit }: ProvedAccount,
): Promise<Difference[]> {
  const { rows } = await snapshot.query(
    `with sides as (
       select debit as book, currency, case when debit = any($2) then amount else -amount end as amount
       from transfer where account_id = $1
       union all
       select credit, currency, case when credit = any($2) then -amount else amount end
       from transfer where account_id = $1
     ), sums as (select book, currency, sum(amount) as amount from sides group by book, currency)
     select k.name, coalesce(s.currency, b.currency) as currency, coalesce(b.amount, 0)::text as stands,
            coalesce(s.amount, 0)::text as should
     from sums s
     full join (${BALANCES}) b on b.book = s.book and b.currency = s.currency
     join book k on k.book = coalesce(s.book, b.book)
     where coalesce(b.amount, 0) <> coalesce(s.amount, 0)`,
    [uuidOf(account), assets],
  );
  const below = await snapshot.query(
    `with taken_back as (
       select currency, sum(amount) as amount from transfer
       where account_id = $1 and debit = $2 and credit = $3 group by currency)
     select b.name, b.currency, b.amount::text as stands, l.least::text as least
     from (${BALANCES}) b left join taken_back t on t.currency = b.currency
     cross join lateral (select case when b.name = 'merchant_available'
                                     then -$4::bigint - coalesce(t.amount, 0) else 0 end as least) l
     where b.kind = 'liability' and b.amount < l.least`,
    [uuidOf(account), books.merchant_available.number, books.channel_receivable.number, negativeLimit],
  );
  return [
    ...rows.map((row) => ({
      account,
      what: `book ${row.name} ${row.currency}`,
      stands: row.stands,
      should: row.should,
    })),
    ...below.rows.map((row) => ({
      account,
      what: `book ${row.name} ${row.currency} is below its limit`,
      stands: row.stands,
      should: `at least ${row.least}`,
    })),
  ];
}

/** The book table equals the books of the code. */
async function proveBooks(snapshot: pg.ClientBase): Promise<Difference[]> {
  const { rows } = await snapshot.query(
    `select k.book, coalesce(b.name || ' ' || b.kind, 'none') as stands, k.name || ' ' || k.kind as should
     from unnest($1::smallint[], $2::text[], $3::text[]) as k(book, name, kind) left join book b on b.book = k.book
     where b.name is distinct from k.name or b.kind is distinct from k.kind`,
    [
      Object.values(books).map(({ number }) => number),
      Object.keys(books),
      Object.values(books).map(({ kind }) => kind),
    ],
  );
  return rows.map(({ book, stands, should }) => ({ account: null, what: `book ${book}`, stands, should }));
}

/**
 * Money moved between accounts leaves one and enters the other. What is left in `inter_account` over all accounts
 * is what movements in flight carry.
 */
async function proveMovements(snapshot: pg.ClientBase): Promise<Difference[]> {
  const { rows } = await snapshot.query(
    `select currency, sum(inter_account)::text as stands from balance
     group by currency having sum(inter_account) <> 0`,
  );
  return rows.map((row) => ({
    account: null,
    what: `inter_account ${row.currency} over all accounts`,
    stands: row.stands,
    should: '0: no movement is in flight',
  }));
}

/** Proves what belongs to no account alone. */
export async function proveAllBooks(snapshot: pg.ClientBase): Promise<Difference[]> {
  return [...(await proveBooks(snapshot)), ...(await proveMovements(snapshot))];
}
