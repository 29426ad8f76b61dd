-- What channels say by themselves, and the sandbox's own states.

-- A notification as it came, once by the channel's own id of it: durable before it is acknowledged. Insert-only.
create table channel_inbox (
  account_id uuid not null,
  channel text not null,
  event_id text not null,                      -- the channel's
  reference uuid not null,                     -- the attempt that it tells of
  answer jsonb not null,                       -- what it tells, as on the wire
  body bytea not null,                         -- as it came
  received_at timestamptz not null,
  constraint channel_inbox_pkey primary key (account_id, channel, event_id)
);

-- What is swept must be found without reading what stays.
create index channel_inbox_received_at on channel_inbox (received_at);

-- Those that have not been applied yet. Deleted when done.
create table channel_inbox_open (
  account_id uuid not null,
  channel text not null,
  event_id text not null,
  tries int not null default 0,
  try_after timestamptz not null,
  constraint channel_inbox_open_pkey primary key (account_id, channel, event_id)
);

create index channel_inbox_try_after on channel_inbox_open (try_after);

-- The servers' role may not rewrite what channels said. It may have this done: to take away, after 30 days, what has been
-- applied.
create function sweep_channel_inbox(batch int) returns bigint
language sql security definer set search_path from current as $$
  with old as (
    select i.account_id, i.channel, i.event_id from channel_inbox i
    where i.received_at < now() - interval '30 days'
      and not exists (
        select from channel_inbox_open o
        where o.account_id = i.account_id and o.channel = i.channel and o.event_id = i.event_id)
    order by i.received_at limit batch for update of i skip locked),
  swept as (
    delete from channel_inbox i using old
    where i.account_id = old.account_id and i.channel = old.channel and i.event_id = old.event_id
    returning 1)
  select count(*) from swept
$$;

-- The outside world of the sandbox: what its challenges, wallets, banks and slow issuers know of a reference. Whatever
-- ends in one call is no row: its answer is reckoned.
create table sandbox_charge (
  account_id uuid not null,
  reference uuid not null,
  payment_id uuid not null,
  token text not null,
  amount amount_above_zero not null,
  currency text not null,
  state text not null,
  decline_code text,
  received amount_never_negative not null default 0,  -- what has come in by bank, all in all
  taken_back amount_never_negative not null default 0,
  notifications int not null default 0,        -- how many were sent; the next one's id has the next number
  ends_at timestamptz,                         -- when it ends without anybody's doing
  return_url text,
  created_at timestamptz not null,
  constraint sandbox_charge_pkey primary key (account_id, reference),
  constraint sandbox_charge_state check (state in ('open', 'approved', 'declined', 'closed'))
);

create index sandbox_charge_of_payment on sandbox_charge (account_id, payment_id);

create index sandbox_charge_ends on sandbox_charge (ends_at) where state = 'open';

create index sandbox_charge_ended on sandbox_charge (created_at) where state <> 'open';

grant select, insert on channel_inbox to florin_app;

grant select, insert, update, delete on channel_inbox_open, sandbox_charge to florin_app;

revoke all on function sweep_channel_inbox(int) from public;

grant execute on function sweep_channel_inbox(int) to florin_app;
