-- What people answered the agents of older programs, until the request that asked them has read it. It waits in one process, and the
-- answer may come to another. An answer of anybody else than whoever was asked has a row of its own, which nobody reads.
create table agent_answer (
  question uuid not null,
  asker text not null,                         -- the account, and who acts for it
  agreed boolean not null,
  expires_at timestamptz not null,
  constraint agent_answer_pkey primary key (question, asker)
);

create index agent_answer_by_expiry on agent_answer (expires_at);

grant select, insert, update, delete on agent_answer to florin_app;
