-- What the commit queue keeps: the heads that a round locks, and the numbers of rounds.

-- What a column may hold is said by its type. The servers' statements are the same all their life, and PostgreSQL reads
-- a table's checks anew each time that one of them runs; the checks of a type it keeps ready.
-- How far business time is ahead of real time, in milliseconds: ten years of 366 days at most.
create domain clock_ahead as bigint
  constraint clock_ahead_within_ten_years check (value >= 0 and value <= 316224000000);

-- A sum of bigints as a bigint, exact or refused. PostgreSQL's own sum makes a numeric of them, which costs more than
-- the adding.
create aggregate total(bigint) (sfunc = int8pl, stype = bigint, initcond = '0');

-- One row an account. Every round that writes the account's money locks it first.
create table account_head (
  account_id uuid not null,
  event_seq bigint not null default 0,
  -- Of the last event. Whoever keeps a head can prove later that nothing before it was changed.
  event_hash bytea not null default decode(repeat('00', 32), 'hex'),
  clock_offset clock_ahead not null default 0,  -- business time is real time plus this
  clock_target clock_ahead not null default 0,  -- how far it was told to go; the offset follows, by what falls due
  -- Of the last id that was given: milliseconds times 4,096, plus a counter. Ids are given under this row's lock, so that
  -- an account's lists grow at their newest end only.
  ids_to bigint not null default 0,
  constraint account_head_pkey primary key (account_id)
) with (fillfactor = 20);

-- Every change of an account's business time: of its target when it is told to move, of its offset when it does. So an
-- offset and a target that nobody moved are found. Insert-only.
create table clock_move (
  account_id uuid not null,
  clock_target clock_ahead not null,
  clock_offset clock_ahead not null,
  moved_at timestamptz not null,
  constraint clock_move_pkey primary key (account_id, clock_target, clock_offset),
  constraint clock_move_is_forward check (clock_target > 0 and clock_offset <= clock_target)
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
