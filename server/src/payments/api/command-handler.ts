import type { FastifyReply, FastifyRequest } from 'fastify';
import type pg from 'pg';
import { type IdempotencyKey, idempotencyKeyOf, principalOf } from '../../http/index.ts';
import type { AccountTerms } from '../../identity/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { type AccountId, type PaymentId, uuidOf } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problem.ts';
import type { KeyRing } from '../../vault/index.ts';
import { type Ownership, type PaymentCommand, subjectsOf } from '../round/commands.ts';
import type { PaymentProcessor, PaymentResult } from '../work/processor.ts';
import { firstTold, repeatedAnswer } from './repeated-answers.ts';

/** Turns merchants' requests into commands and answers them. The routes of payments and refunds share it. */
export class CommandHandler {
  readonly processor: PaymentProcessor;
  readonly pool: pg.Pool;
  readonly #keys: KeyRing;
  readonly clock: Clock;

  constructor(processor: PaymentProcessor, pool: pg.Pool, keys: KeyRing, clock: Clock) {
    this.processor = processor;
    this.pool = pool;
    this.#keys = keys;
    this.clock = clock;
  }

  /**
   * The members that every command takes from its request.
   * @param body the request as it may be fingerprinted, so without a card number.
   */
  commandOf(
    request: FastifyRequest,
    body: unknown,
    about: { payment: PaymentId | null; orderId: string | null },
  ): {
    urgency: 'attempt';
    subjects: string[];
    account: AccountId;
    terms: AccountTerms;
    ownership: Ownership;
    at: number;
    key: IdempotencyKey | null;
    actor: string;
  } {
    const { account, actor, settings } = principalOf(request);
    const key = idempotencyKeyOf(this.#keys, request, body);
    return {
      urgency: 'attempt',
      subjects: subjectsOf({ account, key, ...about }),
      account,
      terms: settings.terms,
      ownership: this.processor.ownership,
      at: this.clock.now(),
      key,
      actor: actor.id,
    };
  }

  /**
   * Runs the command and returns the object's JSON, from the command or from the first answer to its key. Throws
   * every refusal as a problem.
   */
  async answer(command: PaymentCommand): Promise<{ snapshot: string; result: PaymentResult }> {
    const result = await this.processor.perform(command);
    return { snapshot: await this.snapshotOf(command, result), result };
  }

  /** The same for a command that has run already. */
  async snapshotOf(command: PaymentCommand, result: PaymentResult): Promise<string> {
    switch (result.kind) {
      case 'done':
        return (await this.#toldBefore(command, result)) ?? result.snapshot;
      case 'repeated':
        return repeatedAnswer(this.pool, command.account, command.key as IdempotencyKey, result.key);
      case 'refused':
        throw new Problem(result.refusal.code, result.refusal.detail, result.refusal.extras);
      case 'missing':
        throw new Problem('not_found');
    }
  }

  /** The answer that a key repeats forever, if the command was answered before; otherwise null. */
  async #toldBefore(
    { account, key }: PaymentCommand,
    { toldAs }: Extract<PaymentResult, { kind: 'done' }>,
  ): Promise<string | null> {
    if (key === null || toldAs === undefined) return null;
    return (await firstTold(this.pool, account, uuidOf(toldAs.object), uuidOf(toldAs.id), 0)).payload;
  }
}

/** Sends JSON that is a string already. */
export function sendJson(reply: FastifyReply, status: number, json: string): FastifyReply {
  return reply.code(status).header('content-type', 'application/json; charset=utf-8').send(json);
}
