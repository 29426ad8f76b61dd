import {
  type Answering,
  type Channel,
  type ChannelAnswer,
  channelFor,
  checkedAnswer,
  isFinal,
  type NotFound,
  type PaymentMethod,
  type QueryRequest,
  reasonOf,
} from '../../channels/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { referenceOf } from '../../kernel/ids.ts';
import type { Log } from '../../kernel/seldom.ts';
import type { Attempt } from '../rules/attempt.ts';
import type { Payment } from '../rules/payment.ts';

/** What a channel has to be told of an attempt's payment. */
export type AskedPayment = Pick<Payment, 'method' | 'captureMethod' | 'status'>;

/**
 * Calls channels. Every error, timeout and invalid answer becomes `unknown`, never a decline. Answers returned from
 * here are checked: they can be stored, shown and booked.
 */
export class ChannelClient {
  readonly #channels: ReadonlyMap<string, Channel>;
  /** The channels that support partial capture. */
  readonly partialCaptures: ReadonlySet<string>;
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #log: Log;

  constructor(channels: ReadonlyMap<string, Channel>, timeoutMs: number, clock: Clock, log: Log) {
    this.#channels = channels;
    this.partialCaptures = new Set(
      [...channels.values()].flatMap(({ name, capabilities }) => (capabilities.partialCapture ? [name] : [])),
    );
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
    this.#log = log;
  }

  /** The channel for this payment method. */
  channelFor(method: PaymentMethod): string {
    return channelFor(method, this.#channels);
  }

  /** Sends the attempt. Answers synchronously if the channel does, as most do under load. */
  send(payment: AskedPayment, attempt: Attempt, returnUrl: string | null): Answering {
    return this.#ask(attempt, payment, 'act', (channel, request) => {
      if (request.kind === 'authorize') return channel.authorize({ ...request, returnUrl });
      if (request.target === null) throw new Error(`a ${attempt.kind} needs an attempt to follow up`);
      return channel[request.kind]({ ...request, target: request.target });
    }) as Answering;
  }

  /**
   * Finds out what became of an attempt that may or may not have been sent. If the channel does not know it, that
   * is not a failure: the request may still arrive, so the attempt is reversed first. The authorization of a
   * payment that is being canceled is reversed without asking.
   */
  async learn(payment: AskedPayment, attempt: Attempt): Promise<ChannelAnswer> {
    if (payment.status !== 'canceling' || attempt.kind !== 'authorize') {
      const found = await this.#ask(attempt, payment, 'query', (channel, request) => channel.query(request));
      if (found.kind !== 'not_found') return found;
    }
    const late = this.#channels.get(attempt.channel)?.capabilities.lateArrivalMs ?? null;
    if (late !== null && this.#clock.now() < attempt.sendBefore + late)
      return { kind: 'unknown', reason: 'the request may still arrive' };
    const reversed = await this.#ask(attempt, payment, 'act', (channel, request) => channel.reverse(request));
    return isFinal(reversed)
      ? reversed
      : { kind: 'unknown', reason: 'the channel did not shut the attempt out' };
  }

  /** Asks an authoritative channel about an attempt that has its outcome already; `unknown` if it does not say. */
  async confirm(payment: AskedPayment, attempt: Attempt): Promise<ChannelAnswer | NotFound> {
    if (this.#channels.get(attempt.channel)?.capabilities.queryIsAuthoritative !== true)
      return { kind: 'unknown', reason: 'the channel contradicts itself, and its word is not the truth' };
    return this.#ask(attempt, payment, 'query', (channel, request) => channel.query(request));
  }

  #ask(
    attempt: Attempt,
    payment: AskedPayment,
    asked: 'act' | 'query',
    call: (
      channel: Channel,
      request: QueryRequest,
    ) => Answering | NotFound | Promise<ChannelAnswer | NotFound>,
  ): ChannelAnswer | NotFound | Promise<ChannelAnswer | NotFound> {
    const channel = this.#channels.get(attempt.channel);
    const unknown = (error: unknown): ChannelAnswer => {
      this.#log.warn({ err: error, attempt: attempt.id }, 'a channel gave no answer');
      return { kind: 'unknown', reason: reasonOf(error) };
    };
    const checked = (said: ChannelAnswer | NotFound): ChannelAnswer | NotFound => {
      const answer = checkedAnswer(said);
      if (answer.kind === 'approved' && answer.amount !== attempt.amount)
        throw new Error('the channel approved another amount than it was asked for');
      if (answer.kind === 'not_found' && asked !== 'query')
        throw new Error('the channel knows nothing of what it was asked to do');
      return answer;
    };
    try {
      if (channel === undefined) throw new Error(`there is no channel ${attempt.channel}`);
      if (payment.method === null) throw new Error('the payment has no method');
      const answer = call(channel, {
        account: attempt.account,
        reference: referenceOf(attempt.id),
        money: { amount: attempt.amount, currency: attempt.currency },
        timeoutMs: this.#timeoutMs,
        payment: attempt.payment,
        // To the channel, returning unapplied money is a refund.
        kind: attempt.kind === 'return' ? 'refund' : attempt.kind,
        method: payment.method,
        capture: payment.captureMethod === 'automatic',
        target: attempt.target === null ? null : referenceOf(attempt.target),
      });
      return answer instanceof Promise
        ? withinTime(answer, this.#timeoutMs).then(checked).catch(unknown)
        : checked(answer);
    } catch (error) {
      return unknown(error);
    }
  }
}

/** Rejects if there is no answer in time. */
function withinTime<T>(answer: Promise<T>, milliseconds: number): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer within ${milliseconds} ms`)), milliseconds);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
