-- Apps are OAuth clients. By its own credentials an app acts on one account of its organization.

alter table app
  add column account_id uuid,
  add column scopes text[] not null default '{}',
  add column grant_types text[] not null default '{authorization_code,refresh_token,client_credentials}',
  add column token_endpoint_auth_method text not null default 'client_secret_basic',
  add column jwks jsonb,
  add column jwks_uri text,
  add column post_logout_redirect_uris text[] not null default '{}',
  add column backchannel_logout_uri text,
  add column fapi boolean not null default false,
  add column dpop_bound boolean not null default false,
  add column previous_secret_hash bytea,       -- works on until previous_secret_until, after the secret was rolled
  add column previous_secret_until timestamptz,
  add column closed_at timestamptz,
  add constraint app_token_endpoint_auth_method check (
    token_endpoint_auth_method in ('client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none')),
  add constraint app_keys check (jwks is null or jwks_uri is null),
  alter column client_secret_hash drop not null;

-- Apps that were made before acted on no account: they get the organization's first.
update app set account_id = (
  select a.account_id from account a where a.organization_id = app.organization_id order by a.account_id limit 1);

create index app_of_organization on app (organization_id, app_id) where closed_at is null;

grant select, insert, update on app to florin_app;
