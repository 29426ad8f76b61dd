import type { ChannelAnswer, Final, NotFound, OpenAnswer, PaymentMethod } from '../../channels/index.ts';
import type { Command } from '../../database/index.ts';
import { type IdempotencyKey, keySubject, type StandingKey, type StandingKeys } from '../../http/index.ts';
import type { AccountTerms } from '../../identity/index.ts';
import type { AttemptId, CommandId, PaymentId, ProcessId, RefundId, ReversalId } from '../../kernel/ids.ts';
import type { WebAddress } from '../../kernel/web-address.ts';
import type { Balances } from '../../ledger/index.ts';
import type { Attempt } from '../rules/attempt.ts';
import type { Move } from '../rules/machine.ts';
import type { Payment } from '../rules/payment.ts';
import type { NewRefund, Refund } from '../rules/refund.ts';
import type { Refusal } from '../rules/step.ts';

/** Who may send an attempt, and for how long; the process's own. */
export interface Ownership {
  readonly process: ProcessId;
  readonly sendWithinMs: number;
  readonly recoverAfterMs: number;
}

interface PaymentCommandBase extends Command {
  readonly terms: AccountTerms;
  readonly ownership: Ownership;
  /** Real time when the command was made, in milliseconds. */
  readonly at: number;
  readonly key: IdempotencyKey | null;
}

/** What a merchant asks for when a payment is made. */
export type NewPayment = Pick<
  Payment,
  'id' | 'orderId' | 'amount' | 'currency' | 'captureMethod' | 'description' | 'metadata'
>;

export interface CreateCommand extends PaymentCommandBase {
  readonly type: 'create';
  readonly draft: NewPayment;
  /** With a method the payment is tried at once, as this attempt on this channel. */
  readonly confirm: {
    readonly attempt: AttemptId;
    readonly method: PaymentMethod;
    readonly channel: string;
    /** Where the payer goes once they have done what the channel asked of them. */
    readonly returnUrl?: WebAddress;
  } | null;
}

/** A move on a payment that stands. */
export interface MoveCommand extends PaymentCommandBase {
  readonly type: 'move';
  readonly command: CommandId;
  readonly payment: PaymentId;
  /** The payment as this process last wrote it, if it did: then its row need not come back. */
  readonly known: Payment | null;
  readonly move: Exclude<Move, { kind: 'finalize' | 'rest' | 'receive' }>;
}

/** What a channel says of an attempt that it leaves open: it needs the payer, or time. */
export interface RestCommand extends PaymentCommandBase {
  readonly type: 'rest';
  readonly attempt: Attempt;
  readonly answer: OpenAnswer;
  readonly payment: PaymentId;
  readonly known: Payment | null;
  /** Database time until which the attempt's owner may tell it; null for whoever else does. */
  readonly tellBefore: number | null;
  /** Under which id what came in is booked, where the answer tells of that. */
  readonly receipt?: CommandId;
}

/** The channel's last word on an attempt of a payment or of a refund. */
export interface FinalizeCommand extends PaymentCommandBase {
  readonly type: 'finalize';
  readonly attempt: Attempt;
  readonly answer: Final;
  readonly payment: PaymentId;
  readonly known: Payment | null;
  /** Database time until which the attempt's owner may tell it; null for whoever has claimed the attempt. */
  readonly tellBefore: number | null;
  /** Under which id what came in is booked, where the answer tells of that. */
  readonly receipt?: CommandId;
  /** What is reversed, where the answer tells of money that was taken back. */
  readonly reversal?: ReversalId;
}

/** What the channel says, asked about what it had told beside an attempt's outcome: money that came late, or was taken back. */
export interface ReceiveCommand extends PaymentCommandBase {
  readonly type: 'receive';
  readonly attempt: Attempt;
  readonly answer: ChannelAnswer | NotFound;
  readonly payment: PaymentId;
  readonly known: null;
  readonly receipt: CommandId;
  readonly reversal: ReversalId;
}

export interface RefundCommand extends PaymentCommandBase {
  readonly type: 'refund';
  readonly payment: PaymentId;
  readonly known: null;
  readonly attempt: AttemptId;
  readonly draft: NewRefund;
}

export type PaymentCommand =
  | CreateCommand
  | MoveCommand
  | RestCommand
  | FinalizeCommand
  | ReceiveCommand
  | RefundCommand;

export type PaymentAnswer =
  /** The command has come to its end, or to rest: what the client hears. */
  | {
      readonly kind: 'done';
      readonly payment: Payment;
      readonly snapshot: string;
      /** The channel told of money that came, or was taken back, beside the outcome that stands: it is to be asked. */
      readonly contradicted?: true;
      /** Something had been told of it before, as this command on this object: its first event is what a key repeats. */
      readonly toldAs?: { readonly id: CommandId; readonly object: PaymentId | RefundId };
    }
  /** An attempt is durable and has to be sent. `sendBefore` is of the process's own monotonic clock. */
  | {
      readonly kind: 'begun';
      readonly payment: Payment;
      readonly refund: Refund | null;
      readonly attempt: Attempt;
      readonly sendBefore: number;
    }
  | { readonly kind: 'repeated'; readonly key: StandingKey }
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly payment: Payment }
  | { readonly kind: 'missing' };

/** What the decider of payments read in a round. */
export interface PaymentsFound {
  readonly keys: StandingKeys;
  /** Who holds each order, by account and order. */
  readonly holders: ReadonlyMap<string, Payment>;
  /** Rows that are not what their command's process knows; those whose command knows nothing always come. */
  readonly payments: ReadonlyMap<PaymentId, Payment>;
  readonly refunds: ReadonlyMap<RefundId, Refund>;
  readonly balances: Balances;
  /** What became of the returns of the round, and of what channels told more of, as far as that is settled. */
  readonly outcomes: ReadonlyMap<AttemptId, Final['kind']>;
}

/** Names an order within the commit queue. */
export function orderSubject(account: string, orderId: string): string {
  return `${account} order ${orderId}`;
}

/** What a command shares a round with no other on. */
export function subjectsOf(command: {
  account: PaymentCommandBase['account'];
  key: IdempotencyKey | null;
  payment: PaymentId | null;
  orderId: string | null;
}): string[] {
  const subjects: string[] = [];
  if (command.payment !== null) subjects.push(command.payment);
  if (command.orderId !== null) subjects.push(orderSubject(command.account, command.orderId));
  if (command.key !== null) subjects.push(keySubject(command.account, command.key.scope, command.key.key));
  return subjects;
}
