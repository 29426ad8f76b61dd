-- Who there is: organizations and their people, apps, accounts and keys. All of it lies in the home schema.

create table organization (
  organization_id uuid not null,
  kind text not null,                          -- the platform is whoever runs this Florin
  name text not null,
  created_at timestamptz not null,
  constraint organization_pkey primary key (organization_id),
  constraint organization_kind check (kind in ('merchant', 'platform'))
);

create table person (
  person_id uuid not null,
  email text not null,                         -- proved: a person is made by the link in a mail to it
  password_hash text not null,                 -- argon2id, as a PHC string
  language text not null,                      -- of mails
  created_at timestamptz not null,
  constraint person_pkey primary key (person_id),
  constraint person_email_key unique (email),
  constraint person_email_in_lower_case check (email = lower(email)),
  constraint person_language check (language in ('en', 'zh'))
);

-- An integration. Its secret is kept as an HMAC under the root key, like an API key.
create table app (
  app_id uuid not null,                        -- with its prefix it is the client_id
  organization_id uuid not null,
  name text not null,
  client_secret_hash bytea not null,
  redirect_uris text[] not null,
  created_at timestamptz not null,
  constraint app_pkey primary key (app_id)
);

-- A merchant's books in one environment. The books themselves lie in a cell, under this id.
create table account (
  account_id uuid not null,
  organization_id uuid not null,
  environment text not null,
  name text not null,
  default_method jsonb,                        -- what POST /pay uses when it names no method
  fee_basis_points int not null,
  fee_fixed bigint not null,
  negative_limit bigint not null,
  rate_limit int,                              -- requests per second of one key; null: none
  created_at timestamptz not null,
  closed_at timestamptz,                       -- of a sandbox that was closed, or whose name and keys have moved on
  constraint account_pkey primary key (account_id),
  constraint account_environment check (environment in ('sandbox', 'live')),
  constraint account_fee_basis_points check (fee_basis_points between 0 and 10000),
  constraint account_fee_fixed check (fee_fixed >= 0),
  constraint account_negative_limit check (negative_limit >= 0),
  constraint account_rate_limit check (rate_limit > 0),
  constraint account_that_closes_is_a_sandbox check (closed_at is null or environment = 'sandbox')
);

create index account_of_organization on account (organization_id, account_id);

-- However many sandboxes were closed, the open ones are found at once.
create index account_open on account (organization_id, account_id) where closed_at is null;

-- A key is kept as an HMAC under the root key, never as itself.
create table api_key (
  key_hash bytea not null,
  account_id uuid not null,
  id uuid not null,
  kind text not null,
  name text not null,
  hint text not null,                          -- its last four characters, for lists
  scopes text[],                               -- null: all that its kind may
  replaces uuid,                               -- the key that it was rolled from
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz,                    -- written a minute late, many keys at once
  constraint api_key_pkey primary key (key_hash),
  constraint api_key_of_account unique (account_id, id),
  constraint api_key_id unique (id),
  constraint api_key_kind check (kind in ('secret', 'publishable')),
  constraint api_key_scopes check (scopes is null or kind = 'secret')
);

-- Goes up with every change of a key or of an account's settings; caches are valid under the number they were filled at.
create table identity_revision (
  one boolean not null default true,
  revision bigint not null,
  constraint identity_revision_pkey primary key (one),
  constraint identity_revision_is_one_row check (one)
);

insert into identity_revision (revision) values (1);

grant select, insert, update on organization, person, app, account, api_key, identity_revision to florin_app;
