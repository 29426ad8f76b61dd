import type { FastifyReply, FastifyRequest } from 'fastify';
import type pg from 'pg';
import { type Allowance, type Principal, TokenBuckets } from '../http/index.ts';
import type { Clock } from '../kernel/clock.ts';
import type { AccountId } from '../kernel/ids.ts';
import type { Log } from '../kernel/seldom.ts';
import { type LoggedRequest, loggedRequest } from './logged-request.ts';
import { writeRequests } from './store.ts';

/** How long requests are gathered for one statement. */
const GATHER_MS = 200;
/** While the database does not take them, no more than so many wait. */
const WAITING_MAX = 2_000;
/** Of an account's publishable keys in each process: 12,000 in a week, so that several processes keep less than the log has room for. */
const OF_PAGES: Allowance = { perSecond: 0.02, burst: 100 };
/** So many accounts are remembered of which requests were not kept. */
const SKIPPED_MAX = 10_000;

export interface RequestLogOptions {
  readonly pool: pg.Pool;
  readonly clock: Clock;
  readonly log: Log;
  /** How many requests a second are kept, and as many refused ones: refusals are what one looks for. */
  readonly perSecond: number;
}

/**
 * Keeps the requests of this process in batches, and never keeps a request waiting. There is a limit to how many it keeps, for an
 * account half of that: what is beyond is counted, and the next request of that account that is kept says how many.
 */
export class RequestLog {
  readonly #options: RequestLogOptions;
  readonly #buckets: TokenBuckets;
  readonly #skipped = new Map<AccountId, number>();
  #waiting: LoggedRequest[] = [];
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();

  constructor(options: RequestLogOptions) {
    this.#options = options;
    this.#buckets = new TokenBuckets(options.clock);
  }

  /** Called when the answer is about to be sent. */
  add(
    request: FastifyRequest,
    reply: FastifyReply,
    principal: Principal,
    answer: string | Buffer | null,
  ): void {
    const { account } = principal;
    if (!this.#isKept(principal, reply.statusCode >= 400)) {
      this.#skip(account, 1);
      return;
    }
    const skipped = this.#skipped.get(account) ?? 0;
    this.#skipped.delete(account);
    const at = this.#options.clock.now();
    this.#waiting.push(loggedRequest(request, reply, principal, answer, { at, skipped }));
    this.#schedule();
  }

  /** Writes what waits. */
  async stop(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#writing;
    await this.#write();
  }

  #isKept({ account, rateLimit }: Principal, failed: boolean): boolean {
    const { perSecond } = this.#options;
    // Everybody can read a publishable key. Strangers must not push out what the account's own programs did.
    if (rateLimit === 'address' && !this.#buckets.take(`page ${account}`, OF_PAGES).allowed) return false;
    const kind = failed ? 'failed' : 'good';
    const half = { perSecond: perSecond / 2, burst: perSecond * 2 };
    return (
      this.#waiting.length < WAITING_MAX &&
      this.#buckets.take(`${kind} ${account}`, half).allowed &&
      this.#buckets.take(kind, { perSecond, burst: perSecond * 4 }).allowed
    );
  }

  #skip(account: AccountId, requests: number): void {
    this.#skipped.set(account, (this.#skipped.get(account) ?? 0) + requests);
    if (this.#skipped.size > SKIPPED_MAX) {
      const [first] = this.#skipped.keys();
      this.#skipped.delete(first as AccountId);
    }
  }

  async #write(): Promise<void> {
    const { pool, log } = this.#options;
    const batch = this.#waiting;
    this.#waiting = [];
    if (batch.length > 0) {
      await writeRequests(pool, batch).catch((error) => {
        log.warn({ err: error }, 'requests were not kept in the request log');
        for (const { account, skipped } of batch) this.#skip(account, skipped + 1);
      });
    }
    this.#timer = null;
    if (this.#waiting.length > 0) this.#schedule();
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => {
      this.#writing = this.#write();
    }, GATHER_MS);
  }
}
