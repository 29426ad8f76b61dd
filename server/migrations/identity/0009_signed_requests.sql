-- An app may be one whose authorization requests are refused unless its keys have signed them (RFC 9101).
alter table app
  add column require_signed_request_object boolean not null default false,
  add constraint app_signed_requests check (
    not require_signed_request_object or jwks is not null or jwks_uri is not null);
