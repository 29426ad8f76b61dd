-- What the commit queue keeps: the heads that a round locks, and the numbers of rounds.

-- What a column may hold is said by its type. The servers' statements are the same all their life, and PostgreSQL reads
-- a table's checks anew each time that one of them runs; the checks of a type it keeps ready.
create domain milliseconds as bigint constraint milliseconds_never_negative check (value >= 0);

-- A sum of bigints as a bigint, exact or refused. PostgreSQL's own sum makes a numeric of them, which costs more than
-- the adding.
create aggregate total(bigint) (sfunc = int8pl, stype = bigint, initcond = '0');

-- One row an account. Every round that writes the account's money locks it first.
create table account_head (
  account_id uuid not null,
  event_seq bigint not null default 0,
  -- Of the last event. Whoever keeps a head can prove later that nothing before it was changed.
  event_hash bytea not null default decode(repeat('00', 32), 'hex'),
  clock_offset milliseconds not null default 0,  -- business time is real time plus this
  -- Of the last id that was given: milliseconds times 4,096, plus a counter. Ids are given under this row's lock, so that
  -- an account's lists grow at their newest end only.
  ids_to bigint not null default 0,
  constraint account_head_pkey primary key (account_id)
) with (fillfactor = 20);

-- Every move of an account's business time, so that an offset that nobody moved is found. Insert-only.
create table clock_move (
  account_id uuid not null,
  clock_offset milliseconds not null,
  moved_at timestamptz not null,
  constraint clock_move_pkey primary key (account_id, clock_offset),
  constraint clock_move_is_forward check (clock_offset > 0)
);

-- Every round inserts its number first. When the answer to COMMIT is lost, the process inserts the number itself: if that
-- is accepted, the round never committed and never can; if it is refused, the round did commit.
create table round (
  lane uuid not null,
  n bigint not null,
  fence boolean not null default false,        -- inserted to shut a lost round out; kept, since its backend may still wake
  at timestamptz not null default now(),       -- numbers that a killed process left behind are swept by it
  constraint round_pkey primary key (lane, n)
);

grant select, insert, update on account_head to florin_app;

grant select, insert on clock_move to florin_app;

grant select, insert, delete on round to florin_app;
