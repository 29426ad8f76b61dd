-- Whoever signs up or forgets a password on the way to a page of ours is led there by the link in the mail.
alter table mail_request add column next text;
