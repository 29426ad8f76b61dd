-- The hosted checkout page: what a merchant asks a payer to pay, and the payments that were made of it.

create table checkout_session (
  account_id uuid not null,
  id uuid not null,
  order_id text not null,
  amount amount_above_zero not null,
  currency text not null,
  capture_method capture_method not null,
  description text,
  metadata jsonb,
  line_items jsonb not null,                   -- what the payer sees of the order: name, quantity, amount
  success_url text not null,
  cancel_url text not null,
  closed_by text,                              -- who closed it unpaid; whether it is paid, its payment says
  closed_at timestamptz,
  expires_at timestamptz not null,
  created_at timestamptz not null,
  constraint checkout_session_pkey primary key (account_id, id),
  constraint checkout_session_closed_by check (closed_by in ('payer', 'merchant')),
  constraint checkout_session_closed_by_someone_at_a_time check ((closed_by is null) = (closed_at is null))
);

-- Each attempt of the payer is a payment: a declined one ends, and the next attempt makes the next. Written in the round
-- that makes the payment, numbered under the lock of the account's head. Insert-only.
create table checkout_payment (
  account_id uuid not null,
  session_id uuid not null,
  n int not null,
  payment_id uuid not null,
  constraint checkout_payment_pkey primary key (account_id, session_id, n),
  constraint checkout_payment_n check (n > 0)
);

-- The session that a payment was made of: where its payer comes back to.
create index checkout_payment_of on checkout_payment (account_id, payment_id);

grant select, insert, update on checkout_session to florin_app;

grant select, insert on checkout_payment to florin_app;
