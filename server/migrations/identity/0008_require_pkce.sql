-- An app that proves itself with a secret or a key may be one whose library knows no PKCE. No other may.
alter table app
  add column require_pkce boolean not null default true,
  add constraint app_require_pkce check (require_pkce or (token_endpoint_auth_method <> 'none' and not fapi));
