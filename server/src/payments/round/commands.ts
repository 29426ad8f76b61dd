import type { ChannelAnswer, Final, NotFound, OpenAnswer, PaymentMethod } from '../../channels/index.ts';
import type { Command } from '../../database/index.ts';
import {
  type GrantedPayment,
  type IdempotencyKey,
  keySubject,
  type StandingKey,
  type StandingKeys,
} from '../../http/index.ts';
import type { AccountTerms } from '../../identity/index.ts';
import type { AttemptId, CommandId, Id, PaymentId, ProcessId, RefundId } from '../../kernel/ids.ts';
import type { WebAddress } from '../../kernel/web-address.ts';
import type { Balances } from '../../ledger/index.ts';
import type { Actor, Attempt } from '../rules/attempt.ts';
import type { Move } from '../rules/machine.ts';
import type { Payment } from '../rules/payment.ts';
import type { NewRefund, Refund } from '../rules/refund.ts';
import type { Refusal } from '../rules/step.ts';

/**
 * This process's claim to the attempts that it opens: who owns them, how long they may be sent, and when others may
 * recover them.
 */
export interface Ownership {
  readonly process: ProcessId;
  readonly sendWithinMs: number;
  readonly recoverAfterMs: number;
}

interface PaymentCommandBase extends Command {
  readonly terms: AccountTerms;
  readonly ownership: Ownership;
  /** When the command was made, in milliseconds of real time. */
  readonly at: number;
  readonly key: IdempotencyKey | null;
  readonly actor: Actor;
}

/** What a merchant asks for when creating a payment. The round gives it its id. */
export type NewPayment = Pick<
  Payment,
  'orderId' | 'amount' | 'currency' | 'captureMethod' | 'description' | 'metadata'
>;

export interface CreateCommand extends PaymentCommandBase {
  readonly type: 'create';
  readonly draft: NewPayment;
  /** For whoever may make just this payment, and only once; null for all others. */
  readonly granted: GrantedPayment | null;
  /** Given with a payment method: the payment is then tried at once, with this attempt on this channel. */
  readonly confirm: {
    readonly attempt: AttemptId;
    readonly method: PaymentMethod;
    readonly channel: string;
    /** Where the payer goes after doing what the channel asked for. */
    readonly returnUrl?: WebAddress;
  } | null;
}

/** A move on an existing payment. */
export interface MoveCommand extends PaymentCommandBase {
  readonly type: 'move';
  readonly command: CommandId;
  readonly payment: PaymentId;
  /** The payment as this process last wrote it, if it did. Its row is then read only if the version differs. */
  readonly known: Payment | null;
  readonly move: Exclude<Move, { kind: 'finalize' | 'rest' | 'receive' }>;
}

/** A channel's answer that leaves the attempt open, because the payer has to act or the channel needs time. */
export interface RestCommand extends PaymentCommandBase {
  readonly type: 'rest';
  readonly attempt: Attempt;
  readonly answer: OpenAnswer;
  readonly payment: PaymentId;
  readonly known: Payment | null;
  /** Database time until which the owner may write this answer; null if the answer does not come from the owner. */
  readonly tellBefore: number | null;
  /** The id under which received money is booked, if the answer reports any. */
  readonly receipt?: CommandId;
}

/** The channel's final answer to an attempt of a payment or of a refund. */
export interface FinalizeCommand extends PaymentCommandBase {
  readonly type: 'finalize';
  readonly attempt: Attempt;
  readonly answer: Final;
  readonly payment: PaymentId;
  readonly known: Payment | null;
  /**
   * Database time until which the owner may write this answer; null if it comes from a recovery or a notification.
   */
  readonly tellBefore: number | null;
  /** The id under which received money is booked, if the answer reports any. */
  readonly receipt?: CommandId;
}

/**
 * The channel's answer to a query, made because it had reported late or reversed money on an attempt that has its
 * outcome already.
 */
export interface ReceiveCommand extends PaymentCommandBase {
  readonly type: 'receive';
  readonly attempt: Attempt;
  readonly answer: ChannelAnswer | NotFound;
  readonly payment: PaymentId;
  readonly known: null;
  readonly receipt: CommandId;
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
  /** The command is done, or its payment waits for the payer or the channel: this is the client's answer. */
  | {
      readonly kind: 'done';
      readonly payment: Payment;
      readonly snapshot: string;
      /**
       * The channel reported money received or taken back that the stored outcome does not explain: it has to be
       * asked.
       */
      readonly contradicted?: true;
      /**
       * An event of this command on this object was recorded before. A repeated key is answered with the first such
       * event.
       */
      readonly toldAs?: { readonly id: CommandId; readonly object: PaymentId | RefundId };
    }
  /** An attempt is durable and has to be sent. `sendBefore` is on the process's own monotonic clock. */
  | {
      readonly kind: 'begun';
      readonly payment: Payment;
      readonly refund: Refund | null;
      readonly attempt: Attempt;
      readonly sendBefore: number;
    }
  | { readonly kind: 'repeated'; readonly key: StandingKey }
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly payment: Payment | null }
  | { readonly kind: 'missing' };

/** What the decider of payments reads in a round. */
export interface PaymentsFound {
  readonly keys: StandingKeys;
  /** The payment that holds each order, by account and order. */
  readonly holders: ReadonlyMap<string, Payment>;
  /** The payments that grants were used for, by grant. */
  readonly usedGrants: ReadonlyMap<Id<'grt'>, PaymentId>;
  /** Payments whose row differs from what their command knows; also those whose command knows nothing. */
  readonly payments: ReadonlyMap<PaymentId, Payment>;
  readonly refunds: ReadonlyMap<RefundId, Refund>;
  readonly balances: Balances;
  /** Outcomes, so far as there are any, of the attempts that the round's return and receive commands are about. */
  readonly outcomes: ReadonlyMap<AttemptId, Final['kind']>;
}

/** The name of an order as a subject in the commit queue. */
export function orderSubject(account: string, orderId: string): string {
  return `${account} order ${orderId}`;
}

/** The subjects of a command. Two commands with a subject in common are never in the same round. */
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
