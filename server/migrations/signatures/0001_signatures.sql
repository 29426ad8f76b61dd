-- Keys that accounts sign their requests with, what they have used them for, and Florin's own. All of it lies in the home schema.

-- A public key. Its owner is an account; an app's key will have an app_id in its place.
create table signature_key (
  id uuid not null,                            -- with its prefix it is the keyid of signatures
  account_id uuid not null,
  name text not null,
  algorithm text not null,
  public_key bytea not null,                   -- DER of a SubjectPublicKeyInfo
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz,
  constraint signature_key_pkey primary key (id)
);

create index signature_key_of_account on signature_key (account_id, id);

-- A row for each account that has ever had a key. Accounts without one do not sign.
create table signature_settings (
  account_id uuid not null,
  mode text not null,
  revision bigint not null,                    -- of the last change to it or to one of the account's keys
  constraint signature_settings_pkey primary key (account_id),
  constraint signature_settings_mode check (mode in ('off', 'optional', 'required'))
);

-- Every process asks again and again for what has changed since it last asked.
create index signature_settings_revision on signature_settings (revision);

-- Goes up with every change. Whoever writes locks it first, so revisions and ids become visible in their order.
create table signature_revision (
  one boolean not null default true,
  revision bigint not null,
  constraint signature_revision_pkey primary key (one),
  constraint signature_revision_is_one_row check (one)
);

insert into signature_revision (revision) values (1);

-- What was signed once is not accepted again, for as long as its signature would be.
create table signature_nonce (
  mark bytea not null,                         -- a hash of the key's id and the nonce
  expires_at timestamptz not null,
  constraint signature_nonce_pkey primary key (mark)
);

create index signature_nonce_by_expiry on signature_nonce (expires_at);

-- The Ed25519 keys by which Florin signs its answers. The private part is sealed under the root key.
create table florin_signing_key (
  id uuid not null,
  public_key bytea not null,                   -- DER of a SubjectPublicKeyInfo
  sealed_private_key bytea not null,           -- DER of PKCS #8
  signs_from timestamptz not null,
  constraint florin_signing_key_pkey primary key (id)
);

grant select, insert, update on signature_key, signature_settings, signature_revision to florin_app;
grant select, insert, update, delete on signature_nonce, florin_signing_key to florin_app;
