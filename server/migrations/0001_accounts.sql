-- Accounts, their heads and their keys. `account_id` leads the primary key of every table of an account:
-- it is the tenant, and the distribution column when the tables are spread over several servers.

create table account (
  account_id uuid primary key,
  environment text not null check (environment in ('sandbox', 'live')),
  name text not null,
  default_method jsonb,                       -- what POST /pay uses when it names no method
  fee_basis_points int not null check (fee_basis_points between 0 and 10000),
  fee_fixed bigint not null check (fee_fixed >= 0),
  negative_limit bigint not null check (negative_limit >= 0),
  rate_limit int check (rate_limit > 0),      -- requests per second of one key; null: none
  created_at timestamptz not null
);

-- One row an account, locked first by every round that writes the account's money.
create table account_head (
  account_id uuid primary key,
  event_seq bigint not null default 0,
  clock_offset bigint not null default 0 check (clock_offset >= 0)  -- milliseconds; business time = real time + offset
) with (fillfactor = 20);

-- A key is kept as an HMAC under the root key, never as itself.
create table api_key (
  key_hash bytea primary key,
  account_id uuid not null,
  key_id uuid not null,
  kind text not null check (kind in ('secret', 'publishable')),
  hint text not null,                          -- its last four characters, for lists
  created_at timestamptz not null,
  revoked_at timestamptz
);
create unique index api_key_of_account on api_key (account_id, key_id);

-- Goes up with every change of a key or of an account's settings; caches are valid under the number they were filled at.
create table identity_revision (
  one boolean primary key default true check (one),
  revision bigint not null
);
insert into identity_revision (revision) values (1);

-- Which root key this database's secrets belong to; the key itself is never stored.
create table root_key (
  one boolean primary key default true check (one),
  key_id text not null
);

grant select, insert, update on account, account_head, api_key, identity_revision to florin_app;
grant select, insert on root_key to florin_app;
