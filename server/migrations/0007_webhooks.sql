-- Webhooks. The event log is their queue: an endpoint is a place in it. No foreign keys, and account_id in every key:
-- an account's tables lie together wherever they are spread.

create table webhook_endpoint (
  account_id uuid not null,
  id uuid not null,
  url text not null,
  events text[] not null,                      -- the types that it wants; {*}: all
  description text,
  metadata jsonb not null,
  secret bytea not null,                       -- sealed by the vault
  previous_secret bytea,                       -- signs beside it for a while after a rotation
  previous_secret_until timestamptz,
  status text not null check (status in ('enabled', 'disabled')),
  cursor bigint not null check (cursor >= 0),  -- every event up to it was delivered, or has a row in webhook_retry
  replays int not null default 0,              -- goes up when the cursor is set back, so that its reader notices
  replay_from bigint,                          -- and from where it shall deliver again, until it has noticed
  failures int not null default 0 check (failures >= 0),  -- tries in a row that failed
  failing_since timestamptz,                   -- when the first of them was
  lease_owner uuid,                            -- the process that reads for it, until lease_until
  lease_until timestamptz,
  created_at timestamptz not null,
  primary key (account_id, id)
) with (fillfactor = 50);

-- What has to be sent (again) later than the cursor passed it: failed tries, slow ones under way, replays.
create table webhook_retry (
  account_id uuid not null,
  endpoint_id uuid not null,
  seq bigint not null,
  tries int not null check (tries >= 0),       -- so many have failed
  first_at timestamptz not null,               -- given up three days after it
  due_at timestamptz not null,
  primary key (account_id, endpoint_id, seq)
) with (fillfactor = 70);
create index webhook_retry_due on webhook_retry (account_id, endpoint_id, due_at);

-- Every try, for people who look into their deliveries. Swept after thirty days.
create table webhook_delivery (
  account_id uuid not null,
  endpoint_id uuid not null,
  id uuid not null,
  seq bigint not null,
  attempt int not null check (attempt > 0),
  status text not null check (status in ('succeeded', 'failed')),
  http_status smallint,                        -- null: there was no answer, and error says why
  error text,
  answer text,                                 -- its first 4 KB
  duration_ms int not null check (duration_ms >= 0),
  at timestamptz not null,
  next_attempt_at timestamptz,                 -- null: it succeeded, or was given up
  primary key (account_id, endpoint_id, id)
);
create index webhook_delivery_at on webhook_delivery (at);

grant select, insert, update, delete on webhook_endpoint, webhook_retry to florin_app;
grant select, insert, delete on webhook_delivery to florin_app;
