import type { AccountId } from '../kernel/ids.ts';
import type { Money } from '../kernel/money.ts';
import type { DeclineCode } from './declines.ts';

/**
 * What the payer pays with, as it may be stored and shown: a token of the channel, never a number. `brand` and `last4`
 * are there for cards.
 */
export interface PaymentMethod {
  readonly type: 'card';
  readonly token: string;
  readonly brand: string;
  readonly last4: string;
}

/** What the payer has to do before the channel can say more. */
export type NextAction = { readonly type: 'redirect'; readonly url: string };

/**
 * What a channel says of an attempt. `unknown` is what a thrown error, a timeout and nonsense mean: never declined.
 * `reversed`: nothing was paid, and nothing that arrives late will be.
 */
export type ChannelAnswer =
  | { readonly kind: 'approved'; readonly amount: bigint }
  | { readonly kind: 'declined'; readonly decline: DeclineCode }
  | { readonly kind: 'reversed' }
  | { readonly kind: 'never_sent' }
  | { readonly kind: 'pending' }
  | { readonly kind: 'action'; readonly action: NextAction }
  | { readonly kind: 'unknown'; readonly reason: string };

/** The channel knows nothing of the reference yet. */
export interface NotFound {
  readonly kind: 'not_found';
}

/** A channel that reckons answers at once; one that is far away later. */
export type Answering = ChannelAnswer | Promise<ChannelAnswer>;

export type Final = Extract<ChannelAnswer, { kind: 'approved' | 'declined' | 'reversed' | 'never_sent' }>;

/** An answer that leaves the attempt open. */
export type OpenAnswer = Exclude<ChannelAnswer, Final>;

export function isFinal(answer: ChannelAnswer | NotFound): answer is Final {
  return ['approved', 'declined', 'reversed', 'never_sent'].includes(answer.kind);
}

/** One thing asked of a channel. `reference` is the attempt's 26 base-32 characters; a repeat of it moves nothing again. */
export interface ChannelRequest {
  readonly account: AccountId;
  readonly reference: string;
  readonly money: Money;
  /** The caller stops listening then; what arrives later is asked for again. */
  readonly timeoutMs: number;
}

export interface AuthorizeRequest extends ChannelRequest {
  readonly method: PaymentMethod;
  /** Whether approval takes the money at once. */
  readonly capture: boolean;
}

/** A capture, void or refund of what another attempt authorized. */
export interface FollowUpRequest extends ChannelRequest {
  readonly target: string;
}

export interface QueryRequest extends ChannelRequest {
  readonly kind: 'authorize' | 'capture' | 'void' | 'refund';
  /** What was authorized with, where the attempt was an authorization. */
  readonly method: PaymentMethod;
  readonly capture: boolean;
  readonly target: string | null;
}

/**
 * The outside world that moves money. A call may throw or never answer; both are `unknown`. Every call can be made
 * again with the same reference.
 */
export interface Channel {
  readonly name: string;
  authorize(request: AuthorizeRequest): Answering;
  capture(request: FollowUpRequest): Answering;
  void(request: FollowUpRequest): Answering;
  refund(request: FollowUpRequest): Answering;
  /** What became of the reference. `not_found` is no failure: the request may still arrive. */
  query(request: QueryRequest): ChannelAnswer | NotFound | Promise<ChannelAnswer | NotFound>;
  /**
   * Shuts the reference out: `reversed` when nothing was done and nothing that arrives later will be; the final answer
   * where it was done already.
   */
  reverse(request: QueryRequest): Answering;
}
