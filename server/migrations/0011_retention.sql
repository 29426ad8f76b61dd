-- What is swept must be found without reading what stays.
create index idempotency_at on idempotency (at);

-- When a round took its number, in database time: numbers that a killed process left behind are swept by it.
alter table round add column at timestamptz not null default now();

-- `for update skip locked`, by which processes that sweep at once pass each other by, takes the right to update.
grant update on webhook_delivery to florin_app;
