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
  organization_id uuid,
  email text not null,                         -- proved: a person is made by the link in a mail to it
  password_hash text not null,                 -- argon2id, as a PHC string
  language text not null,                      -- of mails
  role text,
  created_at timestamptz not null,
  constraint person_pkey primary key (person_id),
  constraint person_email_key unique (email),
  constraint person_email_in_lower_case check (email = lower(email)),
  constraint person_language check (language in ('en', 'zh')),
  constraint person_role check (role in ('developer', 'operator'))
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
  organization_id uuid,
  environment text not null,
  name text not null,
  default_method jsonb,                        -- what POST /pay uses when it names no method
  fee_basis_points int not null,
  fee_fixed bigint not null,
  negative_limit bigint not null,
  rate_limit int,                              -- requests per second of one key; null: none
  created_at timestamptz not null,
  constraint account_pkey primary key (account_id),
  constraint account_environment check (environment in ('sandbox', 'live')),
  constraint account_fee_basis_points check (fee_basis_points between 0 and 10000),
  constraint account_fee_fixed check (fee_fixed >= 0),
  constraint account_negative_limit check (negative_limit >= 0),
  constraint account_rate_limit check (rate_limit > 0)
);

-- A key is kept as an HMAC under the root key, never as itself.
create table api_key (
  key_hash bytea not null,
  account_id uuid not null,
  key_id uuid not null,
  kind text not null,
  hint text not null,                          -- its last four characters, for lists
  created_at timestamptz not null,
  revoked_at timestamptz,
  constraint api_key_pkey primary key (key_hash),
  constraint api_key_of_account unique (account_id, key_id),
  constraint api_key_kind check (kind in ('secret', 'publishable'))
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
