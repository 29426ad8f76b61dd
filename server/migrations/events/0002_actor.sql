-- Who caused an event: as in attempt. It is part of the event's hash.
alter table event add column actor text;
