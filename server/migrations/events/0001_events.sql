-- The event log, and the webhooks that deliver it. No foreign keys, and account_id in every key: an account's tables lie
-- together wherever they are spread.

-- Sequenced without a gap and in commit order for each account. Insert-only. It is the webhooks' queue too.
create table event (
  account_id uuid not null,
  seq bigint not null,
  type text not null,
  object_id uuid not null,
  command_id uuid not null,                    -- the command that made it: its first event is the command's answer
  payload text not null,                       -- the object as it stood, as JSON
  at timestamptz not null,
  -- Over the hash of the event before it and all that it tells itself, as events/chain.ts makes it.
  hash bytea not null,
  constraint event_pkey primary key (account_id, seq)
);

create index event_of_object on event (account_id, object_id, seq);

-- An endpoint is a place in the event log.
create table webhook_endpoint (
  account_id uuid not null,
  id uuid not null,
  url text not null,
  events text[] not null,                      -- the types that it wants; {*}: all
  description text,
  metadata jsonb not null,
  secret bytea not null,                       -- sealed by the vault
  -- Every secret of the last day signs, however often it was changed: whoever asks twice must not lock out the receiver
  -- that still has the one before.
  secrets_before bytea[] not null default '{}',
  secrets_before_until timestamptz[] not null default '{}',
  status text not null,
  cursor bigint not null,                      -- every event up to it was delivered, or has a row in webhook_retry
  -- From where on the cursor vouches for what the endpoint wants: every event behind it, up to the cursor, was tried or
  -- waits to be. It follows the cursor when the endpoint's types are changed.
  vouched_from bigint not null,
  replays int not null default 0,              -- goes up when the cursor is set back, so that its reader notices
  replay_from bigint,                          -- and from where it shall deliver again, until it has noticed
  failures int not null default 0,             -- attempts in a row that failed
  failing_since timestamptz,                   -- when the first of them was
  lease_owner uuid,                            -- the process that reads for it, until lease_until
  lease_until timestamptz,
  created_at timestamptz not null,
  constraint webhook_endpoint_pkey primary key (account_id, id),
  constraint webhook_endpoint_status check (status in ('enabled', 'disabled')),
  constraint webhook_endpoint_cursor check (cursor >= 0),
  constraint webhook_endpoint_vouched_from check (vouched_from >= 0),
  constraint webhook_endpoint_failures check (failures >= 0)
) with (fillfactor = 50);

-- What has to be sent (again) later than the cursor passed it: failed attempts, slow ones under way, replays.
create table webhook_retry (
  account_id uuid not null,
  endpoint_id uuid not null,
  seq bigint not null,
  tries int not null,                          -- so many have failed
  first_at timestamptz not null,               -- given up three days after it
  due_at timestamptz not null,
  constraint webhook_retry_pkey primary key (account_id, endpoint_id, seq),
  constraint webhook_retry_tries check (tries >= 0)
) with (fillfactor = 70);

create index webhook_retry_due on webhook_retry (account_id, endpoint_id, due_at);

-- Every attempt, for people who look into their deliveries. Swept after thirty days.
create table webhook_delivery (
  account_id uuid not null,
  endpoint_id uuid not null,
  id uuid not null,
  seq bigint not null,
  attempt int not null,
  status text not null,
  http_status smallint,                        -- null: there was no answer, and error says why
  error text,
  answer text,                                 -- its first 4 KB
  duration_ms int not null,
  at timestamptz not null,
  next_attempt_at timestamptz,                 -- null: it succeeded, or was given up
  constraint webhook_delivery_pkey primary key (account_id, endpoint_id, id),
  constraint webhook_delivery_attempt check (attempt > 0),
  constraint webhook_delivery_status check (status in ('succeeded', 'failed')),
  constraint webhook_delivery_duration check (duration_ms >= 0)
);

create index webhook_delivery_at on webhook_delivery (at);

grant select, insert on event to florin_app;

grant select, insert, update, delete on webhook_endpoint, webhook_retry to florin_app;

-- The right to update is for `for update skip locked`, by which processes that sweep at once pass each other by.
grant select, insert, update, delete on webhook_delivery to florin_app;
