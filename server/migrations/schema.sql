-- Written by `node scripts/write-schema.ts` from the migrated tables. A test compares.

-- Schema: home

create table account (
  account_id uuid not null,
  organization_id uuid not null,
  environment text not null,
  name text not null,
  default_method jsonb,
  fee_basis_points integer not null,
  fee_fixed bigint not null,
  negative_limit bigint not null,
  rate_limit integer,
  created_at timestamp with time zone not null,
  closed_at timestamp with time zone,
  constraint account_pkey PRIMARY KEY (account_id),
  constraint account_environment CHECK ((environment = ANY (ARRAY['sandbox'::text, 'live'::text]))),
  constraint account_fee_basis_points CHECK (((fee_basis_points >= 0) AND (fee_basis_points <= 10000))),
  constraint account_fee_fixed CHECK ((fee_fixed >= 0)),
  constraint account_negative_limit CHECK ((negative_limit >= 0)),
  constraint account_rate_limit CHECK ((rate_limit > 0)),
  constraint account_that_closes_is_a_sandbox CHECK (((closed_at IS NULL) OR (environment = 'sandbox'::text)))
);
CREATE INDEX account_of_organization ON account USING btree (organization_id, account_id);
CREATE INDEX account_open ON account USING btree (organization_id, account_id) WHERE (closed_at IS NULL);
grant insert, select, update on account to florin_app;

create table agent_answer (
  question uuid not null,
  asker text not null,
  agreed boolean not null,
  expires_at timestamp with time zone not null,
  constraint agent_answer_pkey PRIMARY KEY (question, asker)
);
CREATE INDEX agent_answer_by_expiry ON agent_answer USING btree (expires_at);
grant delete, insert, select, update on agent_answer to florin_app;

create table api_key (
  key_hash bytea not null,
  account_id uuid not null,
  id uuid not null,
  kind text not null,
  name text not null,
  hint text not null,
  scopes text[],
  replaces uuid,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone,
  revoked_at timestamp with time zone,
  last_used_at timestamp with time zone,
  constraint api_key_pkey PRIMARY KEY (key_hash),
  constraint api_key_id UNIQUE (id),
  constraint api_key_kind CHECK ((kind = ANY (ARRAY['secret'::text, 'publishable'::text]))),
  constraint api_key_of_account UNIQUE (account_id, id),
  constraint api_key_scopes CHECK (((scopes IS NULL) OR (kind = 'secret'::text)))
);
grant insert, select, update on api_key to florin_app;

create table app (
  app_id uuid not null,
  organization_id uuid not null,
  name text not null,
  client_secret_hash bytea,
  redirect_uris text[] not null,
  created_at timestamp with time zone not null,
  account_id uuid,
  scopes text[] not null default '{}'::text[],
  grant_types text[] not null default '{authorization_code,refresh_token,client_credentials}'::text[],
  token_endpoint_auth_method text not null default 'client_secret_basic'::text,
  jwks jsonb,
  jwks_uri text,
  post_logout_redirect_uris text[] not null default '{}'::text[],
  backchannel_logout_uri text,
  fapi boolean not null default false,
  dpop_bound boolean not null default false,
  previous_secret_hash bytea,
  previous_secret_until timestamp with time zone,
  closed_at timestamp with time zone,
  require_pkce boolean not null default true,
  require_signed_request_object boolean not null default false,
  tls_client_auth_kind text,
  tls_client_auth_value text,
  tls_client_certificate_bound_access_tokens boolean not null default false,
  constraint app_pkey PRIMARY KEY (app_id),
  constraint app_bound_to_one CHECK ((NOT (dpop_bound AND tls_client_certificate_bound_access_tokens))),
  constraint app_keys CHECK (((jwks IS NULL) OR (jwks_uri IS NULL))),
  constraint app_require_pkce CHECK ((require_pkce OR ((token_endpoint_auth_method <> 'none'::text) AND (NOT fapi)))),
  constraint app_signed_requests CHECK (((NOT require_signed_request_object) OR (jwks IS NOT NULL) OR (jwks_uri IS NOT NULL))),
  constraint app_tls_client_auth CHECK ((((token_endpoint_auth_method = 'tls_client_auth'::text) = (tls_client_auth_kind IS NOT NULL)) AND ((tls_client_auth_kind IS NULL) = (tls_client_auth_value IS NULL)))),
  constraint app_tls_client_auth_kind CHECK ((tls_client_auth_kind = ANY (ARRAY['subject_dn'::text, 'san_dns'::text, 'san_uri'::text, 'san_ip'::text, 'san_email'::text]))),
  constraint app_token_endpoint_auth_method CHECK ((token_endpoint_auth_method = ANY (ARRAY['client_secret_basic'::text, 'client_secret_post'::text, 'private_key_jwt'::text, 'tls_client_auth'::text, 'self_signed_tls_client_auth'::text, 'none'::text])))
);
CREATE INDEX app_of_organization ON app USING btree (organization_id, app_id) WHERE (closed_at IS NULL);
grant insert, select, update on app to florin_app;

create table audit_entry (
  organization_id uuid not null,
  id uuid not null,
  seq bigint not null,
  at timestamp with time zone not null,
  act text not null,
  state text not null,
  actor text not null,
  account_id uuid,
  object text,
  detail text not null,
  request text not null,
  address text not null,
  hash bytea not null,
  constraint audit_entry_pkey PRIMARY KEY (organization_id, id),
  constraint audit_entry_seq UNIQUE (organization_id, seq),
  constraint audit_entry_state CHECK ((state = ANY (ARRAY['done'::text, 'asked'::text])))
);
grant insert, select on audit_entry to florin_app;

create table audit_head (
  organization_id uuid not null,
  seq bigint not null,
  id uuid not null,
  hash bytea not null,
  constraint audit_head_pkey PRIMARY KEY (organization_id)
);
grant insert, select, update on audit_head to florin_app;

create table data_key (
  id uuid not null,
  kek text not null,
  wrapped bytea not null,
  seals_from timestamp with time zone not null,
  retired_at timestamp with time zone,
  constraint data_key_pkey PRIMARY KEY (id)
);
grant insert, select on data_key to florin_app;

create table encryption_key (
  id uuid not null,
  public_key bytea not null,
  sealed_private_key bytea not null,
  used_from timestamp with time zone not null,
  constraint encryption_key_pkey PRIMARY KEY (id)
);
grant delete, insert, select, update on encryption_key to florin_app;

create table florin_migration (
  name text not null,
  hash text not null,
  applied_at timestamp with time zone not null default now(),
  constraint florin_migration_pkey PRIMARY KEY (name)
);

create table florin_signing_key (
  id uuid not null,
  public_key bytea not null,
  sealed_private_key bytea not null,
  signs_from timestamp with time zone not null,
  constraint florin_signing_key_pkey PRIMARY KEY (id)
);
grant delete, insert, select, update on florin_signing_key to florin_app;

create table guess_count (
  bucket bytea not null,
  window_ends_at timestamp with time zone not null,
  guesses integer not null,
  constraint guess_count_pkey PRIMARY KEY (bucket)
);
CREATE INDEX guess_count_by_window ON guess_count USING btree (window_ends_at);
grant delete, insert, select, update on guess_count to florin_app;

create table half_sign_in (
  token_hash bytea not null,
  person_id uuid not null,
  created_at timestamp with time zone not null,
  constraint half_sign_in_pkey PRIMARY KEY (token_hash)
);
CREATE INDEX half_sign_in_by_age ON half_sign_in USING btree (created_at);
grant delete, insert, select, update on half_sign_in to florin_app;

create table home_idempotency (
  account_id uuid not null,
  scope text not null,
  key text not null,
  fingerprint bytea not null,
  status smallint,
  body text,
  at timestamp with time zone not null,
  constraint home_idempotency_pkey PRIMARY KEY (account_id, scope, key)
);
CREATE INDEX home_idempotency_at ON home_idempotency USING btree (at);
grant delete, insert, select, update on home_idempotency to florin_app;

create table identity_revision (
  one boolean not null default true,
  revision bigint not null,
  constraint identity_revision_pkey PRIMARY KEY (one),
  constraint identity_revision_is_one_row CHECK (one)
);
grant insert, select, update on identity_revision to florin_app;

create table invitation (
  organization_id uuid not null,
  id uuid not null,
  email text not null,
  role text not null,
  token_hash bytea not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  accepted_at timestamp with time zone,
  revoked_at timestamp with time zone,
  invited_by uuid,
  constraint invitation_pkey PRIMARY KEY (organization_id, id),
  constraint invitation_email_in_lower_case CHECK ((email = lower(email))),
  constraint invitation_ends_once CHECK (((accepted_at IS NULL) OR (revoked_at IS NULL))),
  constraint invitation_token_hash_key UNIQUE (token_hash)
);
CREATE INDEX invitation_expires_at ON invitation USING btree (expires_at);
grant delete, insert, select, update on invitation to florin_app;

create table mail (
  mail_id uuid not null,
  recipient text not null,
  subject text not null,
  body bytea not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  tries integer not null,
  next_try_at timestamp with time zone not null,
  constraint mail_pkey PRIMARY KEY (mail_id)
);
CREATE INDEX mail_by_age ON mail USING btree (created_at);
CREATE INDEX mail_by_next_try ON mail USING btree (next_try_at);
grant delete, insert, select, update on mail to florin_app;

create table mail_request (
  request_id uuid not null,
  purpose text not null,
  email text not null,
  language text not null,
  requested_at timestamp with time zone not null,
  next text,
  person_id uuid,
  constraint mail_request_pkey PRIMARY KEY (request_id),
  constraint mail_request_language CHECK ((language = ANY (ARRAY['en'::text, 'zh'::text]))),
  constraint mail_request_person CHECK (((person_id IS NOT NULL) = (purpose = 'email_change'::text))),
  constraint mail_request_purpose CHECK ((purpose = ANY (ARRAY['sign_up'::text, 'recovery'::text, 'email_change'::text])))
);
grant delete, insert, select, update on mail_request to florin_app;

create table mailed_token (
  token_hash bytea not null,
  purpose text not null,
  email text not null,
  language text not null,
  expires_at timestamp with time zone not null,
  person_id uuid,
  constraint mailed_token_pkey PRIMARY KEY (token_hash),
  constraint mailed_token_language CHECK ((language = ANY (ARRAY['en'::text, 'zh'::text]))),
  constraint mailed_token_person CHECK (((person_id IS NOT NULL) = (purpose = 'email_change'::text))),
  constraint mailed_token_purpose CHECK ((purpose = ANY (ARRAY['sign_up'::text, 'recovery'::text, 'email_change'::text])))
);
CREATE INDEX mailed_token_by_expiry ON mailed_token USING btree (expires_at);
CREATE INDEX mailed_token_of_email ON mailed_token USING btree (email);
CREATE INDEX mailed_token_of_person ON mailed_token USING btree (person_id) WHERE (person_id IS NOT NULL);
grant delete, insert, select, update on mailed_token to florin_app;

create table membership (
  organization_id uuid not null,
  id uuid not null,
  person_id uuid not null,
  role text not null,
  created_at timestamp with time zone not null,
  constraint membership_pkey PRIMARY KEY (organization_id, id),
  constraint membership_of_person UNIQUE (person_id, organization_id)
);
grant delete, insert, select, update on membership to florin_app;

create table oauth_grant (
  grant_hash bytea not null,
  id uuid not null,
  app_id uuid not null,
  person_id uuid not null,
  organization_id uuid,
  account_id uuid,
  scopes text[] not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  revoked_at timestamp with time zone,
  payment jsonb,
  constraint oauth_grant_pkey PRIMARY KEY (grant_hash),
  constraint oauth_grant_id UNIQUE (id)
);
CREATE INDEX oauth_grant_by_expiry ON oauth_grant USING btree (expires_at);
CREATE INDEX oauth_grant_of_person ON oauth_grant USING btree (person_id, id);
grant delete, insert, select, update on oauth_grant to florin_app;

create table oauth_proof (
  mark bytea not null,
  expires_at timestamp with time zone not null,
  constraint oauth_proof_pkey PRIMARY KEY (mark)
);
CREATE INDEX oauth_proof_by_expiry ON oauth_proof USING btree (expires_at);
grant delete, insert, select, update on oauth_proof to florin_app;

create table oauth_revision (
  one boolean not null default true,
  revision bigint not null,
  constraint oauth_revision_pkey PRIMARY KEY (one),
  constraint oauth_revision_is_one_row CHECK (one)
);
grant delete, insert, select, update on oauth_revision to florin_app;

create table oauth_revocation (
  revision bigint not null,
  subject bytea not null,
  at timestamp with time zone not null,
  constraint oauth_revocation_pkey PRIMARY KEY (revision)
);
CREATE INDEX oauth_revocation_by_age ON oauth_revocation USING btree (at);
grant delete, insert, select, update on oauth_revocation to florin_app;

create table oauth_signing_key (
  kid text not null,
  alg text not null,
  private_key bytea not null,
  created_at timestamp with time zone not null,
  signs_from timestamp with time zone not null,
  retired_at timestamp with time zone,
  constraint oauth_signing_key_pkey PRIMARY KEY (kid)
);
grant delete, insert, select, update on oauth_signing_key to florin_app;

create table oauth_state (
  id_hash bytea not null,
  model text not null,
  payload bytea not null,
  app_id uuid,
  grant_hash bytea,
  uid_hash bytea,
  user_code_hash bytea,
  consumed_at timestamp with time zone,
  retried boolean not null default false,
  expires_at timestamp with time zone not null,
  constraint oauth_state_pkey PRIMARY KEY (id_hash)
);
CREATE INDEX oauth_state_by_expiry ON oauth_state USING btree (expires_at);
CREATE INDEX oauth_state_of_grant ON oauth_state USING btree (grant_hash) WHERE (grant_hash IS NOT NULL);
CREATE UNIQUE INDEX oauth_state_uid ON oauth_state USING btree (uid_hash) WHERE (uid_hash IS NOT NULL);
CREATE UNIQUE INDEX oauth_state_user_code ON oauth_state USING btree (user_code_hash) WHERE (user_code_hash IS NOT NULL);
grant delete, insert, select, update on oauth_state to florin_app;

create table organization (
  organization_id uuid not null,
  kind text not null,
  name text not null,
  created_at timestamp with time zone not null,
  constraint organization_pkey PRIMARY KEY (organization_id),
  constraint organization_kind CHECK ((kind = ANY (ARRAY['merchant'::text, 'platform'::text])))
);
grant insert, select, update on organization to florin_app;

create table passkey (
  credential_id bytea not null,
  person_id uuid not null,
  public_key bytea not null,
  counter bigint not null,
  browser text not null,
  created_at timestamp with time zone not null,
  used_at timestamp with time zone,
  constraint passkey_pkey PRIMARY KEY (credential_id)
);
CREATE INDEX passkey_of_person ON passkey USING btree (person_id);
grant delete, insert, select, update on passkey to florin_app;

create table passkey_challenge (
  holder_hash bytea not null,
  challenge text not null,
  created_at timestamp with time zone not null,
  constraint passkey_challenge_pkey PRIMARY KEY (holder_hash)
);
CREATE INDEX passkey_challenge_by_age ON passkey_challenge USING btree (created_at);
grant delete, insert, select, update on passkey_challenge to florin_app;

create table person (
  person_id uuid not null,
  email text not null,
  password_hash text not null,
  language text not null,
  created_at timestamp with time zone not null,
  constraint person_pkey PRIMARY KEY (person_id),
  constraint person_email_in_lower_case CHECK ((email = lower(email))),
  constraint person_email_key UNIQUE (email),
  constraint person_language CHECK ((language = ANY (ARRAY['en'::text, 'zh'::text])))
);
grant insert, select, update on person to florin_app;

create table person_session (
  session_id uuid not null,
  token_hash bytea not null,
  person_id uuid not null,
  created_at timestamp with time zone not null,
  seen_at timestamp with time zone not null,
  browser text not null,
  address text not null,
  proved_at timestamp with time zone not null,
  constraint person_session_pkey PRIMARY KEY (session_id),
  constraint person_session_token UNIQUE (token_hash)
);
CREATE INDEX person_session_by_age ON person_session USING btree (created_at);
CREATE INDEX person_session_of_person ON person_session USING btree (person_id);
grant delete, insert, select, update on person_session to florin_app;

create table recovery_code (
  person_id uuid not null,
  code_hash bytea not null,
  constraint recovery_code_pkey PRIMARY KEY (person_id, code_hash)
);
grant delete, insert, select, update on recovery_code to florin_app;

create table root_key (
  one boolean not null default true,
  key_id text not null,
  constraint root_key_pkey PRIMARY KEY (one),
  constraint root_key_is_one_row CHECK (one)
);
grant insert, select on root_key to florin_app;

create table signature_app_settings (
  app_id uuid not null,
  mode text not null,
  revision bigint not null,
  constraint signature_app_settings_pkey PRIMARY KEY (app_id),
  constraint signature_app_settings_mode CHECK ((mode = ANY (ARRAY['off'::text, 'optional'::text, 'required'::text])))
);
CREATE INDEX signature_app_settings_revision ON signature_app_settings USING btree (revision);
grant insert, select, update on signature_app_settings to florin_app;

create table signature_key (
  id uuid not null,
  account_id uuid not null,
  name text not null,
  algorithm text not null,
  public_key bytea not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone,
  revoked_at timestamp with time zone,
  app_id uuid,
  constraint signature_key_pkey PRIMARY KEY (id)
);
CREATE INDEX signature_key_of_account ON signature_key USING btree (account_id, id);
CREATE INDEX signature_key_of_app ON signature_key USING btree (app_id, id) WHERE (app_id IS NOT NULL);
grant insert, select, update on signature_key to florin_app;

create table signature_nonce (
  mark bytea not null,
  expires_at timestamp with time zone not null,
  constraint signature_nonce_pkey PRIMARY KEY (mark)
);
CREATE INDEX signature_nonce_by_expiry ON signature_nonce USING btree (expires_at);
grant delete, insert, select, update on signature_nonce to florin_app;

create table signature_revision (
  one boolean not null default true,
  revision bigint not null,
  constraint signature_revision_pkey PRIMARY KEY (one),
  constraint signature_revision_is_one_row CHECK (one)
);
grant insert, select, update on signature_revision to florin_app;

create table signature_settings (
  account_id uuid not null,
  mode text not null,
  revision bigint not null,
  constraint signature_settings_pkey PRIMARY KEY (account_id),
  constraint signature_settings_mode CHECK ((mode = ANY (ARRAY['off'::text, 'optional'::text, 'required'::text])))
);
CREATE INDEX signature_settings_revision ON signature_settings USING btree (revision);
grant insert, select, update on signature_settings to florin_app;

create table totp (
  person_id uuid not null,
  secret bytea not null,
  last_step bigint not null,
  created_at timestamp with time zone not null,
  confirmed_at timestamp with time zone,
  constraint totp_pkey PRIMARY KEY (person_id)
);
grant delete, insert, select, update on totp to florin_app;

-- Schema: cell

create domain amount_above_zero as bigint constraint amount_above_zero CHECK ((VALUE > 0));

create domain amount_never_negative as bigint constraint amount_never_negative CHECK ((VALUE >= 0));

create domain attempt_kind as text constraint attempt_kind CHECK ((VALUE = ANY (ARRAY['authorize'::text, 'capture'::text, 'void'::text, 'refund'::text, 'return'::text])));

create domain cancel_reason as text constraint cancel_reason CHECK ((VALUE = ANY (ARRAY['requested'::text, 'expired'::text])));

create domain capture_method as text constraint capture_method CHECK ((VALUE = ANY (ARRAY['automatic'::text, 'manual'::text])));

create domain clock_ahead as bigint constraint clock_ahead_within_ten_years CHECK (((VALUE >= 0) AND (VALUE <= '316224000000'::bigint)));

create domain due_kind as text constraint due_kind CHECK ((VALUE = ANY (ARRAY['expire'::text, 'release'::text, 'return'::text])));

create domain leg_number as smallint constraint leg_number_above_zero CHECK ((VALUE > 0));

create domain liability as bigint constraint liability_never_negative CHECK ((VALUE >= 0));

create domain outcome_result as text constraint outcome_result CHECK ((VALUE = ANY (ARRAY['approved'::text, 'declined'::text, 'reversed'::text, 'never_sent'::text])));

create domain payment_status as text constraint payment_status CHECK ((VALUE = ANY (ARRAY['created'::text, 'requires_action'::text, 'processing'::text, 'authorized'::text, 'canceling'::text, 'succeeded'::text, 'failed'::text, 'canceled'::text, 'expired'::text])));

create domain refund_status as text constraint refund_status CHECK ((VALUE = ANY (ARRAY['pending'::text, 'succeeded'::text, 'failed'::text])));

create table account_head (
  account_id uuid not null,
  event_seq bigint not null default 0,
  event_hash bytea not null default decode(repeat('00'::text, 32), 'hex'::text),
  clock_offset clock_ahead not null default 0,
  clock_target clock_ahead not null default 0,
  ids_to bigint not null default 0,
  constraint account_head_pkey PRIMARY KEY (account_id)
) with (fillfactor=20);
grant insert, select, update on account_head to florin_app;

create table attempt (
  account_id uuid not null,
  id uuid not null,
  payment_id uuid not null,
  refund_id uuid,
  kind attempt_kind not null,
  channel text not null,
  amount amount_above_zero not null,
  currency text not null,
  target_id uuid,
  owner uuid not null,
  send_before timestamp with time zone not null,
  recover_after timestamp with time zone not null,
  actor text,
  constraint attempt_pkey PRIMARY KEY (account_id, id)
);
CREATE INDEX attempt_recover_after ON attempt USING btree (recover_after);
grant insert, select on attempt to florin_app;

create table attempt_claim (
  account_id uuid not null,
  attempt_id uuid not null,
  epoch integer not null,
  owner uuid not null,
  until timestamp with time zone not null,
  ask_again_at timestamp with time zone not null,
  constraint attempt_claim_pkey PRIMARY KEY (account_id, attempt_id, epoch)
);
CREATE INDEX attempt_claim_ask_again ON attempt_claim USING btree (ask_again_at);
grant insert, select on attempt_claim to florin_app;

create table balance (
  account_id uuid not null,
  currency text not null,
  channel_receivable bigint not null default 0,
  merchant_pending liability not null default 0,
  merchant_available bigint not null default 0,
  platform_fees_payable liability not null default 0,
  refunds_in_flight liability not null default 0,
  unapplied_funds liability not null default 0,
  inter_account bigint not null default 0,
  constraint balance_pkey PRIMARY KEY (account_id, currency)
) with (fillfactor=20);
grant insert, select, update on balance to florin_app;

create table book (
  book smallint not null,
  name text not null,
  kind text not null,
  constraint book_pkey PRIMARY KEY (book),
  constraint book_kind CHECK ((kind = ANY (ARRAY['asset'::text, 'liability'::text]))),
  constraint book_name_key UNIQUE (name)
);
grant select on book to florin_app;

create table card_security_code (
  account_id uuid not null,
  token_id uuid not null,
  sealed_code bytea not null,
  delete_at timestamp with time zone not null,
  constraint card_security_code_pkey PRIMARY KEY (account_id, token_id)
);
CREATE INDEX card_security_code_delete_at ON card_security_code USING btree (delete_at);
grant delete, insert, select on card_security_code to florin_app;

create table card_token (
  account_id uuid not null,
  id uuid not null,
  brand text not null,
  last4 text not null,
  exp_month smallint not null,
  exp_year smallint not null,
  sealed_card bytea not null,
  once boolean not null,
  created_at timestamp with time zone not null,
  delete_at timestamp with time zone not null,
  constraint card_token_pkey PRIMARY KEY (account_id, id),
  constraint card_token_brand CHECK ((brand ~ '^[a-z-]{1,20}$'::text)),
  constraint card_token_last4 CHECK ((last4 ~ '^[0-9]{4}$'::text))
);
CREATE INDEX card_token_delete_at ON card_token USING btree (delete_at);
grant delete, insert, select on card_token to florin_app;

create table channel_inbox (
  account_id uuid not null,
  channel text not null,
  event_id text not null,
  reference uuid not null,
  answer jsonb not null,
  body bytea not null,
  received_at timestamp with time zone not null,
  constraint channel_inbox_pkey PRIMARY KEY (account_id, channel, event_id)
);
CREATE INDEX channel_inbox_received_at ON channel_inbox USING btree (received_at);
grant insert, select on channel_inbox to florin_app;

create table channel_inbox_open (
  account_id uuid not null,
  channel text not null,
  event_id text not null,
  tries integer not null default 0,
  try_after timestamp with time zone not null,
  constraint channel_inbox_open_pkey PRIMARY KEY (account_id, channel, event_id)
);
CREATE INDEX channel_inbox_try_after ON channel_inbox_open USING btree (try_after);
grant delete, insert, select, update on channel_inbox_open to florin_app;

create table checkout_payment (
  account_id uuid not null,
  session_id uuid not null,
  n integer not null,
  payment_id uuid not null,
  constraint checkout_payment_pkey PRIMARY KEY (account_id, session_id, n),
  constraint checkout_payment_n CHECK ((n > 0))
);
CREATE INDEX checkout_payment_of ON checkout_payment USING btree (account_id, payment_id);
grant insert, select on checkout_payment to florin_app;

create table checkout_session (
  account_id uuid not null,
  id uuid not null,
  order_id text not null,
  amount amount_above_zero not null,
  currency text not null,
  capture_method capture_method not null,
  description text,
  metadata jsonb,
  line_items jsonb not null,
  success_url text not null,
  cancel_url text not null,
  closed_by text,
  closed_at timestamp with time zone,
  expires_at timestamp with time zone not null,
  created_at timestamp with time zone not null,
  constraint checkout_session_pkey PRIMARY KEY (account_id, id),
  constraint checkout_session_closed_by CHECK ((closed_by = ANY (ARRAY['payer'::text, 'merchant'::text]))),
  constraint checkout_session_closed_by_someone_at_a_time CHECK (((closed_by IS NULL) = (closed_at IS NULL)))
);
grant insert, select, update on checkout_session to florin_app;

create table clock_move (
  account_id uuid not null,
  clock_target clock_ahead not null,
  clock_offset clock_ahead not null,
  moved_at timestamp with time zone not null,
  constraint clock_move_pkey PRIMARY KEY (account_id, clock_target, clock_offset),
  constraint clock_move_is_forward CHECK ((((clock_target)::bigint > 0) AND ((clock_offset)::bigint <= (clock_target)::bigint)))
);
grant insert, select on clock_move to florin_app;

create table due (
  account_id uuid not null,
  due_at timestamp with time zone not null,
  kind due_kind not null,
  id uuid not null,
  constraint due_pkey PRIMARY KEY (account_id, due_at, kind, id)
);
grant delete, insert, select on due to florin_app;

create table event (
  account_id uuid not null,
  seq bigint not null,
  type text not null,
  object_id uuid not null,
  command_id uuid not null,
  payload text not null,
  at timestamp with time zone not null,
  hash bytea not null,
  actor text,
  constraint event_pkey PRIMARY KEY (account_id, seq)
);
CREATE INDEX event_of_object ON event USING btree (account_id, object_id, seq);
grant insert, select on event to florin_app;

create table granted_payment (
  account_id uuid not null,
  grant_id uuid not null,
  payment_id uuid not null,
  constraint granted_payment_pkey PRIMARY KEY (account_id, grant_id)
);
grant insert, select on granted_payment to florin_app;

create table idempotency (
  account_id uuid not null,
  scope text not null,
  key text not null,
  fingerprint bytea not null,
  command_id uuid,
  object_id uuid,
  recover_after timestamp with time zone,
  status smallint,
  body text,
  at timestamp with time zone not null,
  constraint idempotency_pkey PRIMARY KEY (account_id, scope, key)
);
CREATE INDEX idempotency_at ON idempotency USING btree (at);
grant delete, insert, select, update on idempotency to florin_app;

create table logged_request (
  account_id uuid not null,
  id uuid not null,
  request_id uuid not null,
  at timestamp with time zone not null,
  operation text not null,
  scope text not null,
  method text not null,
  path text not null,
  status smallint not null,
  code text,
  milliseconds integer not null,
  actor text not null,
  address text not null,
  user_agent text,
  idempotency_key text,
  about text[] not null,
  request_body text,
  answer_body text,
  skipped integer not null,
  constraint logged_request_pkey PRIMARY KEY (account_id, id)
);
CREATE INDEX logged_request_about ON logged_request USING gin (about);
CREATE INDEX logged_request_at ON logged_request USING btree (at);
CREATE INDEX logged_request_by_request ON logged_request USING btree (account_id, request_id);
CREATE INDEX logged_request_failed ON logged_request USING btree (account_id, id) WHERE (status >= 400);
grant delete, insert, select, update on logged_request to florin_app;

create table outcome (
  account_id uuid not null,
  attempt_id uuid not null,
  result outcome_result not null,
  decline_code text,
  amount amount_never_negative not null,
  at timestamp with time zone not null,
  constraint outcome_pkey PRIMARY KEY (account_id, attempt_id)
);
grant insert, select on outcome to florin_app;

create table payment (
  account_id uuid not null,
  id uuid not null,
  version integer not null,
  status payment_status not null,
  order_id text not null,
  order_released uuid,
  amount amount_above_zero not null,
  currency text not null,
  capture_method capture_method not null,
  channel text,
  method jsonb,
  next_action jsonb,
  decline_code text,
  cancel_reason cancel_reason,
  open_attempt uuid,
  charge_attempt uuid,
  amount_authorized amount_never_negative not null,
  amount_received amount_never_negative not null,
  amount_captured amount_never_negative not null,
  amount_refund_reserved amount_never_negative not null,
  amount_refunded amount_never_negative not null,
  amount_fee amount_never_negative not null,
  amount_pending_left amount_never_negative not null,
  amount_unapplied amount_never_negative not null default 0,
  amount_returning amount_never_negative not null default 0,
  amount_returned amount_never_negative not null default 0,
  amount_reversed amount_never_negative not null default 0,
  release_at timestamp with time zone,
  expires_at timestamp with time zone,
  return_at timestamp with time zone,
  description text,
  metadata jsonb,
  created_at timestamp with time zone not null,
  constraint payment_pkey PRIMARY KEY (account_id, id),
  constraint payment_given_back_within_captured CHECK (((((amount_refund_reserved)::bigint + (amount_refunded)::bigint) <= (amount_captured)::bigint) AND ((amount_reversed)::bigint <= (amount_received)::bigint))),
  constraint payment_order_held_while_live CHECK (((order_released IS NULL) = ((status)::text <> ALL (ARRAY['failed'::text, 'canceled'::text, 'expired'::text]))))
) with (fillfactor=45);
CREATE UNIQUE INDEX payment_order ON payment USING btree (account_id, order_id, order_released) NULLS NOT DISTINCT;
grant insert, select, update on payment to florin_app;

create table recovery_watermark (
  one boolean not null default true,
  looked_to timestamp with time zone not null,
  looked_again_to timestamp with time zone not null,
  constraint recovery_watermark_pkey PRIMARY KEY (one),
  constraint recovery_watermark_is_one_row CHECK (one)
);
grant insert, select, update on recovery_watermark to florin_app;

create table refund (
  account_id uuid not null,
  id uuid not null,
  payment_id uuid not null,
  version integer not null,
  status refund_status not null,
  amount amount_above_zero not null,
  currency text not null,
  amount_from_pending amount_never_negative not null,
  amount_from_available amount_never_negative not null,
  failure_code text,
  reason text,
  metadata jsonb,
  created_at timestamp with time zone not null,
  constraint refund_pkey PRIMARY KEY (account_id, id)
) with (fillfactor=70);
CREATE INDEX refund_of_payment ON refund USING btree (account_id, payment_id);
grant insert, select, update on refund to florin_app;

create table request_log_head (
  account_id uuid not null,
  id uuid not null,
  constraint request_log_head_pkey PRIMARY KEY (account_id)
);
grant insert, select, update on request_log_head to florin_app;

create table reversal (
  account_id uuid not null,
  id uuid not null,
  payment_id uuid not null,
  amount amount_above_zero not null,
  currency text not null,
  amount_from_unapplied amount_never_negative not null,
  amount_from_pending amount_never_negative not null,
  amount_from_available amount_never_negative not null,
  created_at timestamp with time zone not null,
  constraint reversal_pkey PRIMARY KEY (account_id, id),
  constraint reversal_adds_up CHECK (((amount)::bigint = (((amount_from_unapplied)::bigint + (amount_from_pending)::bigint) + (amount_from_available)::bigint)))
);
CREATE INDEX reversal_of_payment ON reversal USING btree (account_id, payment_id);
grant insert, select on reversal to florin_app;

create table round (
  lane uuid not null,
  n bigint not null,
  fence boolean not null default false,
  at timestamp with time zone not null default now(),
  constraint round_pkey PRIMARY KEY (lane, n)
);
grant delete, insert, select on round to florin_app;

create table sandbox_charge (
  account_id uuid not null,
  reference uuid not null,
  payment_id uuid not null,
  token text not null,
  amount amount_above_zero not null,
  currency text not null,
  state text not null,
  decline_code text,
  received amount_never_negative not null default 0,
  taken_back amount_never_negative not null default 0,
  notifications integer not null default 0,
  ends_at timestamp with time zone,
  return_url text,
  created_at timestamp with time zone not null,
  constraint sandbox_charge_pkey PRIMARY KEY (account_id, reference),
  constraint sandbox_charge_state CHECK ((state = ANY (ARRAY['open'::text, 'approved'::text, 'declined'::text, 'closed'::text])))
);
CREATE INDEX sandbox_charge_ended ON sandbox_charge USING btree (created_at) WHERE (state <> 'open'::text);
CREATE INDEX sandbox_charge_ends ON sandbox_charge USING btree (ends_at) WHERE (state = 'open'::text);
CREATE INDEX sandbox_charge_of_payment ON sandbox_charge USING btree (account_id, payment_id);
grant delete, insert, select, update on sandbox_charge to florin_app;

create table transfer (
  account_id uuid not null,
  source_id uuid not null,
  leg leg_number not null,
  payment_id uuid not null,
  debit smallint not null,
  credit smallint not null,
  currency text not null,
  amount amount_above_zero not null,
  at timestamp with time zone not null,
  constraint transfer_pkey PRIMARY KEY (account_id, source_id, leg),
  constraint transfer_between_two_books CHECK ((credit <> debit))
);
grant insert, select on transfer to florin_app;

create table webhook_delivery (
  account_id uuid not null,
  endpoint_id uuid not null,
  id uuid not null,
  seq bigint not null,
  attempt integer not null,
  status text not null,
  http_status smallint,
  error text,
  answer text,
  duration_ms integer not null,
  at timestamp with time zone not null,
  next_attempt_at timestamp with time zone,
  constraint webhook_delivery_pkey PRIMARY KEY (account_id, endpoint_id, id),
  constraint webhook_delivery_attempt CHECK ((attempt > 0)),
  constraint webhook_delivery_duration CHECK ((duration_ms >= 0)),
  constraint webhook_delivery_status CHECK ((status = ANY (ARRAY['succeeded'::text, 'failed'::text])))
);
CREATE INDEX webhook_delivery_at ON webhook_delivery USING btree (at);
grant delete, insert, select, update on webhook_delivery to florin_app;

create table webhook_endpoint (
  account_id uuid not null,
  id uuid not null,
  url text not null,
  events text[] not null,
  description text,
  metadata jsonb not null,
  secret bytea not null,
  secrets_before bytea[] not null default '{}'::bytea[],
  secrets_before_until timestamp with time zone[] not null default '{}'::timestamp with time zone[],
  status text not null,
  cursor bigint not null,
  vouched_from bigint not null,
  replays integer not null default 0,
  replay_from bigint,
  failures integer not null default 0,
  failing_since timestamp with time zone,
  lease_owner uuid,
  lease_until timestamp with time zone,
  created_at timestamp with time zone not null,
  http_signatures boolean not null default false,
  encryption_key jsonb,
  constraint webhook_endpoint_pkey PRIMARY KEY (account_id, id),
  constraint webhook_endpoint_cursor CHECK ((cursor >= 0)),
  constraint webhook_endpoint_failures CHECK ((failures >= 0)),
  constraint webhook_endpoint_status CHECK ((status = ANY (ARRAY['enabled'::text, 'disabled'::text]))),
  constraint webhook_endpoint_vouched_from CHECK ((vouched_from >= 0))
) with (fillfactor=50);
grant delete, insert, select, update on webhook_endpoint to florin_app;

create table webhook_retry (
  account_id uuid not null,
  endpoint_id uuid not null,
  seq bigint not null,
  tries integer not null,
  first_at timestamp with time zone not null,
  due_at timestamp with time zone not null,
  constraint webhook_retry_pkey PRIMARY KEY (account_id, endpoint_id, seq),
  constraint webhook_retry_tries CHECK ((tries >= 0))
) with (fillfactor=70);
CREATE INDEX webhook_retry_due ON webhook_retry USING btree (account_id, endpoint_id, due_at);
grant delete, insert, select, update on webhook_retry to florin_app;

CREATE OR REPLACE FUNCTION sweep_channel_inbox(batch integer)
 RETURNS bigint
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'cell_1'
AS $function$
  with old as (
    select i.account_id, i.channel, i.event_id from channel_inbox i
    where i.received_at < now() - interval '30 days'
      and not exists (
        select from channel_inbox_open o
        where o.account_id = i.account_id and o.channel = i.channel and o.event_id = i.event_id)
    order by i.received_at limit batch for update of i skip locked),
  swept as (
    delete from channel_inbox i using old
    where i.account_id = old.account_id and i.channel = old.channel and i.event_id = old.event_id
    returning 1)
  select count(*) from swept
$function$

create aggregate total(bigint);
