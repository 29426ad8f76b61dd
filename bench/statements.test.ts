import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { labelOf } from './statements.ts';

describe('what a lane does', () => {
  const active = (query: string, type: string | null = null, event: string | null = null) =>
    labelOf({ state: 'active', wait_event_type: type, wait_event: event, query });

  it('is named by the statement and the table it is about', () => {
    assert.equal(
      active('with written as (\n insert into transfer (a) select * from c), u as (update balance b set …)'),
      'insert transfer',
    );
    assert.equal(active('update account_head h set event_seq = c.seq'), 'update account_head');
    assert.equal(
      active('select account_id from account_head where … for update skip locked'),
      'select account_head for update',
    );
    assert.equal(
      active('select i.key from (select unnest($1::uuid[]) as account_id) as c join idempotency i on …'),
      'select idempotency',
    );
    assert.equal(active('commit', 'IO', 'WalSync'), 'commit (IO: WalSync)');
  });

  it('is waiting when it has nothing to run', () => {
    assert.equal(
      labelOf({ state: 'idle', wait_event_type: 'Client', wait_event: 'ClientRead', query: 'commit' }),
      'between rounds',
    );
    assert.match(active('insert into payment', 'Client', 'ClientRead'), /^waiting for the server/);
  });
});
