-- Who belongs to which organization, who is invited, and the idempotency keys of what is written at home.

-- Ids rise in the order of commits, under the lock of the organization's row.
create table membership (
  organization_id uuid not null,
  id uuid not null,
  person_id uuid not null,
  role text not null,                          -- what each may do: identity/roles.ts
  created_at timestamptz not null,
  constraint membership_pkey primary key (organization_id, id),
  constraint membership_of_person unique (person_id, organization_id)
);

-- Its link holds 256 random bits, of which only the hash is kept.
create table invitation (
  organization_id uuid not null,
  id uuid not null,
  email text not null,
  role text not null,
  token_hash bytea not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  accepted_at timestamptz,
  revoked_at timestamptz,
  constraint invitation_pkey primary key (organization_id, id),
  constraint invitation_token_hash_key unique (token_hash),
  constraint invitation_email_in_lower_case check (email = lower(email)),
  constraint invitation_ends_once check (accepted_at is null or revoked_at is null)
);

create index invitation_expires_at on invitation (expires_at);

-- As the table idempotency of a cell, for requests whose rows lie here: a key is written with what it is for.
create table home_idempotency (
  account_id uuid not null,
  scope text not null,
  key text not null,
  fingerprint bytea not null,
  status smallint,
  body text,
  at timestamptz not null,
  constraint home_idempotency_pkey primary key (account_id, scope, key)
);

create index home_idempotency_at on home_idempotency (at);

grant select, insert, update, delete on membership, invitation, home_idempotency to florin_app;
