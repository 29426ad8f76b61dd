import assert from 'node:assert/strict';
import { createSecretKey, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { newId } from '../kernel/ids.ts';
import { gathered } from '../modules.ts';
import { accountMark, eventId, eventSeq } from './log.ts';

describe('event ids', () => {
  const key = createSecretKey(randomBytes(32));
  const mark = accountMark(key, newId('acct'));

  it('carry the number of the event and the mark of its account', () => {
    for (const seq of [1n, 255n, 2n ** 40n]) {
      const id = eventId(mark, seq);
      assert.match(id, /^evt_[0-9a-z]{26}$/);
      assert.equal(eventSeq(mark, id), seq);
    }
  });

  it('of another account, or made up, name no event', () => {
    assert.equal(eventSeq(accountMark(key, newId('acct')), eventId(mark, 1n)), null);
    assert.equal(eventSeq(mark, 'evt_01h455vb4pex5vsknk084sn02q'), null);
    assert.equal(eventSeq(mark, 'nonsense'), null);
  });
});

describe('the types of events', () => {
  it('are all in the documents, and no other', () => {
    const page = readFileSync(join(import.meta.dirname, '../../../docs/webhooks.md'), 'utf8');
    const told = [...page.matchAll(/^\| `([a-z_]+\.[a-z_]+)` \|/gm)].map(([, type]) => type);
    const types = Object.values(gathered.eventTypes).flatMap((object): readonly string[] => object.types);
    assert.deepEqual(told.sort(), types.sort());
  });
});
