-- How people sign in: sessions, second factors, what is mailed to them, and how often somebody has guessed.
-- Whatever gives access is kept as a hash, or sealed.

create table person_session (
  session_id uuid not null,
  token_hash bytea not null,                   -- the cookie holds the token
  person_id uuid not null,
  created_at timestamptz not null,
  seen_at timestamptz not null,                -- written at most once a minute
  browser text not null,
  address text not null,
  constraint person_session_pkey primary key (session_id),
  constraint person_session_token unique (token_hash)
);

create index person_session_of_person on person_session (person_id);
create index person_session_by_age on person_session (created_at);

-- Somebody who has given the right password and now owes the second factor.
create table half_sign_in (
  token_hash bytea not null,
  person_id uuid not null,
  created_at timestamptz not null,
  constraint half_sign_in_pkey primary key (token_hash)
);

create index half_sign_in_by_age on half_sign_in (created_at);

-- An app that shows codes. It counts once it has been confirmed with a code.
create table totp (
  person_id uuid not null,
  secret bytea not null,                       -- sealed
  last_step bigint not null,                   -- of the last code that was accepted: no code works twice
  created_at timestamptz not null,
  confirmed_at timestamptz,
  constraint totp_pkey primary key (person_id)
);

create table recovery_code (
  person_id uuid not null,
  code_hash bytea not null,
  constraint recovery_code_pkey primary key (person_id, code_hash)
);

-- Somebody asked for a mail. Whether there is an account is looked up later, by the sender: so the answer cannot tell.
create table mail_request (
  request_id uuid not null,
  purpose text not null,
  email text not null,
  language text not null,
  requested_at timestamptz not null,
  constraint mail_request_pkey primary key (request_id),
  constraint mail_request_purpose check (purpose in ('sign_up', 'recovery')),
  constraint mail_request_language check (language in ('en', 'zh'))
);

-- The secret of a link in a mail. It works once.
create table mailed_token (
  token_hash bytea not null,
  purpose text not null,
  email text not null,
  language text not null,
  expires_at timestamptz not null,
  constraint mailed_token_pkey primary key (token_hash),
  constraint mailed_token_purpose check (purpose in ('sign_up', 'recovery')),
  constraint mailed_token_language check (language in ('en', 'zh'))
);

create index mailed_token_of_email on mailed_token (email);
create index mailed_token_by_expiry on mailed_token (expires_at);

-- Failures of one kind by one bucket (an address, a person, a browser, or a pair) since its window began.
create table guess_count (
  bucket bytea not null,                       -- an HMAC of what is counted, so that no address lies here
  window_ends_at timestamptz not null,
  guesses int not null,
  constraint guess_count_pkey primary key (bucket)
);

create index guess_count_by_window on guess_count (window_ends_at);

-- Keys that a device or a password manager holds. They take the place of password and code.
create table passkey (
  credential_id bytea not null,
  person_id uuid not null,
  public_key bytea not null,
  counter bigint not null,                     -- what the device says; one that goes back is a copy
  browser text not null,                       -- in which it was made
  created_at timestamptz not null,
  used_at timestamptz,
  constraint passkey_pkey primary key (credential_id)
);

create index passkey_of_person on passkey (person_id);

-- What a device has to sign next, for whoever holds the cookie.
create table passkey_challenge (
  holder_hash bytea not null,
  challenge text not null,
  created_at timestamptz not null,
  constraint passkey_challenge_pkey primary key (holder_hash)
);

create index passkey_challenge_by_age on passkey_challenge (created_at);

grant select, insert, update, delete on person_session, half_sign_in, totp, recovery_code, mail_request, mailed_token, guess_count,
  passkey, passkey_challenge to florin_app;
