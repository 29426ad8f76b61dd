import { newId } from '../../kernel/ids.ts';
import type { StoredEvent } from '../reading.ts';
import type { DeliveryTry } from './delivery.ts';
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

/** The attempt as it is saved. `nextAt` is when the next one follows, or null. */
export function attemptOf(delivery: Delivery, tried: Ended, nextAt: number | null): DeliveryTry {
  return {
    id: newId('whd'),
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
