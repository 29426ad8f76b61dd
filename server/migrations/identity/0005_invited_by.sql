-- Who invited, for whoever is invited to know. Null where a key did.
alter table invitation add column invited_by uuid;
