import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Message, messageReader } from './sse.ts';

function readAll(pieces: readonly string[]): { messages: Message[]; retries: number[] } {
  const retries: number[] = [];
  const read = messageReader((ms) => retries.push(ms));
  return { messages: pieces.flatMap((piece) => read(piece)), retries };
}

describe('server-sent events', () => {
  const text =
    ': open\nretry: 1000\nid: evt_1\nevent: a\ndata: {"a":\ndata: 1}\n\n: heartbeat\nid:evt_2\ndata:2\n\n';
  const messages = [
    { id: 'evt_1', data: '{"a":\n1}' },
    { id: 'evt_2', data: '2' },
  ];

  it('are the same however they are cut, and with any end of a line', () => {
    for (const end of ['\n', '\r\n', '\r'])
      for (let size = 1; size <= text.length; size += 1) {
        const whole = text.replaceAll('\n', end);
        const pieces = whole.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
        assert.deepEqual(readAll(pieces).messages, messages, `${JSON.stringify(end)} ${size}`);
      }
    assert.deepEqual(readAll([text]).retries, [1000]);
  });

  it('are none before their blank line, nor without data', () => {
    assert.deepEqual(readAll(['id: evt_1\ndata: 1\n']).messages, []);
    assert.deepEqual(readAll(['id: evt_1\nevent: a\n\n']).messages, []);
    assert.deepEqual(readAll(['id: a\0b\ndata: 1\nretry: soon\nother: 2\n\n']), {
      messages: [{ id: undefined, data: '1' }],
      retries: [],
    });
  });
});
