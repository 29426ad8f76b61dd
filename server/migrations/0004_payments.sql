-- Payments, refunds, and what moves outside on their behalf.

create table payment (
  account_id uuid not null,
  id uuid not null,
  version int not null,
  status text not null check (status in ('created', 'requires_action', 'processing', 'authorized', 'canceling',
                                         'succeeded', 'failed', 'canceled', 'expired')),
  order_id text not null,
  order_released uuid,                         -- its own id once it has ended unpaid and another may pay the order
  amount bigint not null check (amount > 0),
  currency text not null,
  capture_method text not null check (capture_method in ('automatic', 'manual')),
  channel text,
  method jsonb,                                -- what the payer pays with: a token and what may be shown of it
  next_action jsonb,                           -- what the payer has to do, while the status is requires_action
  decline_code text,
  cancel_reason text check (cancel_reason in ('requested', 'expired')),
  open_attempt uuid,                           -- the authorize, capture or void that is on its way
  charge_attempt uuid,                         -- the attempt that the channel approved; follow-ups name it outside
  amount_authorized bigint not null check (amount_authorized >= 0),
  amount_received bigint not null check (amount_received >= 0),
  amount_captured bigint not null check (amount_captured >= 0),
  amount_refund_reserved bigint not null check (amount_refund_reserved >= 0),
  amount_refunded bigint not null check (amount_refunded >= 0),
  amount_fee bigint not null check (amount_fee >= 0),
  amount_pending_left bigint not null check (amount_pending_left >= 0),
  release_at timestamptz,
  expires_at timestamptz,
  description text,
  metadata jsonb,
  created_at timestamptz not null,
  primary key (account_id, id),
  -- The second assertion of what the state machine decides.
  constraint refunds_within_captured check (amount_refund_reserved + amount_refunded <= amount_captured),
  constraint order_held_while_live check ((order_released is null) = (status not in ('failed', 'canceled', 'expired')))
) with (fillfactor = 60);
-- An order is held by the one payment of it that lives or has succeeded; the same index finds every payment of an order.
create unique index payment_order on payment (account_id, order_id, order_released) nulls not distinct;

create table refund (
  account_id uuid not null,
  id uuid not null,
  payment_id uuid not null,
  version int not null,
  status text not null check (status in ('pending', 'succeeded', 'failed')),
  amount bigint not null check (amount > 0),
  currency text not null,
  amount_from_pending bigint not null check (amount_from_pending >= 0),
  amount_from_available bigint not null check (amount_from_available >= 0),
  failure_code text,
  reason text,
  metadata jsonb,
  created_at timestamptz not null,
  primary key (account_id, id)
) with (fillfactor = 70);
create index refund_of_payment on refund (account_id, payment_id);

-- Durable before anything may move outside. Insert-only, as is what became of it.
create table attempt (
  account_id uuid not null,
  id uuid not null,                            -- its 26 base-32 characters are the reference outside
  payment_id uuid not null,
  refund_id uuid,
  kind text not null check (kind in ('authorize', 'capture', 'void', 'refund', 'return')),
  channel text not null,
  amount bigint not null check (amount > 0),
  currency text not null,
  target_id uuid,                              -- the attempt that this one captures, voids, refunds or returns
  owner uuid not null,                         -- the process that may send it, until send_before
  send_before timestamptz not null,
  recover_after timestamptz not null,           -- from then on any process may claim it
  primary key (account_id, id)
);
create index attempt_recover_after on attempt (recover_after);

-- A process that asks what became of an attempt. The claim of epoch n + 1 is the compare-and-set.
create table attempt_claim (
  account_id uuid not null,
  attempt_id uuid not null,
  epoch int not null,
  owner uuid not null,
  until timestamptz not null,
  ask_again_at timestamptz not null,
  primary key (account_id, attempt_id, epoch)
);
create index attempt_claim_ask_again on attempt_claim (ask_again_at);

create table outcome (
  account_id uuid not null,
  attempt_id uuid not null,
  result text not null check (result in ('approved', 'declined', 'reversed', 'never_sent')),
  decline_code text,
  amount bigint not null check (amount >= 0),
  at timestamptz not null,
  primary key (account_id, attempt_id)
);

-- What falls due by business time, only for what rests. Deleted when done.
create table due (
  account_id uuid not null,
  due_at timestamptz not null,
  kind text not null check (kind in ('expire', 'release')),
  id uuid not null,
  primary key (account_id, due_at, kind, id)
);

-- How far attempts were looked through by recover_after: each that is open has been claimed since. A transaction may
-- commit an attempt after its time was passed (a frozen backend), so everything is looked through once more, later.
create table recovery_watermark (
  one boolean primary key default true check (one),
  looked_to timestamptz not null,
  looked_again_to timestamptz not null
);
insert into recovery_watermark (looked_to, looked_again_to) values ('2000-01-01Z', '2000-01-01Z');

grant select, insert, update on payment, refund, recovery_watermark to florin_app;
grant select, insert on attempt, attempt_claim, outcome to florin_app;
grant select, insert, delete on due to florin_app;
