-- What channels say by themselves, the sandbox's own states, and money that fits no payment.

-- A notification as it came, once by the channel's own id of it: durable before it is acknowledged. Insert-only.
create table channel_inbox (
  account_id uuid not null,
  channel text not null,
  event_id text not null,                      -- the channel's
  reference uuid not null,                     -- the attempt that it tells of
  answer jsonb not null,                       -- what it tells, as on the wire
  body bytea not null,                         -- as it came
  received_at timestamptz not null,
  primary key (account_id, channel, event_id)
);

-- Those that have not been applied yet. Deleted when done.
create table channel_inbox_open (
  account_id uuid not null,
  channel text not null,
  event_id text not null,
  tries int not null default 0,
  try_after timestamptz not null,
  primary key (account_id, channel, event_id)
);
create index channel_inbox_try_after on channel_inbox_open (try_after);

-- The outside world of the sandbox: what its challenges, wallets, banks and slow issuers know of a reference. Whatever
-- ends in one call is no row: its answer is reckoned.
create table sandbox_charge (
  account_id uuid not null,
  reference uuid not null,
  payment_id uuid not null,
  token text not null,
  amount bigint not null check (amount > 0),
  currency text not null,
  state text not null check (state in ('open', 'approved', 'declined', 'closed')),
  decline_code text,
  received bigint not null default 0 check (received >= 0),  -- what has come in by bank, all in all
  notifications int not null default 0,        -- how many were sent; the next one's id has the next number
  ends_at timestamptz,                         -- when it ends without anybody's doing
  return_url text,
  created_at timestamptz not null,
  primary key (account_id, reference)
);
create index sandbox_charge_of_payment on sandbox_charge (account_id, payment_id);
create index sandbox_charge_ends on sandbox_charge (ends_at) where state = 'open';

-- Money that came and fits no payment (short so far, over, or late) until it completes the payment or goes back.
alter table payment
  add column amount_unapplied bigint not null default 0 check (amount_unapplied >= 0),
  add column amount_returned bigint not null default 0 check (amount_returned >= 0),
  add column return_at timestamptz;            -- when what is unapplied is sent back
alter table due drop constraint due_kind_check, add constraint due_kind_check
  check (kind in ('expire', 'release', 'return'));

-- The session that a payment was made of: where its payer comes back to.
create index checkout_payment_of on checkout_payment (account_id, payment_id);

grant select, insert on channel_inbox to florin_app;
grant select, insert, update, delete on channel_inbox_open to florin_app;
grant select, insert, update on sandbox_charge to florin_app;
