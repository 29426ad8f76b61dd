import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { splitStatements } from './split-statements.ts';

describe('a migration', () => {
  it('is split where a semicolon ends a line, and not in a function’s body or in a comment', () => {
    const sql = `-- Coins; and purses.
create table coin (
  id int  -- its number;
);

create function count() returns int language sql as $$
  select 1;
  select 2;
$$;
select 1; -- a word behind it
select 2`;
    assert.deepEqual(
      splitStatements(sql).map((statement) => statement.trim().split('\n').length),
      [4, 4, 1, 1],
    );
  });

  it('has no statement in what is comment or nothing', () => {
    assert.deepEqual(splitStatements('select 1;\n-- the end;\n\n'), ['select 1;']);
  });
});
