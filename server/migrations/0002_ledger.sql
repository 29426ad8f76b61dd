-- Double entry. A transfer has one debit book, one credit book and an amount above zero: it balances by construction.

-- The books by number, for people who read the tables; the code's table of books is held against it by a test.
create table book (
  book smallint primary key,
  name text not null unique,
  kind text not null check (kind in ('asset', 'liability'))
);
insert into book (book, name, kind) values
  (1, 'channel_receivable', 'asset'),
  (2, 'merchant_pending', 'liability'),
  (3, 'merchant_available', 'liability'),
  (4, 'platform_fees_payable', 'liability'),
  (5, 'refunds_in_flight', 'liability'),
  (6, 'unapplied_funds', 'liability'),
  (7, 'inter_account', 'asset');

-- Insert-only. The legs of one command share its id as source_id.
create table transfer (
  account_id uuid not null,
  source_id uuid not null,
  leg smallint not null check (leg > 0),
  payment_id uuid not null,
  debit smallint not null,
  credit smallint not null check (credit <> debit),
  currency text not null,
  amount bigint not null check (amount > 0),
  at timestamptz not null,
  primary key (account_id, source_id, leg)
);

-- What the transfers add up to, kept in their transaction: assets by debits, liabilities by credits. Only the books
-- named here may go below zero; how far merchant_available may, the account's negative_limit says.
create table balance (
  account_id uuid not null,
  book smallint not null,
  currency text not null,
  amount bigint not null,
  primary key (account_id, book, currency),
  constraint liability_never_negative check (amount >= 0 or book in (1, 3, 7))
) with (fillfactor = 20);

grant select on book to florin_app;
grant select, insert on transfer to florin_app;
grant select, insert, update on balance to florin_app;
