-- Who did what in an organization, apart from money, whose events say it. Insert-only, and chained by hashes like events.

create table audit_entry (
  organization_id uuid not null,
  id uuid not null,                            -- rises with seq
  seq bigint not null,
  at timestamptz not null,
  act text not null,
  state text not null,                         -- done: written with the act; asked: written before it
  actor text not null,                         -- the id of a person, a key or an app
  account_id uuid,                             -- for which account they acted
  object text,                                 -- the id of what they acted on
  detail text not null,                        -- what was asked for, as JSON
  request text not null,                       -- the request's id
  address text not null,
  -- Over the hash of the entry before it and all that it says itself, as audit/chain.ts makes it.
  hash bytea not null,
  constraint audit_entry_pkey primary key (organization_id, id),
  constraint audit_entry_seq unique (organization_id, seq),
  constraint audit_entry_state check (state in ('done', 'asked'))
);

-- The last entry of each organization.
create table audit_head (
  organization_id uuid not null,
  seq bigint not null,
  id uuid not null,
  hash bytea not null,
  constraint audit_head_pkey primary key (organization_id)
);

grant select, insert on audit_entry to florin_app;
grant select, insert, update on audit_head to florin_app;
