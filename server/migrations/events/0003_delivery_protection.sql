-- Whether deliveries are signed by Florin's own key too (RFC 9421).
alter table webhook_endpoint add column http_signatures boolean not null default false;

-- The public key (RFC 7517) to which deliveries are encrypted. null: they are not.
alter table webhook_endpoint add column encryption_key jsonb;
