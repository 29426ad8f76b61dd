-- The keys that secrets are sealed with, each encrypted under a key encryption key, which is not in the database.
-- Servers add the first one. `florin keys`, as the owner, adds, wraps anew, retires and deletes.

create table data_key (
  id uuid not null,
  -- Which key encryption key has wrapped it.
  kek text not null,
  wrapped bytea not null,
  -- All processes know it by then. It seals until a newer one does.
  seals_from timestamptz not null,
  -- Since when nothing is sealed with it any more. It is kept a day longer, for a process that was late to hear of the newer one.
  retired_at timestamptz,
  constraint data_key_pkey primary key (id)
);

grant select, insert on data_key to florin_app;
