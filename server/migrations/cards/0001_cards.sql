-- Cards of live accounts, swapped for tokens. A number, its date and its security code are sealed before they come here: no column
-- can hold a number that somebody could read. The checks refuse whatever else could be one.

create table card_token (
  account_id uuid not null,
  id uuid not null,
  brand text not null,
  last4 text not null,
  exp_month smallint not null,
  exp_year smallint not null,
  sealed_card bytea not null,                  -- number and date, sealed for this row
  once boolean not null,                       -- deleted when it is sent to the channel: nobody asked to keep this card
  created_at timestamptz not null,
  delete_at timestamptz not null,              -- a day later; once it is used, when the card expires
  constraint card_token_pkey primary key (account_id, id),
  constraint card_token_brand check (brand ~ '^[a-z-]{1,20}$'),
  constraint card_token_last4 check (last4 ~ '^[0-9]{4}$')
);

create index card_token_delete_at on card_token (delete_at);

-- A security code is for one authorization. The statement that reads it deletes it, and what is not read is swept within minutes.
create table card_security_code (
  account_id uuid not null,
  token_id uuid not null,
  sealed_code bytea not null,
  delete_at timestamptz not null,
  constraint card_security_code_pkey primary key (account_id, token_id)
);

create index card_security_code_delete_at on card_security_code (delete_at);

grant select, insert, delete on card_token, card_security_code to florin_app;
grant update (delete_at) on card_token to florin_app;
-- Sweeps lock the rows that they delete.
grant update (delete_at) on card_security_code to florin_app;
