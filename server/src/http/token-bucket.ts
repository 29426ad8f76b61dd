import type { Clock } from '../kernel/clock.ts';

/** How many tokens may be taken: `burst` at once, then `perSecond` each second. */
export interface Allowance {
  readonly perSecond: number;
  readonly burst: number;
}

/** The result of trying to take one token. */
export interface Taken {
  readonly allowed: boolean;
  readonly remaining: number;
  /** Seconds until the bucket is full again. */
  readonly resetSeconds: number;
  /** Seconds until there is a token, if there was none. */
  readonly retryAfter: number;
}

interface Bucket {
  tokens: number;
  /** By the process's monotonic clock. */
  at: number;
}

/**
 * Token buckets by name, in the memory of this process. If there are too many, the least recently used bucket is dropped, and its
 * owner starts again with a full one.
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

  /** Takes a token from the bucket with this name. A new bucket is full. */
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

  /** Finds or creates a bucket and moves it to the end of the map. A map keeps insertion order, so the first is the least recently used. */
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
