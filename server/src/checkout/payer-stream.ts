import { PassThrough, type Readable } from 'node:stream';
import type pg from 'pg';
import type { Logger } from 'pino';
import { commentText, eventText } from '../http/index.ts';
import type { Account } from '../identity/index.ts';
import type { Clock } from '../kernel/clock.ts';
import type { SessionId } from '../kernel/ids.ts';
import { type PayerState, payerState } from './payer-state.ts';
import { readSessions, type SessionRef, standingSessionOf } from './store.ts';

const LOOK_EVERY_MS = 250;
/** How often a comment is sent, because proxies close silent connections. */
const COMMENT_EVERY_MS = 15_000;
/** How many pages may listen to one process. Any further page polls instead. */
const LISTENERS_MAX = 10_000;

interface Listener {
  readonly ref: SessionRef;
  readonly account: Account;
  readonly stream: PassThrough;
  /** The state that was last sent. */
  told: string;
}

/**
 * Sends the states of sessions to payers' pages, as server-sent events. While there are listeners, one statement every 250 ms reads
 * all sessions that have one.
 */
export class LiveSessions {
  readonly #pool: pg.Pool;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #listeners = new Set<Listener>();
  #look: NodeJS.Timeout | null = null;
  #comment: NodeJS.Timeout | null = null;
  #looking = false;

  constructor(pool: pg.Pool, clock: Clock, log: Logger) {
    this.#pool = pool;
    this.#clock = clock;
    this.#log = log;
  }

  /** Opens a stream of `state` events that begins with the current state. Returns null if there are too many listeners. */
  listen(ref: SessionRef, account: Account, state: PayerState): Readable | null {
    if (this.#listeners.size >= LISTENERS_MAX) return null;
    const listener: Listener = { ref, account, stream: new PassThrough(), told: '' };
    this.#listeners.add(listener);
    listener.stream.once('close', () => this.#leave(listener));
    tell(listener, state);
    this.#look ??= setInterval(() => void this.#ask(), LOOK_EVERY_MS);
    this.#comment ??= setInterval(() => {
      for (const { stream } of this.#listeners) stream.write(commentText('still here'));
    }, COMMENT_EVERY_MS);
    return listener.stream;
  }

  /** Ends every stream. The pages then connect again, to a process that is running. */
  stop(): void {
    for (const listener of this.#listeners) {
      listener.stream.end();
      this.#leave(listener);
    }
  }

  #leave(listener: Listener): void {
    this.#listeners.delete(listener);
    if (this.#listeners.size > 0) return;
    if (this.#look !== null) clearInterval(this.#look);
    if (this.#comment !== null) clearInterval(this.#comment);
    this.#look = null;
    this.#comment = null;
  }

  async #ask(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    try {
      const listened = new Map<SessionId, SessionRef>();
      for (const { ref } of this.#listeners) listened.set(ref.id, ref);
      const { rows } = await this.#pool.query(readSessions([...listened.values()]) as pg.QueryConfig);
      const standing = new Map(rows.map(standingSessionOf).map((found) => [found.session.id, found]));
      for (const listener of this.#listeners) {
        const found = standing.get(listener.ref.id);
        if (found !== undefined) tell(listener, payerState(found, listener.account, this.#clock.now()));
      }
    } catch (error) {
      // The page keeps showing the last state, and the next query follows in 250 ms.
      this.#log.warn({ err: error }, 'the sessions that are listened to could not be read');
    } finally {
      this.#looking = false;
    }
  }
}

/** Sends the state if it has changed. */
function tell(listener: Listener, state: PayerState): void {
  const data = JSON.stringify(state);
  if (data === listener.told) return;
  listener.told = data;
  listener.stream.write(eventText({ type: 'state', data }));
}
