import type { FastifyReply, FastifyRequest } from 'fastify';
import type pg from 'pg';
import { Type } from 'typebox';
import type { PaymentMethod } from '../channels/index.ts';
import { methodOfNumber, methodOfToken } from '../channels/index.ts';
import {
  type App,
  fingerprintOf,
  type IdempotencyKey,
  parseIdempotencyKey,
  principalOf,
} from '../http/index.ts';
import type { KeyHolder } from '../identity/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { newId, parseId, uuidOf } from '../kernel/ids.ts';
import { parseCurrency } from '../kernel/money.ts';
import { Problem } from '../kernel/problem.ts';
import type { KeyRing } from '../vault/index.ts';
import { type CreateCommand, type PaymentAnswer, subjectsOf } from './commands.ts';
import { operations } from './operations.ts';
import { type PaymentView, paymentView } from './payment.ts';
import { repeatedAnswer } from './repeat.ts';
import { CreatePaymentBody, PayBody, PaymentSchema } from './schemas.ts';
import type { Sending } from './sending.ts';
import { paymentOf } from './store.ts';

export interface PaymentRoutesOptions {
  readonly sending: Sending;
  readonly pool: pg.Pool;
  readonly keys: KeyRing;
  readonly clock: Clock;
}

interface Wanted {
  readonly order_id: string;
  readonly amount: number;
  readonly currency: string;
  readonly description?: string;
  readonly metadata?: Record<string, string>;
}

type MethodInput = string | { type: 'card'; token?: string; card?: { number: string } };

/** `POST /pay`, the brief one, and `/v1/payments`. */
export function paymentRoutes(app: App, { sending, pool, keys, clock }: PaymentRoutesOptions): void {
  const holderOf = (request: FastifyRequest) => principalOf(request) as KeyHolder;

  function idempotencyKeyOf(request: FastifyRequest, body: unknown): IdempotencyKey | null {
    const header = request.headers['idempotency-key'];
    if (header === undefined) return null;
    const key = parseIdempotencyKey(String(header));
    const path = request.url.split('?')[0] as string;
    return {
      scope: principalOf(request).scope,
      key,
      fingerprint: fingerprintOf(keys, request.method, path, body),
    };
  }

  function createCommand(
    request: FastifyRequest,
    wanted: Wanted,
    method: PaymentMethod | null,
    captureMethod: 'automatic' | 'manual',
  ): CreateCommand {
    const { account, settings } = holderOf(request);
    const currency = parseCurrency(wanted.currency);
    if (currency === null) {
      throw new Problem('currency_unknown', `ISO 4217 has no currency ${wanted.currency} to pay in.`, {
        field: 'currency',
      });
    }
    // The number of a card is gone from here on: the fingerprint, the queue and the log know its token.
    const key = idempotencyKeyOf(request, {
      ...(request.body as object),
      payment_method: method?.token ?? null,
    });
    return {
      type: 'create',
      urgency: 'attempt',
      subjects: subjectsOf({ account, key, payment: null, orderId: wanted.order_id }),
      account,
      terms: settings.terms,
      ownership: sending.ownership,
      at: clock.now(),
      key,
      draft: {
        id: newId('pay'),
        orderId: wanted.order_id,
        amount: BigInt(wanted.amount),
        currency,
        captureMethod,
        description: wanted.description ?? null,
        metadata: wanted.metadata ?? {},
      },
      confirm: method === null ? null : { attempt: newId('att'), method, channel: 'sandbox' },
    };
  }

  /** The payment's JSON, from the command itself or from the first answer to its key. Throws every refusal. */
  async function snapshotOf(
    command: CreateCommand,
    answer: Exclude<PaymentAnswer, { kind: 'begun' }>,
  ): Promise<string> {
    switch (answer.kind) {
      case 'done':
        return answer.snapshot;
      case 'repeated':
        return repeatedAnswer(pool, command.account, command.key as IdempotencyKey, answer.key);
      case 'refused':
        throw new Problem(answer.refusal.code, answer.refusal.detail, answer.refusal.extras);
      case 'missing':
        throw new Problem('not_found');
    }
  }

  app.post(
    '/v1/payments',
    {
      config: { credential: 'secret', operation: operations.create },
      schema: { body: CreatePaymentBody, response: { 200: PaymentSchema } },
    },
    async (request, reply) => {
      const { body } = request;
      const method = body.payment_method === undefined ? null : methodOf(body.payment_method);
      if (body.confirm === true && method === null) {
        throw new Problem('invalid_request', 'To confirm, send a payment_method too.', {
          field: 'payment_method',
        });
      }
      const confirmed = body.confirm === true ? method : null;
      const command = createCommand(request, body, confirmed, body.capture_method ?? 'automatic');
      return sendJson(reply, 200, await snapshotOf(command, await sending.perform(command)));
    },
  );

  app.post(
    '/pay',
    {
      config: { credential: 'secret', operation: operations.pay },
      schema: { body: PayBody, response: { 200: PaymentSchema, 202: PaymentSchema } },
    },
    async (request, reply) => {
      const { body } = request;
      const method =
        body.payment_method === undefined
          ? holderOf(request).settings.defaultMethod
          : methodOf(body.payment_method);
      const command = createCommand(request, body, method, 'automatic');
      const answer = await sending.perform(command);
      const snapshot = await snapshotOf(command, answer);
      if (answer.kind === 'done' && answer.payment.status === 'succeeded')
        return sendJson(reply, 200, snapshot);
      const payment = JSON.parse(snapshot) as PaymentView;
      switch (payment.status) {
        case 'succeeded':
          return sendJson(reply, 200, snapshot);
        case 'failed':
          throw new Problem('payment_declined', undefined, { decline_code: payment.decline_code, payment });
        default:
          return sendJson(reply, 202, snapshot);
      }
    },
  );

  app.get(
    '/v1/payments/:id',
    {
      config: { credential: 'secret', operation: operations.retrieve },
      schema: { params: Type.Object({ id: Type.String() }), response: { 200: PaymentSchema } },
    },
    async (request) => {
      const id = parseId('pay', request.params.id);
      if (id === null) throw new Problem('not_found');
      const { rows } = await pool.query({
        name: 'payment',
        text: 'select * from payment where account_id = $1 and id = $2',
        values: [uuidOf(principalOf(request).account), uuidOf(id)],
      });
      if (rows[0] === undefined) throw new Problem('not_found');
      return paymentView(paymentOf(rows[0]));
    },
  );
}

/** The method that the request names. Throws `payment_method_unknown` or `live_card_in_sandbox`. */
function methodOf(input: MethodInput): PaymentMethod {
  const token = typeof input === 'string' ? input : input.token;
  if (token !== undefined) {
    const method = methodOfToken(token);
    if (method === null) throw new Problem('payment_method_unknown', undefined, { field: 'payment_method' });
    return method;
  }
  const number = typeof input === 'string' ? undefined : input.card?.number;
  if (number === undefined) {
    throw new Problem('invalid_request', 'Send a token or a card.', { field: 'payment_method' });
  }
  const method = methodOfNumber(number);
  if (method === null)
    throw new Problem('live_card_in_sandbox', undefined, { field: 'payment_method/card/number' });
  return method;
}

function sendJson(reply: FastifyReply, status: number, json: string): FastifyReply {
  return reply.code(status).header('content-type', 'application/json; charset=utf-8').send(json);
}
