import type { Clock } from '../kernel/clock.ts';

/** How much may be taken: `burst` at once, and then `perSecond` on. */
export interface Allowance {
  readonly perSecond: number;
  readonly burst: number;
}

/** What became of a try to take one token. */
export interface Taken {
  readonly allowed: boolean;
  readonly remaining: number;
  /** Seconds until the bucket is full again. */
  readonly resetSeconds: number;
  /** Seconds until there is a token, where none was. */
  readonly retryAfter: number;
}

interface Bucket {
  tokens: number;
  /** By the process's monotonic clock. */
  at: number;
}

/**
 * Token buckets by name, in the memory of this process. The one that was not used for longest goes when there are too
 * many: its owner starts anew with a full one.
 */
export class TokenBuckets {
  readonly #clock: Clock;
  readonly #max: number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(clock: Clock, max = 20_000) {
    this.#clock = clock;
    this.#max = max;
  }

  get size(): number {
    return this.#buckets.size;
  }

  /** Takes a token from the bucket of that name, which begins full. */
  take(name: string, { perSecond, burst }: Allowance): Taken {
    const now = this.#clock.monotonic();
    const bucket = this.#use(name, burst, now);
    bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 1000) * perSecond);
    bucket.at = now;
    const allowed = bucket.tokens >= 1;
    if (allowed) bucket.tokens -= 1;
    return {
      allowed,
      remaining: Math.floor(bucket.tokens),
      resetSeconds: (burst - bucket.tokens) / perSecond,
      retryAfter: allowed ? 0 : (1 - bucket.tokens) / perSecond,
    };
  }

  /** Finds or makes a bucket, as the one used last: a map keeps its keys in the order in which they were put in. */
  #use(name: string, burst: number, now: number): Bucket {
    const bucket = this.#buckets.get(name) ?? { tokens: burst, at: now };
    this.#buckets.delete(name);
    this.#buckets.set(name, bucket);
    if (this.#buckets.size > this.#max) {
      const [oldest] = this.#buckets.keys();
      this.#buckets.delete(oldest as string);
    }
    return bucket;
  }
}
