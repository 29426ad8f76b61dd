/** Follows the events of an account (docs/webhooks.md), and goes on after the last one when the connection ends. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Account } from './account.ts';
import { reach } from './reach.ts';
import { ask, refusal } from './request.ts';
import { CommandError, exitCodes } from './trouble.ts';

export interface StreamedEvent {
  readonly id: string;
  readonly type: string;
  /** The event as it is delivered, byte for byte. */
  readonly data: string;
}

interface Following {
  /** Empty: all types. */
  readonly types: readonly string[];
  readonly signal: AbortSignal;
  /** Is called each time when the stream is open. */
  readonly opened: () => void;
  /** Is called each time when it ended and will be opened again. */
  readonly lost: (why: string) => void;
}

/** Florin sends something every 15 seconds. Where nothing comes for this long, the connection is dead. */
const SILENT_MS_MAX = 45_000;
const AGAIN_MS = 1000;

/** Ends when the signal says so. @throws CommandError if the API refuses, or if there is no answer at the first time. */
export async function* followEvents(
  account: Account,
  { types, signal, opened, lost }: Following,
): AsyncGenerator<StreamedEvent> {
  const path = `/v1/events/stream${types.length === 0 ? '' : `?${new URLSearchParams({ types: types.join(',') })}`}`;
  // From here, so that nothing is missed when the first connection ends before the first event.
  const newest = await ask<{ data: { id: string }[] }>(account, {
    method: 'GET',
    path: '/v1/events?limit=1',
  });
  let last = newest.data[0]?.id;
  let told = '';
  for (let wasOpen = false; !signal.aborted; ) {
    let why = 'The stream ended.';
    const silence = new AbortController();
    const timer = setTimeout(() => silence.abort(), SILENT_MS_MAX);
    try {
      const answer = await reach(account.baseUrl + path, {
        headers: {
          ...{ authorization: `Bearer ${await account.bearer()}`, accept: 'text/event-stream' },
          ...(last === undefined ? {} : { 'last-event-id': last }),
        },
        signal: AbortSignal.any([signal, silence.signal]),
      });
      if (!answer.ok || answer.body === null) {
        const refused = refusal(account, answer, await answer.text());
        // Overloaded, or restarting: as if nobody had answered.
        if (answer.status === 429 || answer.status === 503)
          throw new CommandError('noAnswer', refused.message);
        throw refused;
      }
      opened();
      wasOpen = true;
      told = '';
      const reader = new EventReader();
      for await (const chunk of answer.body.pipeThrough(new TextDecoderStream())) {
        timer.refresh();
        for (const event of reader.read(chunk)) {
          yield event;
          last = event.id;
        }
      }
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof CommandError && (error.exitCode !== exitCodes.noAnswer || !wasOpen)) throw error;
      if (error instanceof CommandError) why = error.message;
    } finally {
      clearTimeout(timer);
    }
    // Once for each reason: it is tried again every second.
    // Without any event there is nothing to go on from.
    if (why !== told) lost(`${why} It is opened again${last === undefined ? '' : ', and no event is lost'}.`);
    told = why;
    await delay(AGAIN_MS, undefined, { signal }).catch(() => {});
  }
}

/** Reads server-sent events (HTML, section 9.2.6) from pieces of text. */
export class EventReader {
  #rest = '';
  #id = '';
  #type = '';
  #data: string[] = [];

  read(chunk: string): StreamedEvent[] {
    const events: StreamedEvent[] = [];
    const lines = (this.#rest + chunk).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      const [, name = '', value = ''] = /^([^:]*):? ?(.*)$/.exec(line.replace(/\r$/, '')) ?? [];
      if (name === 'id') this.#id = value;
      else if (name === 'event') this.#type = value;
      else if (name === 'data') this.#data.push(value);
      else if (name === '' && value === '' && this.#data.length > 0 && !line.startsWith(':')) {
        events.push({ id: this.#id, type: this.#type, data: this.#data.join('\n') });
        [this.#type, this.#data] = ['', []];
      }
    }
    return events;
  }
}
