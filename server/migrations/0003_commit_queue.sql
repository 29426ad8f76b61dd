-- Every round of the commit queue inserts its number first. When the answer to COMMIT is lost, the process inserts the
-- number itself: accepted, and the round never committed and never can; refused, and it did.
create table round (
  lane uuid not null,
  n bigint not null,
  fence boolean not null default false,        -- inserted to shut a lost round out; kept, since its backend may still wake
  primary key (lane, n)
);

grant select, insert, delete on round to florin_app;
