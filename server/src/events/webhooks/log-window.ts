import { isDeepStrictEqual } from 'node:util';
import type pg from 'pg';
import { readAfter } from '../reading.ts';
import type { Delivery } from './attempt.ts';
import { type Endpoint, typesOf } from './endpoint.ts';

const READ_PAGE = 64;
/** How many events may be read beyond the saved cursor. At this limit the reader waits for the database. */
export const AHEAD_MAX = 1024;

/** The part of the log that was read for one endpoint and not yet left behind by its saved cursor. */
export class LogWindow {
  readonly #pool: pg.Pool;
  #endpoint: Endpoint;
  #head = 0n;
  #readTo: bigint;
  #saved: bigint;
  /** Up to this event, the log was read with other event types than the endpoint has now. */
  #otherTypesTo = 0n;
  /** Events read from the log, in order, whose delivery has not ended and that have no retry row. */
  #open = new Map<bigint, Delivery>();
  #waiting: Delivery[] = [];

  constructor(pool: pg.Pool, endpoint: Endpoint) {
    this.#pool = pool;
    this.#endpoint = endpoint;
    this.#readTo = endpoint.cursor;
    this.#saved = endpoint.cursor;
  }

  get otherTypesTo(): bigint {
    return this.#otherTypesTo;
  }

  /** The deliveries that the cursor waits for. A replay starts a new map. */
  get open(): ReadonlyMap<bigint, Delivery> {
    return this.#open;
  }

  /** Whether there is more to read, and room for it. */
  get readable(): boolean {
    return (
      this.#waiting.length < READ_PAGE && this.#head > this.#readTo && this.#readTo - this.#saved < AHEAD_MAX
    );
  }

  /** Takes note that the log now goes up to `head`. Returns whether that is news. */
  grown(head: bigint): boolean {
    if (head <= this.#head) return false;
    this.#head = head;
    return true;
  }

  refresh(endpoint: Endpoint): void {
    const { replays, events } = this.#endpoint;
    this.#endpoint = endpoint;
    if (!isDeepStrictEqual(events, endpoint.events)) this.#otherTypesTo = this.#readTo;
    if (replays === endpoint.replays) return;
    // A replay was requested. It starts at `replayFrom`, not at the row's cursor: the cursor may lag behind this reader, so
    // starting there would deliver more than was asked for.
    const [before = this.#readTo] = [...this.#open.keys()].map((seq) => seq - 1n);
    const wanted = (endpoint.replayFrom ?? endpoint.cursor + 1n) - 1n;
    this.#readTo = wanted < before ? wanted : before;
    this.#saved = this.#readTo;
    this.#open = new Map();
    this.#waiting = [];
  }

  /**
   * Reads the next page. Returns how many events it had, which could not be read, and whether the log had no more. Returns null if a replay came in
   * between, which makes the page useless.
   */
  async read(): Promise<{ events: number; damaged: readonly bigint[]; atEnd: boolean } | null> {
    const from = this.#readTo;
    const open = this.#open;
    const { account, events: types } = this.#endpoint;
    const page = await readAfter(this.#pool, account, from, typesOf(this.#endpoint), READ_PAGE);
    // A replay has reset the cursor in the meantime, so this page is no longer the next one.
    if (this.#open !== open) return null;
    this.#readTo = page.readTo;
    if (!isDeepStrictEqual(types, this.#endpoint.events)) this.#otherTypesTo = page.readTo;
    for (const event of page.events) {
      const delivery = { event, tries: 0, firstAt: 0, hasRow: false, startedAt: 0 };
      this.#open.set(event.seq, delivery);
      this.#waiting.push(delivery);
    }
    return { events: page.events.length, damaged: page.damaged, atEnd: page.readTo === from };
  }

  get hasWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  next(): Delivery | undefined {
    return this.#waiting.shift();
  }

  /** The cursor no longer waits for this delivery. Returns whether it did until now. */
  leave(delivery: Delivery): boolean {
    const { seq } = delivery.event;
    return this.#open.get(seq) === delivery && this.#open.delete(seq);
  }

  /** The cursor that can be saved once each of `parked` has a retry row. */
  cursorPast(parked: readonly Delivery[]): bigint {
    const stuck = [...this.#open.values()].find((delivery) => !parked.includes(delivery));
    return stuck === undefined ? this.#readTo : stuck.event.seq - 1n;
  }

  /** The cursor was saved. If a replay has started a new map since, its own start stays the one that counts. */
  saved(cursor: bigint, open: ReadonlyMap<bigint, Delivery>): void {
    if (this.#open === open) this.#saved = cursor;
  }
}
