-- What the OAuth provider keeps. Nothing here gives access: ids are HMACs under the root key, and payloads are sealed.

-- Tokens, codes, grants, sessions, interactions, pushed requests and the marks of what may be used once.
create table oauth_state (
  id_hash bytea not null,                      -- of the kind and the id
  model text not null,
  payload bytea not null,                      -- sealed
  app_id uuid,
  grant_hash bytea,
  uid_hash bytea,                              -- of a session
  user_code_hash bytea,                        -- of a device's code
  consumed_at timestamptz,
  retried boolean not null default false,      -- a refresh token whose answer was lost, and was given again
  expires_at timestamptz not null,
  constraint oauth_state_pkey primary key (id_hash)
);

create index oauth_state_of_grant on oauth_state (grant_hash) where grant_hash is not null;
create unique index oauth_state_uid on oauth_state (uid_hash) where uid_hash is not null;
create unique index oauth_state_user_code on oauth_state (user_code_hash) where user_code_hash is not null;
create index oauth_state_by_expiry on oauth_state (expires_at);

-- What a person lets an app do on one account. The provider's own grant has the same id.
create table oauth_grant (
  grant_hash bytea not null,
  id uuid not null,
  app_id uuid not null,
  person_id uuid not null,
  organization_id uuid,                        -- of the account
  account_id uuid,                             -- null where the app only learns who the person is
  scopes text[] not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  constraint oauth_grant_pkey primary key (grant_hash),
  constraint oauth_grant_id unique (id)
);

create index oauth_grant_of_person on oauth_grant (person_id, id);
create index oauth_grant_by_expiry on oauth_grant (expires_at);

-- The keys that sign. Each is published before it signs, and until what it signed has expired.
create table oauth_signing_key (
  kid text not null,
  alg text not null,
  private_key bytea not null,                  -- sealed: a JWK
  created_at timestamptz not null,
  signs_from timestamptz not null,
  retired_at timestamptz,                      -- published until then; null while no later key has taken over
  constraint oauth_signing_key_pkey primary key (kid)
);

-- What was revoked, one after another, so that every process can forget just that.
create table oauth_revision (
  one boolean not null default true,
  revision bigint not null,
  constraint oauth_revision_pkey primary key (one),
  constraint oauth_revision_is_one_row check (one)
);

insert into oauth_revision (revision) values (1);

create table oauth_revocation (
  revision bigint not null,
  subject bytea not null,                      -- the hash of a token or a grant, or the id of an app
  at timestamptz not null,
  constraint oauth_revocation_pkey primary key (revision)
);

create index oauth_revocation_by_age on oauth_revocation (at);

-- Proofs of possession that were used at the API. Each may be used once.
create table oauth_proof (
  mark bytea not null,                         -- a hash of the proof's key and id
  expires_at timestamptz not null,
  constraint oauth_proof_pkey primary key (mark)
);

create index oauth_proof_by_expiry on oauth_proof (expires_at);

grant select, insert, update, delete on oauth_state, oauth_grant, oauth_signing_key, oauth_revision, oauth_revocation, oauth_proof
  to florin_app;
