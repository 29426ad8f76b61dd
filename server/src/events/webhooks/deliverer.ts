import type pg from 'pg';
import type { CommitQueue } from '../../database/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { type EndpointId, newId } from '../../kernel/ids.ts';
import type { Log } from '../../kernel/seldom.ts';
import type { EventFeed } from '../feed.ts';
import { dialer, type Resolve } from './address.ts';
import { type RetrySchedule, threeDays } from './backoff.ts';
import { disableCommand, disabling } from './disabling.ts';
import type { Endpoint } from './endpoint.ts';
import { type Held, Leases } from './leases.ts';
import type { MessageOptions } from './message.ts';
import { EndpointReader } from './reader.ts';

export interface DelivererOptions extends MessageOptions {
  readonly pool: pg.Pool;
  readonly queue: CommitQueue;
  readonly feed: EventFeed;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether webhooks may go to private and loopback addresses. */
  readonly allowPrivate: boolean;
  /** The origin of a program of this installation, which is told wherever it is. */
  readonly ownOrigin?: string;
  /** What tests change: how names are found, how long things take, what chance says. */
  readonly resolve?: Resolve;
  readonly random?: () => number;
  readonly timeoutMs?: number;
  readonly leaseMs?: number;
  readonly schedule?: RetrySchedule;
}

const TIMEOUT_MS = 10_000;
const LEASE_MS = 10_000;
/** How often the deliverer looks for endpoints without a lease, retries that are due, and changed settings. */
const LOOK_EVERY_MS = 1000;
/**
 * How many endpoints are claimed at one look, so that processes that start together share them, and how many a process holds at
 * most, because each has its own connections.
 */
const CLAIM_MAX = 64;
const HELD_MAX = 1000;

interface Reading {
  readonly reader: EndpointReader;
  readonly unfollow: () => void;
}

/**
 * Delivers the event log to webhook endpoints. One process at a time serves an endpoint and holds a lease on it. If the process
 * dies, another process takes over its endpoints.
 */
export class Deliverer {
  readonly #options: DelivererOptions;
  readonly #leases: Leases;
  readonly #leaseMs: number;
  readonly #dial: ReturnType<typeof dialer>;
  readonly #readings = new Map<EndpointId, Reading>();
  /** Readers of disabled endpoints whose last deliveries have not ended yet. */
  readonly #ending = new Set<Promise<void>>();
  readonly #looks: NodeJS.Timeout;
  #renewedAt = -Infinity;
  #looking: Promise<void> | null = null;
  #lookAgain = false;
  #stopping = false;

  constructor(options: DelivererOptions) {
    this.#options = options;
    this.#leaseMs = options.leaseMs ?? LEASE_MS;
    this.#leases = new Leases(options.pool, newId('proc'), this.#leaseMs);
    this.#dial = dialer({
      allowPrivate: options.allowPrivate,
      timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
      ...(options.ownOrigin === undefined ? {} : { ownOrigin: options.ownOrigin }),
      ...(options.resolve === undefined ? {} : { resolve: options.resolve }),
    });
    this.#looks = setInterval(() => this.look(), Math.min(LOOK_EVERY_MS, this.#leaseMs / 4));
    this.look();
  }

  /** Looks at once, because something about an endpoint has changed. */
  look(): void {
    this.#lookAgain = true;
    if (this.#looking !== null || this.#stopping) return;
    this.#looking = this.#lookUntilDone();
  }

  /** Ends the deliveries in progress and gives back all leases. */
  async stop(): Promise<void> {
    this.#stopping = true;
    clearInterval(this.#looks);
    await this.#looking;
    const stopped = [...this.#readings.values()].map(({ reader, unfollow }) => {
      unfollow();
      return reader.stop();
    });
    await Promise.all([...stopped, ...this.#ending]);
    this.#readings.clear();
  }

  async #lookUntilDone(): Promise<void> {
    while (this.#lookAgain && !this.#stopping) {
      this.#lookAgain = false;
      try {
        await this.#lookOnce();
      } catch (error) {
        this.#options.log.warn({ err: error }, 'webhook endpoints could not be looked at');
      }
    }
    this.#looking = null;
  }

  async #lookOnce(): Promise<void> {
    const { clock } = this.#options;
    const endpoints = this.#read();
    if (endpoints.length > 0) {
      const startedAt = clock.monotonic();
      const renew = startedAt - this.#renewedAt >= this.#leaseMs / 3;
      const held = await this.#leases.look(endpoints, clock.now(), renew);
      if (renew) this.#renewedAt = startedAt;
      const standing = new Map(held.map((one) => [one.endpoint.id, one]));
      for (const { id } of endpoints) await this.#keepOrDrop(id, standing.get(id));
    }
    const room = HELD_MAX - this.#readings.size;
    if (room <= 0) return;
    const claimed = await this.#leases.claim(clock.now(), Math.min(room, CLAIM_MAX), this.#read());
    for (const held of claimed) this.#take(held);
  }

  #read(): Endpoint[] {
    return [...this.#readings.values()].map(({ reader }) => reader.endpoint);
  }

  async #keepOrDrop(id: EndpointId, held: Held | undefined): Promise<void> {
    const reading = this.#readings.get(id);
    if (reading === undefined) return;
    if (held === undefined) {
      this.#lose(id);
    } else if (held.endpoint.status === 'disabled') {
      reading.unfollow();
      this.#readings.delete(id);
      // This is not awaited, because its deliveries may hang, and the other leases must be renewed meanwhile.
      const ending = reading.reader.stop().finally(() => this.#ending.delete(ending));
      this.#ending.add(ending);
    } else {
      reading.reader.refresh(held.endpoint);
      if (held.retriesDue) await reading.reader.retry();
    }
  }

  #take({ endpoint, retriesDue }: Held): void {
    const { pool, queue, keys, sign, clock, log, feed, timeoutMs, schedule, random } = this.#options;
    const { id } = endpoint;
    // Another one held it meanwhile, and left it: what this process knows of it is old.
    if (this.#readings.has(id)) this.#lose(id);
    const reader = new EndpointReader(endpoint, {
      pool,
      keys,
      sign,
      clock,
      log,
      leases: this.#leases,
      dial: this.#dial,
      timeoutMs: timeoutMs ?? TIMEOUT_MS,
      schedule: schedule ?? threeDays,
      busy: () => queue.busy,
      random: random ?? Math.random,
      exhausted: (exhausted) => void this.#disable(exhausted),
      lost: () => {
        if (this.#readings.get(id)?.reader === reader) this.#lose(id);
      },
    });
    const unfollow = feed.follow(endpoint.account, (seq) => reader.grown(seq));
    this.#readings.set(id, { reader, unfollow });
    if (retriesDue) this.look();
  }

  #lose(id: EndpointId): void {
    const reading = this.#readings.get(id);
    reading?.unfollow();
    reading?.reader.abandon();
    this.#readings.delete(id);
  }

  async #disable(endpoint: Endpoint): Promise<void> {
    const { queue, clock, log } = this.#options;
    try {
      await queue.submit(disabling, disableCommand(endpoint, clock.now()));
      this.look();
    } catch (error) {
      // Nothing is lost: if the endpoint keeps failing, the next delivery that is given up will ask again.
      log.warn({ err: error, endpoint: endpoint.id }, 'a failing endpoint could not be disabled');
    }
  }
}
