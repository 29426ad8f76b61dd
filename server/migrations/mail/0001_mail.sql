-- Mails that wait to be sent, written in the transaction of what they are about. A mail that was sent is deleted.

create table mail (
  mail_id uuid not null,
  recipient text not null,
  subject text not null,
  body bytea not null,                         -- sealed: it may hold a link that gives access
  created_at timestamptz not null,
  expires_at timestamptz not null,             -- after this it is of no use to its reader
  tries int not null,
  next_try_at timestamptz not null,
  constraint mail_pkey primary key (mail_id)
);

create index mail_by_next_try on mail (next_try_at);
create index mail_by_age on mail (created_at);

grant select, insert, update, delete on mail to florin_app;
