-- Who stands behind the accounts. Nothing accepts these people's passwords and these apps' secrets yet: they are made now
-- so that the demo's credentials in sandbox.json stay what they are when sign-in and OAuth come.

create table organization (
  organization_id uuid primary key,
  kind text not null check (kind in ('merchant', 'platform')),  -- the platform is whoever runs this Florin
  name text not null,
  created_at timestamptz not null
);

create table person (
  person_id uuid primary key,
  organization_id uuid not null,
  email text not null unique check (email = lower(email)),
  password_hash text not null,                 -- scrypt$N$r$p$salt$hash, in base64url
  role text not null check (role in ('developer', 'operator')),
  created_at timestamptz not null
);

-- An integration. Its secret is kept as an HMAC under the root key, like an API key.
create table app (
  app_id uuid primary key,                     -- with its prefix it is the client_id
  organization_id uuid not null,
  name text not null,
  client_secret_hash bytea not null,
  redirect_uris text[] not null,
  created_at timestamptz not null
);

alter table account add column organization_id uuid;

grant select, insert, update on organization, person, app to florin_app;
