-- Which root key this installation's secrets belong to. The key itself is never stored.

create table root_key (
  one boolean not null default true,
  key_id text not null,
  constraint root_key_pkey primary key (one),
  constraint root_key_is_one_row check (one)
);

grant select, insert on root_key to florin_app;
