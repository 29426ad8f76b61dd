-- Every secret of the last day signs, however often it was changed: whoever asks twice must not lock out the receiver that
-- still has the one before.
alter table webhook_endpoint
  add column secrets_before bytea[] not null default '{}',
  add column secrets_before_until timestamptz[] not null default '{}';  -- each signs until then
update webhook_endpoint set secrets_before = array[previous_secret], secrets_before_until = array[previous_secret_until]
where previous_secret is not null;
alter table webhook_endpoint drop column previous_secret, drop column previous_secret_until;
