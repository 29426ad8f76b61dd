-- The requests to the API, for those who sent them. Nothing depends on it: what is not kept is counted, and it is swept.

create table logged_request (
  account_id uuid not null,
  id uuid not null,                            -- given under the lock of the head, so ids become visible in their order
  request_id uuid not null,                    -- as the answer said it
  at timestamptz not null,                     -- when it was answered
  operation text not null,                     -- as the API's document names it
  scope text not null,                         -- that the operation needs
  method text not null,
  path text not null,                          -- with the query
  status smallint not null,
  code text,                                   -- of the refusal
  milliseconds integer not null,
  actor text not null,
  address text not null,
  user_agent text,
  idempotency_key text,
  about text[] not null,                       -- the ids of the objects that it was about
  request_body text,                           -- without secrets, and cut off where it was long
  answer_body text,
  skipped integer not null,                    -- how many requests before this one were not kept, because there were too many
  constraint logged_request_pkey primary key (account_id, id)
);

create index logged_request_by_request on logged_request (account_id, request_id);
create index logged_request_failed on logged_request (account_id, id) where status >= 400;
create index logged_request_about on logged_request using gin (about);
create index logged_request_at on logged_request (at);

-- The last id that was given to an account's requests.
create table request_log_head (
  account_id uuid not null,
  id uuid not null,
  constraint request_log_head_pkey primary key (account_id)
);

grant select, insert, update, delete on logged_request to florin_app;
grant select, insert, update on request_log_head to florin_app;
