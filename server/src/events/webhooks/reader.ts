import type pg from 'pg';
import type { buildConnector } from 'undici';
import type { Clock } from '../../kernel/clock.ts';
import type { Log } from '../../kernel/seldom.ts';
import { accountMark } from '../log.ts';
import { findEvents } from '../reading.ts';
import { attemptOf, type Delivery, type Ended, isSuccess, parkedOf, UnsavedAttempts } from './attempt.ts';
import { nextTry, type RetrySchedule } from './backoff.ts';
import type { Endpoint } from './endpoint.ts';
import type { Leases, Retry } from './leases.ts';
import { AHEAD_MAX, LogWindow } from './log-window.ts';
import { type MessageOptions, messageOf } from './message.ts';
import { Receiver, type Tried } from './receiver.ts';

/** How many deliveries to one endpoint may be in progress at once, and how many of them may be retries. */
const IN_FLIGHT_MAX = 16;
const RETRIES_IN_FLIGHT_MAX = 8;
/** How long a result waits for others, so that they are saved together. */
const SAVE_EVERY_MS = 100;
/** A delivery that takes longer than this gets its own retry row, so that the cursor can move past it. */
const SLOW_MS = 500;
/** After this many failures in a row, the receiver counts as down. It then gets one new event every `PROBE_EVERY_MS`. */
const DOWN_AFTER = 32;
const PROBE_EVERY_MS = 30_000;
/** How long deliveries in progress may continue after the process was told to stop. */
const STOP_WITHIN_MS = 2_000;

export interface ReaderOptions extends MessageOptions {
  readonly pool: pg.Pool;
  readonly clock: Clock;
  readonly log: Log;
  readonly leases: Leases;
  readonly dial: buildConnector.connector;
  readonly timeoutMs: number;
  readonly schedule: RetrySchedule;
  /** Whether the process is busy with commands. Commands have priority over deliveries. */
  readonly busy: () => boolean;
  /** Returns a random number from 0 to 1. */
  readonly random: () => number;
  /** Called when a delivery is given up and the endpoint has accepted nothing since its first attempt. */
  readonly exhausted: (endpoint: Endpoint) => void;
  /** Called when the lease was lost. */
  readonly lost: () => void;
}

/**
 * Reads the event log for one endpoint, in order, and runs a few deliveries at once. It saves the results in batches, together
 * with a cursor: every event up to it was tried. A delivery that failed or is slow is saved as a retry, so that the cursor can
 * move on.
 */
export class EndpointReader {
  readonly #options: ReaderOptions;
  readonly #mark: Buffer;
  readonly #cut = new AbortController();
  readonly #window: LogWindow;
  #endpoint: Endpoint;
  #receiver: Receiver;
  #retries: Delivery[] = [];
  /** Numbers of events whose retry is waiting in this reader, in progress, or not saved yet. */
  readonly #busy = new Set<bigint>();
  /** Numbers of retries that were saved since due ones were last asked for: what was read of them may be old. */
  readonly #savedSince = new Set<bigint>();
  readonly #inFlight = new Set<Delivery>();
  #reading = false;
  readonly #tried = new UnsavedAttempts();
  #later: Retry[] = [];
  #done: bigint[] = [];
  #saving: Promise<void> | null = null;
  #saveTimer: NodeJS.Timeout | null = null;
  #failures: number;
  #failingSince: number | null;
  #probeAt = 0;
  #stopped = false;
  #idle: (() => void) | null = null;

  constructor(endpoint: Endpoint, options: ReaderOptions) {
    this.#options = options;
    this.#mark = accountMark(options.keys.derive('event-ids'), endpoint.account);
    this.#endpoint = endpoint;
    this.#receiver = this.#receiverOf(endpoint);
    this.#window = new LogWindow(options.pool, endpoint);
    this.#failures = endpoint.failures;
    this.#failingSince = endpoint.failingSince;
  }

  get endpoint(): Endpoint {
    return this.#endpoint;
  }

  /** Tells the reader that the log now goes up to `head`. */
  grown(head: bigint): void {
    if (this.#window.grown(head)) this.#pump();
  }

  /** Gives the reader the current settings of the endpoint. */
  refresh(endpoint: Endpoint): void {
    const { url } = this.#endpoint;
    this.#endpoint = endpoint;
    if (url !== endpoint.url) {
      this.#receiver.close();
      this.#receiver = this.#receiverOf(endpoint);
    }
    this.#window.refresh(endpoint);
    this.#pump();
  }

  /** Takes up the retries that are due. */
  async retry(): Promise<void> {
    const { leases, clock, pool, log } = this.#options;
    if (this.#stopped || this.#retries.length > 0) return;
    this.#savedSince.clear();
    // More than are busy, so that some are new.
    const due = await leases.dueRetries(this.#endpoint, clock.now(), this.#busy.size + IN_FLIGHT_MAX);
    const events = await findEvents(
      pool,
      this.#endpoint.account,
      due.map(({ seq }) => seq),
    );
    // Retries are marked busy only here, after all calls that can fail. A retry that is marked busy but not queued would never
    // be taken up again.
    for (const { seq, tries, firstAt } of due) {
      const event = events.get(seq);
      if (this.#busy.has(seq) || this.#savedSince.has(seq) || this.#window.open.has(seq)) continue;
      this.#busy.add(seq);
      if (event === undefined) {
        // Nothing can be delivered, and due first for ever it would hide those behind it.
        log.error(
          { endpoint: this.#endpoint.id, seq: `${seq}` },
          'a retry was dropped: its event cannot be read',
        );
        this.#done.push(seq);
        this.#saveSoon();
        continue;
      }
      this.#retries.push({ event, tries, firstAt, hasRow: true, startedAt: 0 });
    }
    this.#pump();
  }

  /** Gives deliveries in progress a short time to end, saves the results, and gives the lease back. */
  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    const late = setTimeout(() => this.#cut.abort(), STOP_WITHIN_MS);
    while (this.#inFlight.size > 0) {
      await new Promise<void>((resolve) => {
        this.#idle = resolve;
      });
    }
    clearTimeout(late);
    if (this.#saveTimer !== null) clearTimeout(this.#saveTimer);
    await this.#saving;
    await this.#save(true);
    this.#receiver.close();
  }

  /** Stops without sending or saving anything more, because another process has the lease. */
  abandon(): void {
    this.#stopped = true;
    this.#cut.abort();
    if (this.#saveTimer !== null) clearTimeout(this.#saveTimer);
    this.#receiver.close();
  }

  #receiverOf({ url }: Endpoint): Receiver {
    const { dial, timeoutMs, clock } = this.#options;
    return new Receiver({ url, dial, timeoutMs, clock, connections: IN_FLIGHT_MAX });
  }

  #pump(): void {
    this.#send();
    void this.#read();
  }

  #send(): void {
    while (!this.#stopped) {
      const next = this.#next();
      if (next === undefined) break;
      this.#inFlight.add(next);
      void this.#deliver(next);
    }
  }

  #next(): Delivery | undefined {
    const down = this.#failures >= DOWN_AFTER;
    const most = down || this.#options.busy() ? 1 : IN_FLIGHT_MAX;
    if (this.#inFlight.size >= most || this.#tried.size >= AHEAD_MAX) return undefined;
    const retriesInFlight = [...this.#inFlight].filter(({ hasRow }) => hasRow).length;
    if (retriesInFlight < RETRIES_IN_FLIGHT_MAX) {
      const retry = this.#retries.shift();
      if (retry !== undefined) return retry;
    }
    if (!down) return this.#window.next();
    const now = this.#options.clock.now();
    if (now < this.#probeAt || !this.#window.hasWaiting) return undefined;
    this.#probeAt = now + PROBE_EVERY_MS;
    return this.#window.next();
  }

  async #read(): Promise<void> {
    const { log } = this.#options;
    if (this.#reading || this.#stopped) return;
    this.#reading = true;
    try {
      while (!this.#stopped && this.#window.readable) {
        const page = await this.#window.read();
        if (page === null) continue;
        for (const seq of page.damaged)
          log.error({ endpoint: this.#endpoint.id, seq: String(seq) }, 'an unreadable event was left out');
        if (page.events === 0) this.#saveSoon();
        if (page.atEnd) break;
        this.#send();
      }
    } catch (error) {
      log.warn({ err: error, endpoint: this.#endpoint.id }, 'events of an endpoint could not be read');
    }
    this.#reading = false;
  }

  async #deliver(delivery: Delivery): Promise<void> {
    const { clock, log } = this.#options;
    delivery.startedAt = clock.now();
    if (delivery.firstAt === 0) delivery.firstAt = delivery.startedAt;
    const slow = setTimeout(() => this.#saveSoon(), SLOW_MS + 1);
    const tried = await this.#post(delivery).catch((error): Tried => {
      log.error({ err: error, endpoint: this.#endpoint.id }, 'a delivery failed by a fault of ours');
      return { kind: 'failed', error: 'a fault of the platform', durationMs: 0 };
    });
    clearTimeout(slow);
    this.#inFlight.delete(delivery);
    if (tried.kind !== 'cut') this.#ended(delivery, tried);
    else if (delivery.hasRow) {
      const { event, tries, firstAt } = delivery;
      this.#later.push({ seq: event.seq, tries, firstAt, dueAt: clock.now() });
    }
    this.#idle?.();
    this.#pump();
  }

  async #post(delivery: Delivery): Promise<Tried> {
    const { body, headers } = await messageOf(this.#endpoint, delivery, this.#mark, this.#options);
    return this.#receiver.post(body, headers, this.#cut.signal);
  }

  #ended(delivery: Delivery, tried: Ended): void {
    const { clock, schedule, random } = this.#options;
    const { event, startedAt: at, firstAt } = delivery;
    const succeeded = isSuccess(tried);
    const tries = delivery.tries + 1;
    const nextAt = succeeded
      ? null
      : nextTry(schedule, { tries, firstAt, now: clock.now(), random: random() });
    this.#tried.add(attemptOf(delivery, tried, nextAt));
    if (nextAt !== null) this.#later.push({ seq: event.seq, tries, firstAt, dueAt: nextAt });
    else if (delivery.hasRow) this.#done.push(event.seq);
    if (nextAt !== null || delivery.hasRow) this.#busy.add(event.seq);
    this.#window.leave(delivery);
    this.#failures = succeeded ? 0 : this.#failures + 1;
    this.#failingSince = succeeded ? null : (this.#failingSince ?? at);
    this.#saveSoon();
    if (!succeeded && nextAt === null && this.#failingSince !== null && this.#failingSince <= firstAt) {
      this.#options.exhausted(this.#endpoint);
    }
  }

  #saveSoon(): void {
    if (this.#saveTimer !== null || this.#stopped) return;
    this.#saveTimer = setTimeout(() => {
      this.#saveTimer = null;
      this.#saving = (this.#saving ?? Promise.resolve()).then(() => this.#save(false));
    }, SAVE_EVERY_MS);
  }

  async #save(release: boolean): Promise<void> {
    const { leases, log, clock, timeoutMs } = this.#options;
    try {
      await this.#tried.ready(() => leases.lastStamp(this.#endpoint));
    } catch (error) {
      log.warn({ err: error, endpoint: this.#endpoint.id }, 'deliveries could not be saved');
      this.#saveSoon();
      return;
    }
    const now = clock.now();
    const tried = this.#tried.take(now);
    const [later, done] = [this.#later, this.#done];
    [this.#later, this.#done] = [[], []];
    const { open } = this.#window;
    const slow = [...open.values()].filter(
      (delivery) => this.#inFlight.has(delivery) && delivery.startedAt <= now - SLOW_MS,
    );
    const parked = slow.map((delivery) => parkedOf(delivery, timeoutMs));
    const cursor = this.#window.cursorPast(slow);
    try {
      const held = await leases.save(this.#endpoint, {
        cursor,
        replays: this.#endpoint.replays,
        events: this.#endpoint.events,
        otherTypesTo: this.#window.otherTypesTo,
        failures: this.#failures,
        failingSince: this.#failingSince,
        tried,
        retries: [...later, ...parked],
        done,
        release,
      });
      if (!held) {
        if (!this.#stopped) this.#options.lost();
        return;
      }
    } catch (error) {
      log.warn({ err: error, endpoint: this.#endpoint.id }, 'deliveries could not be saved');
      this.#tried.putBack(tried);
      this.#later.unshift(...later);
      this.#done.unshift(...done);
      this.#saveSoon();
      return;
    }
    for (const seq of [...later.map((retry) => retry.seq), ...done]) {
      this.#busy.delete(seq);
      this.#savedSince.add(seq);
    }
    this.#window.saved(cursor, open);
    for (const delivery of slow) this.#park(delivery);
    if (!release) this.#pump();
  }

  /** Turns a slow delivery, which now has a row, into a retry. */
  #park(delivery: Delivery): void {
    const { seq } = delivery.event;
    if (!this.#window.leave(delivery)) {
      // The delivery ended while its row was being written. The row must be deleted, or be updated with the next attempt.
      if (!this.#later.some((retry) => retry.seq === seq)) this.#done.push(seq);
      this.#busy.add(seq);
      this.#saveSoon();
      return;
    }
    this.#busy.add(seq);
    delivery.hasRow = true;
  }
}
