import { Random } from './random.ts';

/** How the channel's line behaves for one call. Times are milliseconds. */
export type Behaviour =
  /** Done, and answered after so long: at once, in time, or when the caller has gone. */
  | { readonly kind: 'answers'; readonly afterMs: number }
  /** Held up on its way, so that later ones overtake it; then done and answered. */
  | { readonly kind: 'held_up'; readonly byMs: number }
  /** Done, and the answer is lost. */
  | { readonly kind: 'answer_lost' }
  /** The connection breaks, and the request arrives all the same, so much later. */
  | { readonly kind: 'arrives_late'; readonly afterMs: number }
  /** Done and answered; the line delivers it once more, so much later. */
  | { readonly kind: 'arrives_twice'; readonly afterMs: number }
  /** Never done, and says so with a status that is no success. */
  | { readonly kind: 'refused_at_the_door' }
  /** Never done, and never answered. */
  | { readonly kind: 'swallowed' }
  /** Done, and answered with nonsense. */
  | { readonly kind: 'nonsense' };

/** The behaviour of the n-th call of this kind with this reference. */
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

/** What the channel makes of a request that it has: its last word, and how long it says `pending` before. */
export interface Verdict {
  readonly approved: boolean;
  readonly pendingMs: number;
}

export function verdictOf(seed: number, reference: string): Verdict {
  const random = new Random(seed, `verdict ${reference}`);
  return { approved: random.chance(0.88), pendingMs: random.chance(0.04) ? random.whole(300, 6_000) : 0 };
}
