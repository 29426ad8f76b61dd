import type { PaymentMethod } from '../channels/index.ts';
import type { Command, Decider, Round, Row, Statement } from '../database/index.ts';
import { record } from '../events/index.ts';
import {
  type IdempotencyKey,
  keySubject,
  keyWriter,
  readKeys,
  type StandingKey,
  StandingKeys,
} from '../http/index.ts';
import type { AccountTerms } from '../identity/index.ts';
import { type AttemptId, type CommandId, type PaymentId, type ProcessId, sameId } from '../kernel/ids.ts';
import { post } from '../ledger/index.ts';
import { type Attempt, attemptWriter, outcomeWriter } from './attempt.ts';
import { doneDueWriter, dueOf, newDueWriter } from './due.ts';
import { type Move, REST_MS, type Refusal, type Step, type Terms, transition } from './machine.ts';
import { type Payment, paymentView } from './payment.ts';
import { newPaymentWriter, paymentOf, paymentWriter, readOrderHolders, readPayments } from './store.ts';

/** Who may send an attempt, and for how long; the process's own. */
export interface Ownership {
  readonly process: ProcessId;
  readonly sendWithinMs: number;
  readonly settleAfterMs: number;
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
  } | null;
}

/** A move on a payment that stands. */
export interface MoveCommand extends PaymentCommandBase {
  readonly type: 'move';
  readonly command: CommandId;
  readonly payment: PaymentId;
  /** The payment as this process last wrote it, if it did: then its row need not come back. */
  readonly known: Payment | null;
  readonly move: Move;
  readonly channel: string;
  /** Database time until which an attempt's owner may tell what the channel said; null for any other command. */
  readonly tellBefore: number | null;
}

export type PaymentCommand = CreateCommand | MoveCommand;

export type PaymentAnswer =
  /** The command has come to its end, or to rest: what the client hears. */
  | { readonly kind: 'done'; readonly payment: Payment; readonly snapshot: string }
  /** An attempt is durable and has to be sent. `sendBefore` is of the process's own monotonic clock. */
  | {
      readonly kind: 'begun';
      readonly payment: Payment;
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
}

const orderSubject = (account: string, orderId: string) => `${account} order ${orderId}`;

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

/** How the commands of payments are read, decided and written in a round. */
export const payments: Decider<PaymentCommand, PaymentsFound, PaymentAnswer> = {
  read(commands) {
    const creates = commands.filter((command) => command.type === 'create');
    const moves = commands.filter((command) => command.type === 'move');
    return [
      readKeys(
        commands.filter((command) => command.key !== null) as (PaymentCommand & { key: IdempotencyKey })[],
      ),
      readOrderHolders(creates.map(({ account, draft }) => ({ account, orderId: draft.orderId }))),
      readPayments(
        moves.map(({ account, payment, known }) => ({ account, id: payment, version: known?.version ?? -1 })),
      ),
    ] satisfies Statement[];
  },

  gather([keys = [], holders = [], rows = []]: readonly Row[][]): PaymentsFound {
    return {
      keys: new StandingKeys(keys),
      holders: new Map(
        holders.map(paymentOf).map((payment) => [orderSubject(payment.account, payment.orderId), payment]),
      ),
      payments: new Map(rows.map(paymentOf).map((payment) => [payment.id, payment])),
    };
  },

  decide(command, found, round): PaymentAnswer {
    const standing = command.key === null ? undefined : found.keys.find(command.account, command.key);
    if (standing !== undefined) return { kind: 'repeated', key: standing };
    return command.type === 'create' ? create(command, found, round) : move(command, found, round);
  },
};

function create(command: CreateCommand, found: PaymentsFound, round: Round): PaymentAnswer {
  const { account, draft, confirm } = command;
  const holder = found.holders.get(orderSubject(account, draft.orderId));
  if (holder !== undefined) return { kind: 'refused', refusal: orderTaken(holder), payment: holder };
  const terms = termsOf(command, round);
  const payment: Payment = {
    ...draft,
    account,
    version: 1,
    status: 'created',
    method: null,
    nextAction: null,
    declineCode: null,
    cancelReason: null,
    openAttempt: null,
    amountAuthorized: 0n,
    amountReceived: 0n,
    amountCaptured: 0n,
    amountRefundReserved: 0n,
    amountRefunded: 0n,
    amountFee: 0n,
    amountPendingLeft: 0n,
    releaseAt: null,
    expiresAt: confirm === null ? terms.now + REST_MS : null,
    createdAt: terms.now,
  };
  if (confirm === null) {
    const id: CommandId = sameId('cmd', payment.id);
    round.write(newPaymentWriter, payment);
    return finish(
      command,
      id,
      null,
      { kind: 'step', next: payment, legs: [], event: 'payment.created', opens: null },
      round,
    );
  }
  const step = transition(
    payment,
    { kind: 'confirm', attempt: confirm.attempt, method: confirm.method },
    terms,
  );
  if (step.kind === 'refusal') return { kind: 'refused', refusal: step, payment };
  round.write(newPaymentWriter, step.next);
  return begin(command, step.next, confirm, round);
}

function move(command: MoveCommand, found: PaymentsFound, round: Round): PaymentAnswer {
  const payment = found.payments.get(command.payment) ?? command.known;
  if (payment === null) return { kind: 'missing' };
  // An owner that comes late says nothing: another process may have shut the attempt out outside.
  if (command.tellBefore !== null && round.now >= command.tellBefore)
    return { kind: 'refused', refusal: TOO_LATE, payment };
  const terms = termsOf(command, round);
  const step = transition(payment, command.move, terms);
  if (step.kind === 'refusal') return { kind: 'refused', refusal: step, payment };
  round.write(paymentWriter, step.next);
  if (command.move.kind === 'settle') {
    round.write(outcomeWriter, {
      account: command.account,
      attempt: command.move.attempt,
      answer: command.move.answer,
      at: terms.now,
    });
  }
  if (step.opens !== null && command.move.kind === 'confirm') {
    return begin(command, step.next, { attempt: command.move.attempt, channel: command.channel }, round);
  }
  return finish(command, command.command, payment, step, round);
}

const TOO_LATE: Refusal = {
  kind: 'refusal',
  code: 'outcome_unknown',
  detail: 'The answer of the channel came too late; another process settles the payment.',
  extras: {},
};

/** Makes an attempt durable; whoever asked goes on to send it. */
function begin(
  command: PaymentCommand,
  payment: Payment,
  { attempt: id, channel }: { attempt: AttemptId; channel: string },
  round: Round,
): PaymentAnswer {
  const { ownership } = command;
  const attempt: Attempt = {
    account: payment.account,
    id,
    payment: payment.id,
    refund: null,
    kind: 'authorize',
    channel,
    amount: payment.amount,
    currency: payment.currency,
    target: null,
    owner: ownership.process,
    sendBefore: round.now + ownership.sendWithinMs,
    settleAfter: round.now + ownership.settleAfterMs,
  };
  round.write(attemptWriter, attempt);
  writeKey(command, sameId('cmd', id), payment.id, attempt.settleAfter, round);
  return { kind: 'begun', payment, attempt, sendBefore: round.sentAt + ownership.sendWithinMs };
}

/** Writes what came to an end or to rest: the money, what falls due, the event that tells of it. */
function finish(
  command: PaymentCommand,
  id: CommandId,
  before: Payment | null,
  step: Step,
  round: Round,
): PaymentAnswer {
  const { next } = step;
  const at = command.at + round.heads.of(command.account).clockOffset;
  post(
    round,
    { account: next.account, source: id, payment: next.id, currency: next.currency, at },
    step.legs,
  );
  const [was, is] = [before === null ? null : dueOf(before), dueOf(next)];
  if (was?.at !== is?.at || was?.kind !== is?.kind) {
    if (was !== null) round.write(doneDueWriter, was);
    if (is !== null) round.write(newDueWriter, is);
  }
  const snapshot = JSON.stringify(paymentView(next));
  if (step.event !== null) {
    record(round, {
      account: next.account,
      type: step.event,
      object: next.id,
      command: id,
      payload: snapshot,
      at,
    });
  }
  if (command.key !== null) writeKey(command, id, next.id, round.now, round);
  return { kind: 'done', payment: next, snapshot };
}

function writeKey(
  command: PaymentCommand,
  id: CommandId,
  object: PaymentId,
  settleAfter: number,
  round: Round,
): void {
  if (command.key === null) return;
  round.write(keyWriter, {
    account: command.account,
    key: command.key,
    command: id,
    object,
    settleAfter,
    at: command.at,
  });
}

function termsOf(command: PaymentCommand, round: Round): Terms {
  return { ...command.terms, now: command.at + round.heads.of(command.account).clockOffset };
}

function orderTaken(holder: Payment): Refusal {
  return {
    kind: 'refusal',
    code: 'order_already_paid',
    detail: `The order ${holder.orderId} is held by ${holder.id}, which is ${holder.status}.`,
    extras: { field: 'order_id', payment: paymentView(holder) },
  };
}
