import type { Logger } from 'pino';
import { type Channel, type ChannelAnswer, isFinal } from '../channels/index.ts';
import type { CommitQueue } from '../database/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { referenceOf, sameId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import type { Attempt } from './attempt.ts';
import {
  type MoveCommand,
  type Ownership,
  type PaymentAnswer,
  type PaymentCommand,
  payments,
  subjectsOf,
} from './commands.ts';
import type { Payment } from './payment.ts';

export interface SendingOptions {
  readonly queue: CommitQueue;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly ownership: Ownership;
  readonly clock: Clock;
  readonly log: Logger;
  /** How long the payer's side waits for a channel before the payment is handed back as processing. */
  readonly channelTimeoutMs: number;
}

/** Carries a command to its end or to rest: writes it, sends its attempt, writes what the channel said. */
export class Sending {
  readonly #options: SendingOptions;

  constructor(options: SendingOptions) {
    this.#options = options;
  }

  get ownership(): Ownership {
    return this.#options.ownership;
  }

  async perform(command: PaymentCommand): Promise<Exclude<PaymentAnswer, { kind: 'begun' }>> {
    const answer = await this.#options.queue.submit(payments, command);
    return answer.kind === 'begun' ? this.send(command, answer) : answer;
  }

  /** Carries on from a command whose attempt is durable, also where another module's decider wrote it. */
  async send(
    command: PaymentCommand,
    { payment, attempt, sendBefore }: Extract<PaymentAnswer, { kind: 'begun' }>,
  ): Promise<Exclude<PaymentAnswer, { kind: 'begun' }>> {
    const { clock, queue } = this.#options;
    // Looked at once more just before sending: the process may have been stopped since it wrote the attempt.
    if (clock.monotonic() >= sendBefore) throw new Problem('outcome_unknown');
    const asked = this.#ask(payment, attempt);
    const answer = asked instanceof Promise ? await asked : asked;
    const settled: MoveCommand = {
      type: 'move',
      urgency: 'outcome',
      subjects: subjectsOf({ account: attempt.account, key: null, payment: payment.id, orderId: null }),
      account: attempt.account,
      command: sameId('cmd', attempt.id),
      payment: payment.id,
      known: payment,
      move: isFinal(answer)
        ? { kind: 'settle', attempt: attempt.id, answer }
        : { kind: 'rest', attempt: attempt.id, answer },
      channel: attempt.channel,
      terms: command.terms,
      ownership: command.ownership,
      at: clock.now(),
      key: null,
      witness: { kind: 'owner', before: attempt.settleAfter },
    };
    const written = await queue.submit(payments, settled);
    if (written.kind === 'begun') throw new Error('a settled attempt opened another one');
    return written;
  }

  #ask(payment: Payment, attempt: Attempt): ChannelAnswer | Promise<ChannelAnswer> {
    const { channels, channelTimeoutMs, log } = this.#options;
    const channel = channels.get(attempt.channel);
    if (channel === undefined || payment.method === null) {
      return { kind: 'unknown', reason: `there is no channel ${attempt.channel}` };
    }
    const unknown = (error: unknown): ChannelAnswer => {
      log.warn({ err: error, attempt: attempt.id }, 'a channel gave no answer');
      return { kind: 'unknown', reason: String(error) };
    };
    try {
      const answer = channel.authorize({
        account: attempt.account,
        reference: referenceOf(attempt.id),
        money: { amount: attempt.amount, currency: attempt.currency },
        timeoutMs: channelTimeoutMs,
        method: payment.method,
        capture: payment.captureMethod === 'automatic',
      });
      return answer instanceof Promise ? withinTime(answer, channelTimeoutMs).catch(unknown) : answer;
    } catch (error) {
      return unknown(error);
    }
  }
}

/** Rejects when the answer is not there in time. */
function withinTime<T>(answer: Promise<T>, milliseconds: number): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer within ${milliseconds} ms`)), milliseconds);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
