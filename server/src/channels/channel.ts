import type { IncomingHttpHeaders } from 'node:http';
import type { AccountId, PaymentId } from '../kernel/ids.ts';
import type { Money } from '../kernel/money.ts';
import type { DeclineCode } from './declines.ts';

/** The payer's payment method as it may be stored and shown: a token of the channel, never a card number. */
export type PaymentMethod = CardMethod | WalletMethod | BankTransferMethod;

export interface CardMethod {
  readonly type: 'card';
  readonly token: string;
  readonly brand: string;
  readonly last4: string;
}

/** The payer scans a code with a phone, or opens the page on the phone itself. */
export interface WalletMethod {
  readonly type: 'wallet';
  readonly token: string;
}

/** The payer sends the money from their own bank, when and as much as they like. */
export interface BankTransferMethod {
  readonly type: 'bank_transfer';
  readonly token: string;
}

/** What the payer has to do before the channel can give a final answer. */
export type NextAction =
  | { readonly type: 'redirect'; readonly url: string }
  /**
   * `code` is the content of the QR code. `url` leads to the same page, for a payer who is on the phone already.
   */
  | { readonly type: 'qr'; readonly code: string; readonly url: string; readonly expires_at: string }
  | {
      readonly type: 'bank_transfer';
      readonly bank_name: string;
      readonly account_number: string;
      readonly reference: string;
      /** The amount still missing, in minor units. */
      readonly amount_remaining: number;
      readonly currency: string;
      /** In the sandbox, the page of a pretend bank from which to send the money. */
      readonly sandbox_url?: string;
    };

/**
 * The total received so far, where payers send money by themselves. It only grows, so it may be reported in any
 * order and any number of times.
 */
interface Receipts {
  readonly received?: bigint;
}

/**
 * The total taken back without our asking, as when a bank recalls a transfer; never more than was approved. It only
 * grows, and notifications report it too.
 */
interface TakenBack {
  readonly takenBack?: bigint;
}

/**
 * A channel's answer about an attempt. A thrown error, a timeout or an invalid answer is `unknown`, never
 * `declined`. `reversed` means that nothing was paid, and that a request which arrives late will not be paid
 * either; whatever was received has to be returned.
 */
export type ChannelAnswer =
  | ({ readonly kind: 'approved'; readonly amount: bigint } & Receipts & TakenBack)
  | { readonly kind: 'declined'; readonly decline: DeclineCode }
  | ({ readonly kind: 'reversed' } & Receipts)
  | { readonly kind: 'never_sent' }
  | { readonly kind: 'pending' }
  | ({ readonly kind: 'action'; readonly action: NextAction } & Receipts)
  | { readonly kind: 'unknown'; readonly reason: string };

/** The total received that an answer reports; null if it reports none. */
export function receivedOf(answer: ChannelAnswer | NotFound): bigint | null {
  return 'received' in answer ? (answer.received ?? null) : null;
}

/** The total taken back that an answer reports; 0 if it reports none. */
export function takenBackOf(answer: ChannelAnswer | NotFound): bigint {
  return (answer.kind === 'approved' ? answer.takenBack : undefined) ?? 0n;
}

/** The channel does not know the reference yet. */
export interface NotFound {
  readonly kind: 'not_found';
}

/** A local channel answers synchronously, a remote one with a promise. */
export type Answering = ChannelAnswer | Promise<ChannelAnswer>;

export type Final = Extract<ChannelAnswer, { kind: 'approved' | 'declined' | 'reversed' | 'never_sent' }>;

/** An answer that leaves the attempt open. */
export type OpenAnswer = Exclude<ChannelAnswer, Final>;

export function isFinal(answer: ChannelAnswer | NotFound): answer is Final {
  return ['approved', 'declined', 'reversed', 'never_sent'].includes(answer.kind);
}

/**
 * A request to a channel. `reference` is the attempt's 26 base-32 characters. Repeating a request with the same
 * reference moves no money again.
 */
export interface ChannelRequest {
  readonly account: AccountId;
  /** The payment, for what the channel shows to its payer. */
  readonly payment: PaymentId;
  readonly reference: string;
  readonly money: Money;
  /** The caller then stops waiting. An answer that comes later is fetched by a query. */
  readonly timeoutMs: number;
}

/** Which card is wanted for which attempt. */
export interface CardRequest {
  readonly account: AccountId;
  readonly token: string;
  readonly reference: string;
}

export interface AuthorizeRequest extends ChannelRequest {
  readonly method: PaymentMethod;
  /** Whether approval captures the money at once. */
  readonly capture: boolean;
  /** Where the payer goes after doing what the channel asked for. */
  readonly returnUrl: string | null;
}

/** A capture, void or refund of what another attempt authorized. */
export interface FollowUpRequest extends ChannelRequest {
  readonly target: string;
}

export interface QueryRequest extends ChannelRequest {
  readonly kind: 'authorize' | 'capture' | 'void' | 'refund';
  /** The method of the payment. It counts only if the attempt is an authorization. */
  readonly method: PaymentMethod;
  readonly capture: boolean;
  readonly target: string | null;
}

/** A message that a channel sends by itself about one of our attempts. */
export interface Notification {
  /** The channel's id of this notification. Each id is applied once. */
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
   * How long after sending a request may still arrive, if the channel cannot prevent that; null if `reverse`
   * prevents it at once.
   */
  readonly lateArrivalMs: number | null;
  /** Whether a query's answer is the truth if a notification says otherwise. */
  readonly queryIsAuthoritative: boolean;
}

/**
 * The outside system that moves the money. A call may throw or never answer; both mean `unknown`. Every call may be
 * repeated with the same reference.
 */
export interface Channel {
  readonly name: string;
  readonly capabilities: Capabilities;
  authorize(request: AuthorizeRequest): Answering;
  capture(request: FollowUpRequest): Answering;
  void(request: FollowUpRequest): Answering;
  refund(request: FollowUpRequest): Answering;
  /** What became of the reference. `not_found` is not a failure: the request may still arrive. */
  query(request: QueryRequest): ChannelAnswer | NotFound | Promise<ChannelAnswer | NotFound>;
  /**
   * Reverses the attempt. `reversed` if nothing was done, and nothing will be done if the request arrives later;
   * the final answer if it was done already.
   */
  reverse(request: QueryRequest): Answering;
  /** Reads a notification as received; null if the channel did not sign it, or if it is not about an attempt. */
  parseNotification(headers: IncomingHttpHeaders, body: Buffer): Notification | null;
}
