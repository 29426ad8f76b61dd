-- Who asked for an attempt: the id of a key, a person, an app, or of the payer's session. Null: time did.
alter table attempt add column actor text;
