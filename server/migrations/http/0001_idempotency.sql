-- Idempotency keys. A key is written with its command's first write, and its answer is the snapshot in the command's first
-- event; a POST that makes no event keeps its status and body here.

create table idempotency (
  account_id uuid not null,
  scope text not null,                         -- kind of credential and app: keys of different apps do not meet
  key text not null,
  fingerprint bytea not null,
  command_id uuid,
  object_id uuid,                              -- what the command is about; its own row answers when no event does
  recover_after timestamptz,
  status smallint,
  body text,
  at timestamptz not null,
  constraint idempotency_pkey primary key (account_id, scope, key)
);

-- What is swept must be found without reading what stays.
create index idempotency_at on idempotency (at);

grant select, insert, update, delete on idempotency to florin_app;
