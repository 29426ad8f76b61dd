-- What is swept must be found without reading what stays.
create index channel_inbox_received_at on channel_inbox (received_at);
create index sandbox_charge_ended on sandbox_charge (created_at) where state <> 'open';

-- The servers' role may not rewrite what channels said. It may have this done: to take away, after 30 days, what has been
-- applied.
create function sweep_channel_inbox(batch int) returns bigint
language sql security definer set search_path from current as $$
  with old as (
    select i.account_id, i.channel, i.event_id from channel_inbox i
    where i.received_at < now() - interval '30 days'
      and not exists (
        select from channel_inbox_open o
        where o.account_id = i.account_id and o.channel = i.channel and o.event_id = i.event_id)
    order by i.received_at limit batch for update of i skip locked),
  swept as (
    delete from channel_inbox i using old
    where i.account_id = old.account_id and i.channel = old.channel and i.event_id = old.event_id
    returning 1)
  select count(*) from swept
$$;
revoke all on function sweep_channel_inbox(int) from public;
grant execute on function sweep_channel_inbox(int) to florin_app;

grant delete on sandbox_charge to florin_app;
