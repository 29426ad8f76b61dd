import type { Logger } from 'pino';
import {
  type Answering,
  type Channel,
  type ChannelAnswer,
  channelFor,
  isFinal,
  type NotFound,
  type PaymentMethod,
  type QueryRequest,
} from '../channels/index.ts';
import { referenceOf } from '../kernel/ids.ts';
import type { Attempt } from './attempt.ts';
import type { Payment } from './payment.ts';

/** What an attempt has to say of its payment for a channel to be asked. */
export type AskedPayment = Pick<Payment, 'method' | 'captureMethod' | 'status'>;

/** Asks channels, and turns whatever goes wrong into `unknown`: never into a decline. */
export class Asking {
  readonly #channels: ReadonlyMap<string, Channel>;
  readonly #timeoutMs: number;
  readonly #log: Logger;

  constructor(channels: readonly Channel[], timeoutMs: number, log: Logger) {
    this.#channels = new Map(channels.map((channel) => [channel.name, channel]));
    this.#timeoutMs = timeoutMs;
    this.#log = log;
  }

  /** The channel that takes a payment by this method. */
  channelFor(method: PaymentMethod): string {
    return channelFor(method, this.#channels);
  }

  /** Sends the attempt. Answers at once where the channel does, since most of them do under load. */
  send(payment: AskedPayment, attempt: Attempt): Answering {
    return this.#ask(attempt, payment, (channel, request) => {
      if (attempt.kind === 'authorize') return channel.authorize(request);
      if (request.target === null) throw new Error(`a ${attempt.kind} needs an attempt to follow up`);
      return channel[attempt.kind]({ ...request, target: request.target });
    }) as Answering;
  }

  /**
   * Learns what became of an attempt that may or may not have been sent. When the channel knows nothing of it that is
   * no failure: the request may still arrive, so it is shut out first; as is what a payment that is being closed
   * waits for.
   */
  async learn(payment: AskedPayment, attempt: Attempt): Promise<ChannelAnswer> {
    if (payment.status !== 'canceling' || attempt.kind !== 'authorize') {
      const found = await this.#ask(attempt, payment, (channel, request) => channel.query(request));
      if (found.kind !== 'not_found') return found;
    }
    const reversed = await this.#ask(attempt, payment, (channel, request) => channel.reverse(request));
    return isFinal(reversed)
      ? reversed
      : { kind: 'unknown', reason: 'the channel did not shut the attempt out' };
  }

  #ask(
    attempt: Attempt,
    payment: AskedPayment,
    call: (
      channel: Channel,
      request: QueryRequest,
    ) => Answering | NotFound | Promise<ChannelAnswer | NotFound>,
  ): ChannelAnswer | NotFound | Promise<ChannelAnswer | NotFound> {
    const channel = this.#channels.get(attempt.channel);
    const unknown = (error: unknown): ChannelAnswer => {
      this.#log.warn({ err: error, attempt: attempt.id }, 'a channel gave no answer');
      return { kind: 'unknown', reason: String(error) };
    };
    try {
      if (channel === undefined) throw new Error(`there is no channel ${attempt.channel}`);
      if (payment.method === null) throw new Error('the payment has no method');
      const answer = call(channel, {
        account: attempt.account,
        reference: referenceOf(attempt.id),
        money: { amount: attempt.amount, currency: attempt.currency },
        timeoutMs: this.#timeoutMs,
        kind: attempt.kind,
        method: payment.method,
        capture: payment.captureMethod === 'automatic',
        target: attempt.target === null ? null : referenceOf(attempt.target),
      });
      return answer instanceof Promise ? withinTime(answer, this.#timeoutMs).catch(unknown) : answer;
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
