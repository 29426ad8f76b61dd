import { type ChannelAnswer, isFinal, type PaymentMethod, receivedOf } from '../../channels/index.ts';
import type { CommitQueue } from '../../database/index.ts';
import type { AccountTerms } from '../../identity/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { newId, sameId } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problem.ts';
import { type Ownership, type PaymentAnswer, type PaymentCommand, subjectsOf } from '../round/commands.ts';
import { payments } from '../round/decider.ts';
import type { Attempt } from '../rules/attempt.ts';
import type { Payment } from '../rules/payment.ts';
import type { ChannelClient } from './channel-client.ts';

/** A command's result, once its attempt (if it opened one) has been sent. */
export type PaymentResult = Exclude<PaymentAnswer, { kind: 'begun' }>;

type Begun = Extract<PaymentAnswer, { kind: 'begun' }>;

/**
 * Runs a command until it is done or has to wait: writes it, sends its attempt, and writes the channel's answer.
 */
export class PaymentProcessor {
  readonly #queue: CommitQueue;
  readonly #channels: ChannelClient;
  readonly #clock: Clock;
  readonly ownership: Ownership;

  constructor(queue: CommitQueue, channelClient: ChannelClient, ownership: Ownership, clock: Clock) {
    this.#queue = queue;
    this.#channels = channelClient;
    this.ownership = ownership;
    this.#clock = clock;
  }

  /** The channel for this payment method. */
  channelFor(method: PaymentMethod): string {
    return this.#channels.channelFor(method);
  }

  /** The channels that support partial capture. */
  get partialCaptures(): ReadonlySet<string> {
    return this.#channels.partialCaptures;
  }

  /** Rejects with the problems of `CommitQueue.submit` and of `send`. */
  async perform(command: PaymentCommand): Promise<PaymentResult> {
    const written = await this.#queue.submit(payments, command);
    return written.kind === 'begun' ? this.send(command, written) : written;
  }

  /**
   * Sends an attempt that is durable already; also one that another module's decider wrote. Rejects with
   * `outcome_unknown` if it is too late to send.
   */
  async send(command: PaymentCommand, { payment, attempt, sendBefore }: Begun): Promise<PaymentResult> {
    // Checked again just before sending, because the process may have been suspended since it wrote the attempt.
    if (this.#clock.monotonic() >= sendBefore)
      throw new Problem('outcome_unknown', undefined, { retryAfter: 1 });
    const asked = this.#channels.send(payment, attempt, returnUrlOf(command));
    const answer = asked instanceof Promise ? await asked : asked;
    return this.tell(attempt, answer, {
      terms: command.terms,
      known: payment,
      tellBefore: attempt.recoverAfter,
    });
  }

  /**
   * Writes the channel's answer to an attempt. If it reports money received or taken back that the stored outcome
   * does not explain, asks the channel once more. Rejects with `outcome_unknown` if the channel then does not say.
   */
  async tell(
    attempt: Attempt,
    answer: ChannelAnswer,
    { terms, known, tellBefore }: { terms: AccountTerms; known: Payment | null; tellBefore: number | null },
  ): Promise<PaymentResult> {
    const about = {
      urgency: 'outcome',
      subjects: subjectsOf({ account: attempt.account, key: null, payment: attempt.payment, orderId: null }),
      account: attempt.account,
      payment: attempt.payment,
      known,
      terms,
      ownership: this.ownership,
      at: this.#clock.now(),
      key: null,
      actor: attempt.actor,
      tellBefore,
      // A card payment receives money only if the answer says so: no need to make an id.
      ...(receivedOf(answer) === null && known?.method?.type === 'card' ? {} : { receipt: newId('cmd') }),
    } as const;
    const written = await this.#queue.submit(
      payments,
      isFinal(answer)
        ? { ...about, type: 'finalize', attempt, answer }
        : { ...about, type: 'rest', attempt, answer },
    );
    if (written.kind === 'begun') throw new Error('what a channel said opened another attempt');
    if (written.kind === 'done' && written.contradicted) await this.#askOnce(attempt, written.payment, terms);
    return written;
  }

  /**
   * Asks the channel about money that it reported after the final outcome. Only its answer to this query counts:
   * late money and reversals are booked from it.
   */
  async #askOnce(attempt: Attempt, payment: Payment, terms: AccountTerms): Promise<void> {
    const answer = await this.#channels.confirm(payment, attempt);
    if (answer.kind === 'unknown') throw new Problem('outcome_unknown', answer.reason, { retryAfter: 1 });
    const { account } = attempt;
    await this.#queue.submit(payments, {
      type: 'receive',
      urgency: 'outcome',
      subjects: subjectsOf({ account, key: null, payment: payment.id, orderId: null }),
      account,
      attempt,
      answer,
      payment: payment.id,
      known: null,
      // Late money is booked once per attempt, so its id comes from the attempt; bank transfers may bring money
      // more than once.
      receipt: receivedOf(answer) === null ? sameId('cmd', attempt.id) : newId('cmd'),
      terms,
      ownership: this.ownership,
      at: this.#clock.now(),
      key: null,
      actor: null,
    });
  }
}

/** Where the payer goes after doing what an authorization asks for. */
function returnUrlOf(command: PaymentCommand): string | null {
  if (command.type === 'create') return command.confirm?.returnUrl ?? null;
  return command.type === 'move' && command.move.kind === 'confirm' ? (command.move.returnUrl ?? null) : null;
}
