-- Florin's keys to which others encrypt what they send. They follow one another. All of it lies in the home schema.

create table encryption_key (
  id uuid not null,                            -- with its prefix it is the kid
  public_key bytea not null,                   -- DER of a SubjectPublicKeyInfo
  sealed_private_key bytea not null,           -- DER of PKCS #8
  used_from timestamptz not null,
  constraint encryption_key_pkey primary key (id)
);

grant select, insert, update, delete on encryption_key to florin_app;
