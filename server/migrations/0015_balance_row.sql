-- The balances of an account in one currency are one row, a column a book: a round that moves three books of it writes
-- one row instead of three. Only assets and what is available to the merchant may go below zero; how far the latter
-- may, the account's negative_limit says.
create domain liability as bigint constraint liability_never_negative check (value >= 0);

alter table balance rename to balance_of_book;

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
  constraint balance_row_pkey primary key (account_id, currency)
) with (fillfactor = 20);

insert into balance
select account_id, currency, coalesce(sum(amount) filter (where book = 1), 0),
       coalesce(sum(amount) filter (where book = 2), 0), coalesce(sum(amount) filter (where book = 3), 0),
       coalesce(sum(amount) filter (where book = 4), 0), coalesce(sum(amount) filter (where book = 5), 0),
       coalesce(sum(amount) filter (where book = 6), 0), coalesce(sum(amount) filter (where book = 7), 0)
from balance_of_book group by account_id, currency;

drop table balance_of_book;
alter table balance rename constraint balance_row_pkey to balance_pkey;

grant select, insert, update on balance to florin_app;
