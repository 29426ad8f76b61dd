import { type IdStamp, idAt, stampAfter } from '../../kernel/ids.ts';
import type { StoredEvent } from '../reading.ts';
import type { DeliveryTry } from './delivery.ts';
import type { Retry } from './leases.ts';
import type { Tried } from './receiver.ts';

/** One event that is being delivered to the endpoint. */
export interface Delivery {
  readonly event: StoredEvent;
  readonly tries: number;
  /** When the first attempt started, or 0 before it. */
  firstAt: number;
  /** Whether it has a row in `webhook_retry`. The cursor does not wait for a delivery that has one. */
  hasRow: boolean;
  startedAt: number;
}

/** What came of an attempt. `cut` is missing: such an attempt counts for nothing. */
export type Ended = Exclude<Tried, { kind: 'cut' }>;

export function isSuccess(tried: Ended): boolean {
  return tried.kind === 'answered' && tried.status >= 200 && tried.status < 300;
}

/**
 * The retry of a slow delivery that is still under way. By its due time this process must know the result. If the process
 * has died before that, another one tries the delivery.
 */
export function parkedOf({ event, tries, startedAt }: Delivery, timeoutMs: number): Retry {
  return { seq: event.seq, tries, firstAt: startedAt, dueAt: startedAt + 2 * timeoutMs };
}

/** An attempt that ended. It gets its id when it is saved. */
export type Attempt = Omit<DeliveryTry, 'id'>;

/** The attempt as it is saved. `nextAt` is when the next one follows, or null. */
export function attemptOf(delivery: Delivery, tried: Ended, nextAt: number | null): Attempt {
  return {
    seq: delivery.event.seq,
    attempt: delivery.tries + 1,
    succeeded: isSuccess(tried),
    httpStatus: tried.kind === 'answered' ? tried.status : null,
    error: tried.kind === 'answered' ? null : tried.error,
    answer: tried.kind === 'answered' ? tried.answer : null,
    durationMs: tried.durationMs,
    at: delivery.startedAt,
    nextAt,
  };
}

/**
 * The attempts that one reader has not saved yet. Their ids rise in the order in which they are saved, so the log of an
 * endpoint grows at its newest end only.
 */
export class UnsavedAttempts {
  #ended: Attempt[] = [];
  /** Attempts whose saving failed, or whose answer was lost. They keep their ids, so none is logged twice. */
  #again: DeliveryTry[] = [];
  #idsTo: IdStamp | null = null;

  get size(): number {
    return this.#ended.length + this.#again.length;
  }

  add(attempt: Attempt): void {
    this.#ended.push(attempt);
  }

  /** Must have resolved before the first `take`. `last` finds the stamp of the endpoint's newest attempt. */
  async ready(last: () => Promise<IdStamp>): Promise<void> {
    this.#idsTo ??= await last();
  }

  take(now: number): DeliveryTry[] {
    let idsTo = this.#idsTo ?? 0n;
    const taken = this.#again;
    for (const attempt of this.#ended) {
      idsTo = stampAfter(idsTo, now);
      taken.push({ id: idAt('whd', idsTo), ...attempt });
    }
    [this.#idsTo, this.#again, this.#ended] = [idsTo, [], []];
    return taken;
  }

  putBack(attempts: readonly DeliveryTry[]): void {
    this.#again.unshift(...attempts);
  }
}
