-- When the person of a session last proved who they are: by signing in, or with the password again.
alter table person_session add column proved_at timestamptz;
update person_session set proved_at = created_at;
alter table person_session alter column proved_at set not null;

-- Somebody who has signed in wants another address. The link in the mail to it works for them alone.
alter table mail_request add column person_id uuid;
alter table mail_request drop constraint mail_request_purpose;
alter table mail_request add constraint mail_request_purpose check (purpose in ('sign_up', 'recovery', 'email_change'));
alter table mail_request add constraint mail_request_person check ((person_id is not null) = (purpose = 'email_change'));

alter table mailed_token add column person_id uuid;
alter table mailed_token drop constraint mailed_token_purpose;
alter table mailed_token add constraint mailed_token_purpose check (purpose in ('sign_up', 'recovery', 'email_change'));
alter table mailed_token add constraint mailed_token_person check ((person_id is not null) = (purpose = 'email_change'));

create index mailed_token_of_person on mailed_token (person_id) where person_id is not null;
