-- Payments, refunds and reversals, and what moves outside on their behalf.

create domain payment_status as text constraint payment_status check (
  value in ('created', 'requires_action', 'processing', 'authorized', 'canceling',
            'succeeded', 'failed', 'canceled', 'expired'));

create domain capture_method as text constraint capture_method check (value in ('automatic', 'manual'));

create domain cancel_reason as text constraint cancel_reason check (value in ('requested', 'expired'));

create domain refund_status as text constraint refund_status check (value in ('pending', 'succeeded', 'failed'));

create domain attempt_kind as text constraint attempt_kind check (
  value in ('authorize', 'capture', 'void', 'refund', 'return'));

create domain outcome_result as text constraint outcome_result check (
  value in ('approved', 'declined', 'reversed', 'never_sent'));

create domain due_kind as text constraint due_kind check (value in ('expire', 'release', 'return'));

-- Nearly every payment is written twice: as it is made, and as it succeeds. The fillfactor leaves room for both versions
-- of all its rows on a page, so that the second changes no index.
create table payment (
  account_id uuid not null,
  id uuid not null,
  version int not null,
  status payment_status not null,
  order_id text not null,
  order_released uuid,                         -- its own id once it has ended unpaid and another may pay the order
  amount amount_above_zero not null,
  currency text not null,
  capture_method capture_method not null,
  channel text,
  method jsonb,                                -- what the payer pays with: a token and what may be shown of it
  next_action jsonb,                           -- what the payer has to do, while the status is requires_action
  decline_code text,
  cancel_reason cancel_reason,
  open_attempt uuid,                           -- the authorize, capture or void that is on its way
  charge_attempt uuid,                         -- the attempt that the channel approved; follow-ups name it outside
  amount_authorized amount_never_negative not null,
  amount_received amount_never_negative not null,
  amount_captured amount_never_negative not null,
  amount_refund_reserved amount_never_negative not null,
  amount_refunded amount_never_negative not null,
  amount_fee amount_never_negative not null,
  amount_pending_left amount_never_negative not null,  -- net, not yet released or refunded
  amount_unapplied amount_never_negative not null default 0,  -- came and pays for nothing: short so far, over, or late
  amount_returning amount_never_negative not null default 0,  -- on its way back: returns that have not ended
  amount_returned amount_never_negative not null default 0,
  amount_reversed amount_never_negative not null default 0,
  release_at timestamptz,
  expires_at timestamptz,
  return_at timestamptz,                       -- when what is unapplied is sent back
  description text,
  metadata jsonb,
  created_at timestamptz not null,
  constraint payment_pkey primary key (account_id, id),
  -- The second assertion of what the state machine decides. Money that was refunded may be taken back all the same: each
  -- by itself is bounded.
  constraint payment_given_back_within_captured check (
    amount_refund_reserved + amount_refunded <= amount_captured and amount_reversed <= amount_received),
  constraint payment_order_held_while_live check (
    (order_released is null) = (status not in ('failed', 'canceled', 'expired')))
) with (fillfactor = 45);

-- An order is held by the one payment of it that lives or has succeeded. The same index finds every payment of an order.
create unique index payment_order on payment (account_id, order_id, order_released) nulls not distinct;

create table refund (
  account_id uuid not null,
  id uuid not null,
  payment_id uuid not null,
  version int not null,
  status refund_status not null,
  amount amount_above_zero not null,
  currency text not null,
  amount_from_pending amount_never_negative not null,
  amount_from_available amount_never_negative not null,
  failure_code text,
  reason text,
  metadata jsonb,
  created_at timestamptz not null,
  constraint refund_pkey primary key (account_id, id)
) with (fillfactor = 70);

create index refund_of_payment on refund (account_id, payment_id);

-- Money of a payment that the payer's side took back, as when a bank recalls a transfer. The channel tells of it, and
-- nothing can refuse it. Insert-only.
create table reversal (
  account_id uuid not null,
  id uuid not null,
  payment_id uuid not null,
  amount amount_above_zero not null,
  currency text not null,
  amount_from_unapplied amount_never_negative not null,
  amount_from_pending amount_never_negative not null,
  amount_from_available amount_never_negative not null,
  created_at timestamptz not null,
  constraint reversal_pkey primary key (account_id, id),
  constraint reversal_adds_up check (amount = amount_from_unapplied + amount_from_pending + amount_from_available)
);

create index reversal_of_payment on reversal (account_id, payment_id);

-- Durable before anything may move outside. Insert-only, as is what became of it.
create table attempt (
  account_id uuid not null,
  id uuid not null,                            -- its 26 base-32 characters are the reference outside
  payment_id uuid not null,
  refund_id uuid,
  kind attempt_kind not null,
  channel text not null,
  amount amount_above_zero not null,
  currency text not null,
  target_id uuid,                              -- the attempt that this one captures, voids, refunds or returns
  owner uuid not null,                         -- the process that may send it, until send_before
  send_before timestamptz not null,
  recover_after timestamptz not null,          -- from then on any process may claim it
  constraint attempt_pkey primary key (account_id, id)
);

create index attempt_recover_after on attempt (recover_after);

-- A process that asks what became of an attempt. The insert of epoch n + 1 is the compare-and-set. Insert-only.
create table attempt_claim (
  account_id uuid not null,
  attempt_id uuid not null,
  epoch int not null,
  owner uuid not null,
  until timestamptz not null,
  ask_again_at timestamptz not null,
  constraint attempt_claim_pkey primary key (account_id, attempt_id, epoch)
);

create index attempt_claim_ask_again on attempt_claim (ask_again_at);

create table outcome (
  account_id uuid not null,
  attempt_id uuid not null,
  result outcome_result not null,
  decline_code text,
  amount amount_never_negative not null,
  at timestamptz not null,
  constraint outcome_pkey primary key (account_id, attempt_id)
);

-- What falls due by business time, only for what rests. Deleted when done.
create table due (
  account_id uuid not null,
  due_at timestamptz not null,
  kind due_kind not null,
  id uuid not null,
  constraint due_pkey primary key (account_id, due_at, kind, id)
);

-- How far attempts were looked through by recover_after: each that is open has been claimed since. A transaction may
-- commit an attempt after its time was passed (a frozen backend), so everything is looked through once more, later.
create table recovery_watermark (
  one boolean not null default true,
  looked_to timestamptz not null,
  looked_again_to timestamptz not null,
  constraint recovery_watermark_pkey primary key (one),
  constraint recovery_watermark_is_one_row check (one)
);

insert into recovery_watermark (looked_to, looked_again_to) values ('2000-01-01Z', '2000-01-01Z');

grant select, insert, update on payment, refund, recovery_watermark to florin_app;

grant select, insert on attempt, attempt_claim, outcome, reversal to florin_app;

grant select, insert, delete on due to florin_app;
