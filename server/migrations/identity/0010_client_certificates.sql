-- An app may prove itself by a client certificate, and have its tokens bound to it (RFC 8705).
alter table app
  add column tls_client_auth_kind text,        -- by what of it an issued certificate is known
  add column tls_client_auth_value text,
  add column tls_client_certificate_bound_access_tokens boolean not null default false,
  drop constraint app_token_endpoint_auth_method,
  add constraint app_token_endpoint_auth_method check (
    token_endpoint_auth_method in ('client_secret_basic', 'client_secret_post', 'private_key_jwt',
      'tls_client_auth', 'self_signed_tls_client_auth', 'none')),
  add constraint app_tls_client_auth check (
    (token_endpoint_auth_method = 'tls_client_auth') = (tls_client_auth_kind is not null)
    and (tls_client_auth_kind is null) = (tls_client_auth_value is null)),
  add constraint app_tls_client_auth_kind check (
    tls_client_auth_kind in ('subject_dn', 'san_dns', 'san_uri', 'san_ip', 'san_email')),
  add constraint app_bound_to_one check (not (dpop_bound and tls_client_certificate_bound_access_tokens));
