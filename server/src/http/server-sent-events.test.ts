import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { commentText, eventText } from './server-sent-events.ts';
import { readEventStream } from './testing.ts';

describe('server-sent events', () => {
  it('are read by the grammar as they were written, whatever stands between them', () => {
    const one = eventText({ retry: 1000, id: 'evt_1', type: 'payment.succeeded', data: '{"a":": b"}' });
    const two = eventText({ type: 'state', data: '{}' });
    const text = commentText('open') + one + commentText('heartbeat') + commentText('heartbeat') + two;
    assert.deepEqual(readEventStream(`${text}${commentText('heartbeat')}data: beg`), {
      events: [
        { id: 'evt_1', type: 'payment.succeeded', data: '{"a":": b"}' },
        { id: '', type: 'state', data: '{}' },
      ],
      comments: ['open', 'heartbeat', 'heartbeat', 'heartbeat'],
      rest: 'data: beg',
    });
  });

  it('never end with a blank line where there are no data, as clients would take it for an event', () => {
    for (const wrong of ['retry: 1000\n\n', ': heartbeat\n\n', '\n'])
      assert.throws(() => readEventStream(wrong), /a blank line ends an event without data/);
  });
});
