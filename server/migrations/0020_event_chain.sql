-- Each event is chained to the one before it: its hash is over that one's hash and all that it tells itself, as
-- events/chain.ts makes it. Whoever keeps a head can prove later that nothing before it was changed.
alter table account_head add column event_hash bytea not null default decode(repeat('00', 32), 'hex');
alter table event add column hash bytea;

create function pg_temp.typeid(prefix text, id uuid) returns text language sql immutable as $$
  select prefix || '_' || string_agg(
           substr('0123456789abcdefghjkmnpqrstvwxyz', substring(bits from 5 * n + 1 for 5)::int + 1, 1), '' order by n)
  from (select B'00' || ('x' || replace(id::text, '-', ''))::bit(128) as bits) b, generate_series(0, 25) n
$$;

do $$
declare
  head record;
  told record;
  last bytea;
begin
  for head in select account_id from account_head loop
    last := decode(repeat('00', 32), 'hex');
    for told in select * from event where account_id = head.account_id order by seq loop
      last := sha256(convert_to(concat_ws(E'\n', 'florin event 1', encode(last, 'hex'),
        pg_temp.typeid('acct', told.account_id), told.seq, told.type,
        pg_temp.typeid(case split_part(told.type, '.', 1) when 'payment' then 'pay' when 'refund' then 'ref'
                                                          when 'reversal' then 'rev' else 'we' end, told.object_id),
        pg_temp.typeid('cmd', told.command_id),
        to_char(told.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), told.payload), 'UTF8'));
      update event set hash = last where account_id = told.account_id and seq = told.seq;
    end loop;
    update account_head set event_hash = last where account_id = head.account_id;
  end loop;
end $$;

alter table event alter column hash set not null;

-- Every move of an account's business time, so that an offset that nobody moved is found. Insert-only.
create table clock_move (
  account_id uuid not null,
  clock_offset milliseconds not null check (clock_offset > 0),
  moved_at timestamptz not null,
  primary key (account_id, clock_offset)
);
insert into clock_move (account_id, clock_offset, moved_at)
select account_id, clock_offset, now() from account_head where clock_offset > 0;

-- From where on the cursor vouches for what the endpoint wants: every event behind it, up to the cursor, was tried or waits
-- to be. It follows the cursor when the endpoint's types are changed.
alter table webhook_endpoint add column vouched_from bigint not null default 0 check (vouched_from >= 0);
update webhook_endpoint set vouched_from = cursor;
alter table webhook_endpoint alter column vouched_from drop default;

grant select, insert on clock_move to florin_app;
