import { AnswerError, ApiError, ConnectionError, FlorinError } from './errors.ts';
import type { components } from './generated/api.ts';
import { operations } from './generated/operations.ts';
import { textsOf } from './lines.ts';
import { type List, pagesOf } from './pages.ts';
import { backoffMs } from './retries.ts';
import { messageReader } from './sse.ts';
import type { Call, Transport } from './transport.ts';
import { pauseFor } from './waiting.ts';

type Event = components['schemas']['Event'];
type EventHead = components['schemas']['EventHead'];

export interface EventStreamOptions {
  /** Only events of these types. */
  readonly types?: readonly Event['type'][];
  /** Begins after the event with this id, which is the last one that was handled. Without it, with the next that happens. */
  readonly lastEventId?: string;
  /** Ends the stream: it then throws the signal’s `reason`. */
  readonly signal?: AbortSignal;
}

/** Florin sends a comment every 15 seconds. After three times as long the connection is dead. */
const SILENCE_MS = 45_000;
/** How long to wait before connecting again, until the server says otherwise. */
const RECONNECT_MS = 1000;

type Query = Readonly<Record<string, unknown>>;

/**
 * Events as they happen. When the connection ends, it connects again behind the last event that was read, for as long as it takes, so
 * none is missed. It ends by `break`, by its signal, or by a refusal that asking again does not change.
 */
export async function* eventStream(
  transport: Transport,
  call: (query: Query) => Call,
  { types, lastEventId, signal: caller }: EventStreamOptions,
): AsyncGenerator<Event, void, undefined> {
  const options = caller === undefined ? {} : { signal: caller };
  const asked = call(types === undefined ? {} : { types: types.join(',') });
  let last = lastEventId ?? (await lastEvent(transport, options));
  // An account without any event has no id to go on from. So its first events are looked for.
  while (last === undefined) {
    const events = await allEvents(transport, options);
    yield* events.filter(({ type }) => types?.includes(type) ?? true);
    last = events.at(-1)?.id;
    if (last === undefined) await pauseFor(RECONNECT_MS, caller);
  }
  let reconnectMs = RECONNECT_MS;
  for (let failures = 0; ; ) {
    const connection = connect(caller);
    try {
      const response = await transport.open(asked, { 'last-event-id': last }, connection.signal);
      failures = 0;
      const read = messageReader((ms) => {
        reconnectMs = ms;
      });
      for await (const text of textsOf(response)) {
        connection.heard();
        for (const { id, data } of read(text)) {
          const event = JSON.parse(data) as Event;
          yield event;
          // Only now: whoever was handed an event and failed has not handled it.
          last = id ?? event.id;
          connection.heard();
        }
      }
    } catch (error) {
      caller?.throwIfAborted();
      if (!connection.failed(error)) throw error;
      failures += 1;
    } finally {
      connection.end();
    }
    await pauseFor(Math.max(reconnectMs, failures === 0 ? 0 : backoffMs(failures, Math.random())), caller);
  }
}

async function lastEvent(
  transport: Transport,
  options: { signal?: AbortSignal },
): Promise<string | undefined> {
  const head = (await transport.call(callOf('retrieveEventHead'), options)) as EventHead;
  return head.event ?? undefined;
}

/** Every event of the account, the oldest first. */
async function allEvents(transport: Transport, options: { signal?: AbortSignal }): Promise<Event[]> {
  const events: Event[] = [];
  const pages = pagesOf<Event>({ limit: '100' }, async (query) => {
    const text = new URLSearchParams(query as Record<string, string>);
    return (await transport.call(callOf('listEvents', `?${text}`), options)) as List<Event>;
  });
  for await (const event of pages) events.unshift(event);
  return events;
}

function callOf(operation: 'retrieveEventHead' | 'listEvents', query = ''): Call {
  const { method, path, publishable } = operations[operation];
  return {
    operation,
    method,
    template: path,
    path: `${path}${query}`,
    body: undefined,
    accept: 'application/json',
    publishable,
  };
}

interface Connection {
  readonly signal: AbortSignal;
  /** Something came, so the connection is alive. */
  heard(): void;
  /** Whether the error is of the connection, so that another may be better. */
  failed(error: unknown): boolean;
  end(): void;
}

function connect(caller: AbortSignal | undefined): Connection {
  caller?.throwIfAborted();
  const controller = new AbortController();
  const onAbort = () => controller.abort(caller?.reason);
  caller?.addEventListener('abort', onAbort);
  const silent = () => controller.abort(new ConnectionError('The stream has been silent for too long.'));
  let timer = setTimeout(silent, SILENCE_MS);
  let reading = true;
  return {
    signal: controller.signal,
    heard() {
      clearTimeout(timer);
      if (reading) timer = setTimeout(silent, SILENCE_MS);
    },
    failed: (error) => controller.signal.aborted || !isFinal(error),
    end() {
      reading = false;
      clearTimeout(timer);
      caller?.removeEventListener('abort', onAbort);
      controller.abort();
    },
  };
}

/** A refusal stays; a connection, and a server that is busy or restarts, come back. */
function isFinal(error: unknown): boolean {
  if (error instanceof ApiError) return error.status !== 429 && error.status < 500;
  if (error instanceof AnswerError) return error.status < 500;
  if (error instanceof FlorinError) return !(error instanceof ConnectionError);
  return error instanceof SyntaxError;
}
