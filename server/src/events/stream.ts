import type { ServerResponse } from 'node:http';
import type pg from 'pg';
import type { Logger } from 'pino';
import { commentText, eventText } from '../http/index.ts';
import type { AccountId } from '../kernel/ids.ts';
import type { EventFeed } from './feed.ts';
import { eventId } from './log.ts';
import { deliveredJson, readAfter, type TypeFilter } from './reading.ts';

/** How many events are read at once. This is also the most that is held in memory for a slow client. */
const PAGE = 100;
const RECHECK_MS = 1000;
/** How long a client should wait before it connects again. */
const RETRY_MS = 1000;

export interface StreamTimes {
  readonly heartbeatMs: number;
  /** A client that accepts no data for this long is disconnected. It can continue with Last-Event-ID. */
  readonly stalledMs: number;
}

export interface StreamOptions extends StreamTimes {
  readonly pool: pg.Pool;
  readonly feed: EventFeed;
  readonly log: Logger;
  readonly response: ServerResponse;
  readonly account: AccountId;
  readonly mark: Buffer;
  /** The number of the event after which the stream begins. */
  readonly after: bigint;
  readonly types: TypeFilter;
  /** Returns whether the key that opened the stream is still valid. */
  readonly stands: () => Promise<boolean>;
}

/**
 * The stream of server-sent events to one client. It reads the log at the client's pace, so that it holds at most one page in
 * memory. It ends when the client disconnects or stalls, or when the client's key is revoked.
 */
export class EventStream {
  readonly #options: StreamOptions;
  readonly #closed = new AbortController();
  #seq: bigint;
  #head: bigint;
  #wake: (() => void) | null = null;

  constructor(options: StreamOptions) {
    this.#options = options;
    this.#seq = options.after;
    this.#head = options.after;
  }

  /** Runs until the stream is closed. Never throws. */
  async run(): Promise<void> {
    const { feed, account, response, heartbeatMs, log } = this.#options;
    const unfollow = feed.follow(account, (seq) => {
      if (seq <= this.#head) return;
      this.#head = seq;
      this.#wake?.();
    });
    const heartbeat = setInterval(() => response.write(commentText('heartbeat')), heartbeatMs);
    const recheck = setInterval(() => void this.#recheck(), RECHECK_MS);
    response.once('close', () => this.close());
    response.once('error', () => this.close());
    try {
      // Sent at once, so that the client sees the stream open.
      response.write(commentText('open'));
      while (!this.#closed.signal.aborted) await this.#step();
    } catch (error) {
      if (!this.#closed.signal.aborted) log.warn({ err: error }, 'an event stream was given up');
    } finally {
      unfollow();
      clearInterval(heartbeat);
      clearInterval(recheck);
      // A stalled client would not accept the end of the stream either.
      if (response.writableNeedDrain) response.destroy();
      else response.end();
    }
  }

  close(): void {
    this.#closed.abort();
    this.#wake?.();
  }

  async #step(): Promise<void> {
    const { pool, account, types, mark, log } = this.#options;
    const { events, readTo, more, damaged } = await readAfter(pool, account, this.#seq, types, PAGE);
    this.#seq = readTo;
    for (const seq of damaged)
      log.error({ account, seq: `${seq}` }, 'an event cannot be read and was left out');
    if (events.length > 0) {
      const text = events.map((event) =>
        eventText({
          retry: RETRY_MS,
          id: eventId(mark, event.seq),
          type: event.type,
          data: deliveredJson(mark, event),
        }),
      );
      await this.#write(text.join(''));
    }
    if (!more && this.#head <= this.#seq && !this.#closed.signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = null;
    }
  }

  async #write(text: string): Promise<void> {
    const { response, stalledMs } = this.#options;
    if (response.write(text)) return;
    await new Promise<void>((resolve) => {
      const stalled = setTimeout(() => this.close(), stalledMs);
      const done = () => {
        clearTimeout(stalled);
        response.off('drain', done);
        this.#closed.signal.removeEventListener('abort', done);
        resolve();
      };
      response.once('drain', done);
      this.#closed.signal.addEventListener('abort', done);
      if (this.#closed.signal.aborted) done();
    });
  }

  async #recheck(): Promise<void> {
    // While the database does not answer, the key cannot be checked. No events can be read then either, so none are sent.
    if (!(await this.#options.stands().catch(() => true))) this.close();
  }
}
