-- Double entry. A transfer has one debit book, one credit book and an amount above zero: it balances by construction.

create domain amount_above_zero as bigint constraint amount_above_zero check (value > 0);

create domain amount_never_negative as bigint constraint amount_never_negative check (value >= 0);

create domain leg_number as smallint constraint leg_number_above_zero check (value > 0);

create domain liability as bigint constraint liability_never_negative check (value >= 0);

-- The books by number, for people who read the tables. A test compares them with the code's own table of books.
create table book (
  book smallint not null,
  name text not null,
  kind text not null,
  constraint book_pkey primary key (book),
  constraint book_name_key unique (name),
  constraint book_kind check (kind in ('asset', 'liability'))
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
  leg leg_number not null,
  payment_id uuid not null,
  debit smallint not null,
  credit smallint not null,
  currency text not null,
  amount amount_above_zero not null,
  at timestamptz not null,
  constraint transfer_pkey primary key (account_id, source_id, leg),
  constraint transfer_between_two_books check (credit <> debit)
);

-- What the transfers add up to, kept in their transaction: assets by debits, liabilities by credits. The balances of an
-- account in one currency are one row, a column a book: a round that moves three books of it writes one row. Only assets
-- and what is available to the merchant may go below zero; how far the latter may, the account's negative_limit says.
create table balance (
  account_id uuid not null,
  currency text not null,
  channel_receivable bigint not null default 0,
  merchant_pending liability not null default 0,
  merchant_available bigint not null default 0,
  platform_fees_payable liability not null default 0,
  refunds_in_flight liability not null default 0,
  unapplied_funds liability not null default 0,
  inter_account bigint not null default 0,
  constraint balance_pkey primary key (account_id, currency)
) with (fillfactor = 20);

grant select on book to florin_app;

grant select, insert on transfer to florin_app;

grant select, insert, update on balance to florin_app;
