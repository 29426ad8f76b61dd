-- The hosted checkout page: what a merchant asks a payer to pay, and the payments that were made of it.

create table checkout_session (
  account_id uuid not null,
  id uuid not null,
  order_id text not null,
  amount bigint not null check (amount > 0),
  currency text not null,
  capture_method text not null check (capture_method in ('automatic', 'manual')),
  description text,
  metadata jsonb,
  line_items jsonb not null,                   -- what the payer sees of the order: name, quantity, amount
  success_url text not null,
  cancel_url text not null,
  closed_by text check (closed_by in ('payer', 'merchant')),  -- who closed it unpaid; whether it is paid, its payment says
  closed_at timestamptz,
  expires_at timestamptz not null,
  created_at timestamptz not null,
  primary key (account_id, id),
  constraint closed_by_someone_at_a_time check ((closed_by is null) = (closed_at is null))
);

-- Each try of the payer is a payment: a declined one ends, and the next try makes the next. Written in the round that
-- makes the payment, numbered under the lock of the account's head.
create table checkout_payment (
  account_id uuid not null,
  session_id uuid not null,
  n int not null check (n > 0),
  payment_id uuid not null,
  primary key (account_id, session_id, n)
);

grant select, insert, update on checkout_session to florin_app;
grant select, insert on checkout_payment to florin_app;
