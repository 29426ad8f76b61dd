-- Money of a payment that the payer's side took back, as when a bank recalls a transfer. It is told by the channel,
-- and nothing can refuse it. Insert-only.
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
  primary key (account_id, id),
  check (amount = amount_from_unapplied + amount_from_pending + amount_from_available)
);
create index reversal_of_payment on reversal (account_id, payment_id);

alter table payment
  add column amount_reversed amount_never_negative not null default 0,
  add column amount_returning amount_never_negative not null default 0,  -- on its way back: returns that have not ended
  drop constraint refunds_within_captured,
  -- Money that was refunded may be taken back all the same: each by itself is bounded.
  add constraint given_back_within_captured check (amount_refund_reserved + amount_refunded <= amount_captured
                                                   and amount_reversed <= amount_received);

update payment p set amount_returning = r.amount from (
  select a.account_id, a.payment_id, sum(a.amount)::bigint as amount from attempt a
  where a.kind = 'return'
    and not exists (select from outcome o where o.account_id = a.account_id and o.attempt_id = a.id)
  group by a.account_id, a.payment_id) r
where p.account_id = r.account_id and p.id = r.payment_id;

alter table sandbox_charge add column taken_back amount_never_negative not null default 0;

grant select, insert on reversal to florin_app;
