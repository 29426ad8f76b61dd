-- The event log: sequenced without a gap and in commit order for each account. It is the webhooks' queue too.
create table event (
  account_id uuid not null,
  seq bigint not null,
  type text not null,
  object_id uuid not null,
  command_id uuid not null,                    -- the command that made it: its first event is the command's answer
  payload text not null,                       -- the object as it stood, as JSON
  at timestamptz not null,
  primary key (account_id, seq)
);
create index event_of_object on event (account_id, object_id, seq);

grant select, insert on event to florin_app;
