import { Random } from './random.ts';

/** How the connection to the channel behaves for one call. Times are in milliseconds. */
export type Behaviour =
  /** Done, and answered after this time: at once, in time, or when the caller is gone. */
  | { readonly kind: 'answers'; readonly afterMs: number }
  /** Delayed on its way, so that later calls overtake it. Then done and answered. */
  | { readonly kind: 'held_up'; readonly byMs: number }
  /** Done, but the answer is lost. */
  | { readonly kind: 'answer_lost' }
  /** The connection breaks, but the request still arrives, this much later. */
  | { readonly kind: 'arrives_late'; readonly afterMs: number }
  /** Done and answered. Then it is delivered a second time, this much later. */
  | { readonly kind: 'arrives_twice'; readonly afterMs: number }
  /** Not done, and answered with an error status. */
  | { readonly kind: 'refused_at_the_door' }
  /** Neither done nor answered. */
  | { readonly kind: 'swallowed' }
  /** Done, and answered with nonsense. */
  | { readonly kind: 'nonsense' };

/** Returns the behaviour of the n-th call of this kind with this reference. */
export function behaviourOf(seed: number, call: string, reference: string, nth: number): Behaviour {
  const random = new Random(seed, `${call} ${reference} ${nth}`);
  const asks = call === 'query' || call === 'reverse';
  return random.pick<Behaviour>([
    [asks ? 70 : 78, { kind: 'answers', afterMs: 0 }],
    [6, { kind: 'answers', afterMs: random.whole(50, 900) }],
    [1, { kind: 'answers', afterMs: random.whole(2_000, 8_000) }],
    [3, { kind: 'held_up', byMs: random.whole(20, 800) }],
    [3, { kind: 'answer_lost' }],
    [3, { kind: 'arrives_late', afterMs: random.whole(500, 8_000) }],
    [2, { kind: 'arrives_twice', afterMs: random.whole(100, 6_000) }],
    [2, { kind: 'refused_at_the_door' }],
    [1, { kind: 'swallowed' }],
    [1, { kind: 'nonsense' }],
  ]);
}

/** What the channel decides about a request: the final result, and how long it answers `pending` before that. */
export interface Verdict {
  readonly approved: boolean;
  readonly pendingMs: number;
}

export function verdictOf(seed: number, reference: string): Verdict {
  const random = new Random(seed, `verdict ${reference}`);
  return { approved: random.chance(0.88), pendingMs: random.chance(0.04) ? random.whole(300, 6_000) : 0 };
}

/** How the merchants' server treats a delivery of an event. It always accepts the second attempt. */
export type Reception = 'takes it' | 'answers late' | 'takes it and answers 500' | 'breaks off';

export function receptionOf(seed: number, event: string, nth: number): Reception {
  if (nth > 0) return 'takes it';
  return new Random(seed, `event ${event}`).pick<Reception>([
    [96, 'takes it'],
    [2, 'answers late'],
    [1, 'takes it and answers 500'],
    [1, 'breaks off'],
  ]);
}

/** How much the payer's bank takes back in total, and how long after the money was taken. */
export interface Recall {
  readonly afterMs: number;
  readonly total: bigint;
}

/** For one payment in twenty, the bank takes back a part, or a part and then the rest. It may report them in any order. */
export function recallsOf(seed: number, reference: string, amount: bigint): Recall[] {
  const random = new Random(seed, `recall ${reference}`);
  if (!random.chance(0.05)) return [];
  const part = { afterMs: random.whole(0, 6_000), total: BigInt(random.whole(1, Number(amount))) };
  return random.chance(0.5) ? [part] : [part, { afterMs: random.whole(0, 6_000), total: amount }];
}

/** How long a notification is on its way, and how much later it arrives again. Null if it does not arrive again. */
export function journeyOf(seed: number, notification: string): { afterMs: number; againMs: number | null } {
  const random = new Random(seed, `notification ${notification}`);
  return {
    afterMs: random.chance(0.5) ? 0 : random.whole(10, 3_000),
    againMs: random.chance(0.2) ? random.whole(10, 5_000) : null,
  };
}
