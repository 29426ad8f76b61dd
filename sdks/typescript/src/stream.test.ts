import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ApiError } from './errors.ts';
import type { components } from './generated/api.ts';
import {
  json,
  type LiveFlorin,
  openLiveFlorin,
  openScripted,
  problem,
  type ScriptedServer,
  thrownBy,
} from './testing.ts';

type Event = components['schemas']['Event'];

const head = (event: string | null) => json(200, { object: 'event_head', event });
const sent = (...ids: string[]) =>
  ids.map((id) => `retry: 10\nid: ${id}\ndata: {"id":"${id}","type":"dream.seen"}\n\n`).join('');
const stream = { 'content-type': 'text/event-stream' };

/** So many events of a stream. */
async function take(events: AsyncIterable<Event>, count: number): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of events) if (ids.push(id) === count) break;
  return ids;
}

describe('the stream of a real Florin', () => {
  let live: LiveFlorin;
  before(async () => {
    // Comments come often, so that something is there to be cut.
    live = await openLiveFlorin({ streams: { heartbeatMs: 100, stalledMs: 15_000 } });
  });
  after(() => live.close());

  it('gives every event once over broken connections, from the first event of the account on', async () => {
    let opened = 0;
    const open = Promise.withResolvers<void>();
    // Every connection is cut in the middle of what it sends.
    const florin = live.client({
      async fetch(input, init) {
        const response = await fetch(input, init);
        if (!String(input).includes('/stream')) return response;
        opened += 1;
        open.resolve();
        const reader = response.body?.getReader();
        let left = 2 + (opened % 2);
        const body = new ReadableStream<Uint8Array>({
          async pull(controller) {
            const { value, done } = (await reader?.read()) ?? { done: true };
            if (done || value === undefined || left === 0) return controller.error(new Error('cut'));
            left -= 1;
            controller.enqueue(left === 0 ? value.slice(0, value.length / 2) : value);
          },
        });
        return new Response(body, { headers: stream });
      },
    });
    const read = take(florin.events.stream({ types: ['payment.succeeded'] }), 4);
    const merchant = live.client();
    const pay = (name: string) => merchant.pay({ order_id: name, amount: 100, currency: 'USD' });
    await pay('the-first-ever');
    await open.promise;
    for (let paid = 0; paid < 3; paid += 1) await pay(`live-${paid}`);
    const ids = await read;
    const all: string[] = [];
    for await (const event of merchant.events.list({ type: 'payment.succeeded' })) all.unshift(event.id);
    assert.deepEqual(ids, all);
    assert.ok(opened > 1, `${opened}`);
  });

  it('ends by its signal, and by a refusal that stays', async () => {
    const controller = new AbortController();
    const florin = live.client({
      async fetch(input, init) {
        const answer = await fetch(input, init);
        if (String(input).includes('/stream')) controller.abort(new Error('enough'));
        return answer;
      },
    });
    const events = florin.events.stream({ signal: controller.signal });
    const next = events[Symbol.asyncIterator]().next();
    assert.equal(((await thrownBy(() => next)) as Error).message, 'enough');
    const error = await thrownBy(() =>
      take(live.client().events.stream({ types: ['dream.seen' as never] }), 1),
    );
    assert.ok(error instanceof ApiError && error.code === 'event_type_unknown');
  });
});

describe('a stream', () => {
  it('begins behind the newest event, and goes on behind the last that was read, through trouble', async () => {
    const server: ScriptedServer = await openScripted(
      head('evt_5'),
      (response) => void response.writeHead(200, stream).end(sent('evt_6', 'evt_7')),
      problem(503, 'overloaded'),
      (response) => void response.socket?.destroy(),
      (response) => void response.writeHead(200, stream).end(`${sent('evt_8')}id: evt_9\ndata: {"id":`),
      (response) => void response.writeHead(200, stream).end(sent('evt_9')),
    );
    assert.deepEqual(await take(server.client().events.stream(), 4), ['evt_6', 'evt_7', 'evt_8', 'evt_9']);
    assert.deepEqual(
      server.seen.map(({ headers }) => headers['last-event-id']),
      [undefined, 'evt_5', 'evt_7', 'evt_7', 'evt_7', 'evt_8'],
    );
    await server.close();
  });

  it('begins where its caller stopped, without asking where the events end', async () => {
    const server = await openScripted((response) => void response.writeHead(200, stream).end(sent('evt_3')));
    assert.deepEqual(await take(server.client().events.stream({ lastEventId: 'evt_2' }), 1), ['evt_3']);
    assert.deepEqual(
      server.seen.map(({ headers }) => headers['last-event-id']),
      ['evt_2'],
    );
    await server.close();
  });
});
