-- What a grant for one payment was used for. Whoever makes the payment writes this with it, and the key lets nobody do it again.
create table granted_payment (
  account_id uuid not null,
  grant_id uuid not null,
  payment_id uuid not null,
  constraint granted_payment_pkey primary key (account_id, grant_id)
);

grant select, insert on granted_payment to florin_app;
