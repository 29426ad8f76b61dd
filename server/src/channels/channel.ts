import type { IncomingHttpHeaders } from 'node:http';
import type { AccountId, PaymentId } from '../kernel/ids.ts';
import type { Money } from '../kernel/money.ts';
import type { DeclineCode } from './declines.ts';

/** What the payer pays with, as it may be stored and shown: a token of the channel, never a number. */
export type PaymentMethod = CardMethod | WalletMethod | BankTransferMethod;

export interface CardMethod {
  readonly type: 'card';
  readonly token: string;
  readonly brand: string;
  readonly last4: string;
}

/** The payer scans a code with a phone, or is on the phone already. */
export interface WalletMethod {
  readonly type: 'wallet';
  readonly token: string;
}

/** The payer sends the money from their own bank, when and as much as they like. */
export interface BankTransferMethod {
  readonly type: 'bank_transfer';
  readonly token: string;
}

/** What the payer has to do before the channel can say more. */
export type NextAction =
  | { readonly type: 'redirect'; readonly url: string }
  /** `code` is the text of the QR code; `url` leads a payer on the phone itself to the same page. */
  | { readonly type: 'qr'; readonly code: string; readonly url: string; readonly expires_at: string }
  | {
      readonly type: 'bank_transfer';
      readonly bank_name: string;
      readonly account_number: string;
      readonly reference: string;
      /** What is still to come, in minor units. */
      readonly amount_remaining: number;
      readonly currency: string;
      /** A pretend bank to send the money from, in the sandbox. */
      readonly sandbox_url?: string;
    };

/**
 * The total that has come in so far, where payers send money by themselves. It only grows, so that it can be told in
 * any order and any number of times.
 */
interface Receipts {
  readonly received?: bigint;
}

/**
 * The total that was taken back without our channelClient, as when a bank recalls a transfer, out of what was approved. It only
 * grows, and is told in a notification too.
 */
interface TakenBack {
  readonly takenBack?: bigint;
}

/**
 * What a channel says of an attempt. `unknown` is what a thrown error, a timeout and nonsense mean: never declined.
 * `reversed`: nothing was paid, and nothing that arrives late will be; what was received is to be sent back.
 */
export type ChannelAnswer =
  | ({ readonly kind: 'approved'; readonly amount: bigint } & Receipts & TakenBack)
  | { readonly kind: 'declined'; readonly decline: DeclineCode }
  | ({ readonly kind: 'reversed' } & Receipts)
  | { readonly kind: 'never_sent' }
  | { readonly kind: 'pending' }
  | ({ readonly kind: 'action'; readonly action: NextAction } & Receipts)
  | { readonly kind: 'unknown'; readonly reason: string };

/** The total received that an answer tells of; null where it tells of none. */
export function receivedOf(answer: ChannelAnswer | NotFound): bigint | null {
  return 'received' in answer ? (answer.received ?? null) : null;
}

/** The total taken back that an answer tells of. */
export function takenBackOf(answer: ChannelAnswer | NotFound): bigint {
  return (answer.kind === 'approved' ? answer.takenBack : undefined) ?? 0n;
}

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
  /** Whose money it is, for what the channel shows the payer of it. */
  readonly payment: PaymentId;
  readonly reference: string;
  readonly money: Money;
  /** The caller stops listening then; what arrives later is asked for again. */
  readonly timeoutMs: number;
}

export interface AuthorizeRequest extends ChannelRequest {
  readonly method: PaymentMethod;
  /** Whether approval takes the money at once. */
  readonly capture: boolean;
  /** Where the payer goes once they have done what the channel asked of them. */
  readonly returnUrl: string | null;
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

/** What a channel says by itself of an attempt of ours. */
export interface Notification {
  /** The channel's own name of it, under which it is taken once. */
  readonly event: string;
  readonly account: AccountId;
  readonly reference: string;
  readonly answer: ChannelAnswer;
}

/** What a channel can and cannot do. */
export interface Capabilities {
  /** Whether less than was authorized can be captured. */
  readonly partialCapture: boolean;
  /**
   * How long after it was sent a request may still arrive, where the channel has no way to shut it out; null where
   * `reverse` shuts it out at once.
   */
  readonly lateArrivalMs: number | null;
  /** Whether the answer to a query is the truth when a notification says otherwise. */
  readonly queryIsAuthoritative: boolean;
}

/**
 * The outside world that moves money. A call may throw or never answer; both are `unknown`. Every call can be made
 * again with the same reference.
 */
export interface Channel {
  readonly name: string;
  readonly capabilities: Capabilities;
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
  /** Reads a notification as it came; null where it was not signed by the channel or says nothing of an attempt. */
  parseNotification(headers: IncomingHttpHeaders, body: Buffer): Notification | null;
}
