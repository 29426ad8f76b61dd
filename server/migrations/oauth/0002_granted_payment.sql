-- The one payment that the app may make by the grant (RFC 9396): amount, currency and perhaps order_id. Null: what the scopes say.
alter table oauth_grant add column payment jsonb;
