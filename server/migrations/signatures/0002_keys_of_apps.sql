-- An app signs with keys of its own. They belong to its account too, which registers and revokes them. null: a key of the account.
alter table signature_key add column app_id uuid;

create index signature_key_of_app on signature_key (app_id, id) where app_id is not null;

-- Of apps, as signature_settings of accounts.
create table signature_app_settings (
  app_id uuid not null,
  mode text not null,
  revision bigint not null,
  constraint signature_app_settings_pkey primary key (app_id),
  constraint signature_app_settings_mode check (mode in ('off', 'optional', 'required'))
);

create index signature_app_settings_revision on signature_app_settings (revision);

grant select, insert, update on signature_app_settings to florin_app;
