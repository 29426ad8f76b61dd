import type { FastifyRequest } from 'fastify';
import type { Cards } from '../../../cards/index.ts';
import type { PaymentMethod } from '../../../channels/index.ts';
import { type Filter, keysetPage, readRows } from '../../../database/index.ts';
import {
  type App,
  EmptyBody,
  IdParams,
  keysetOf,
  ListOf,
  moment,
  payerAddress,
  principalOf,
} from '../../../http/index.ts';
import { newId, type PaymentId, parseId, sameId, uuidOf } from '../../../kernel/ids.ts';
import { parseCurrency } from '../../../kernel/money.ts';
import { Problem } from '../../../kernel/problem.ts';
import type { WebAddress } from '../../../kernel/web-address.ts';
import type { CreateCommand, MoveCommand } from '../../round/commands.ts';
import { type PaymentView, paymentView } from '../../rules/payment.ts';
import { paymentOf } from '../../store/payments.ts';
import type { Recovery } from '../../work/recovery.ts';
import { type CommandHandler, sendJson } from '../command-handler.ts';
import { grantFor } from '../granted-payment.ts';
import {
  CaptureBody,
  ConfirmBody,
  CreatePaymentBody,
  ListPaymentsQuery,
  PayBody,
  PaymentSchema,
} from '../schemas.ts';
import { type MethodInput, methodOf } from './method.ts';
import { operations } from './openapi.ts';

interface Wanted {
  readonly order_id: string;
  readonly amount: number;
  readonly currency: string;
  readonly description?: string;
  readonly metadata?: Record<string, string>;
}

/** `POST /pay`, which creates and confirms in one request, and `/v1/payments`. */
export function paymentRoutes(app: App, handler: CommandHandler, recovery: Recovery, cards: Cards): void {
  const { processor } = handler;
  const methodIn = (request: FastifyRequest, input: MethodInput) =>
    methodOf(cards, principalOf(request), input);
  const reads = { scope: 'payments:read' } as const;
  const writes = { scope: 'payments:write', idempotency: 'key' } as const;

  function createCommand(
    request: FastifyRequest,
    wanted: Wanted,
    method: PaymentMethod | null,
    captureMethod: 'automatic' | 'manual',
    returnUrl?: string,
  ): CreateCommand {
    const currency = parseCurrency(wanted.currency);
    if (currency === null) {
      throw new Problem('currency_unknown', `ISO 4217 has no currency ${wanted.currency} to pay in.`, {
        field: 'currency',
      });
    }
    const amount = BigInt(wanted.amount);
    const granted = grantFor(request, { orderId: wanted.order_id, amount, currency });
    // From here on there is no card number: the fingerprint, the queue and the log only see its token.
    const asked = { ...(request.body as object), payment_method: method?.token ?? null };
    const common = handler.commandOf(request, asked, { payment: null, orderId: wanted.order_id });
    return {
      ...common,
      // Two payments by one grant never share a round: there the one would not find the other, and the table's key break the round.
      subjects: granted === null ? common.subjects : [...common.subjects, granted.grant],
      type: 'create',
      granted,
      draft: {
        orderId: wanted.order_id,
        amount,
        currency,
        captureMethod,
        description: wanted.description ?? null,
        metadata: wanted.metadata ?? {},
      },
      confirm:
        method === null
          ? null
          : {
              attempt: newId('att'),
              method,
              channel: processor.channelFor(method),
              ...returnUrlOf(request, returnUrl),
            },
    };
  }

  /** A command on a payment that the path names. Throws `not_found`. */
  function moveCommand(
    request: FastifyRequest,
    id: string,
    asked: unknown,
    move: MoveCommand['move'],
  ): MoveCommand {
    const payment = paymentIdOf(id);
    const command = 'attempt' in move ? sameId('cmd', move.attempt) : newId('cmd');
    return {
      ...handler.commandOf(request, asked, { payment, orderId: null }),
      type: 'move',
      command,
      payment,
      known: null,
      move,
    };
  }

  app.post(
    '/v1/payments',
    {
      config: {
        ...writes,
        act: { name: 'payment.create', kept: 'before it, of people' },
        servesGrantedPayment: true,
        operation: operations.create,
      },
      schema: { body: CreatePaymentBody },
    },
    async (request, reply) => {
      const { body } = request;
      const method = body.payment_method === undefined ? null : await methodIn(request, body.payment_method);
      if (body.confirm === true && method === null) {
        throw new Problem('invalid_request', 'To confirm, send a payment_method too.', {
          field: 'payment_method',
        });
      }
      const confirmed = body.confirm === true ? method : null;
      const capture = body.capture_method ?? 'automatic';
      const command = createCommand(request, body, confirmed, capture, body.return_url);
      return sendJson(reply, 200, (await handler.answer(command)).snapshot);
    },
  );

  app.post(
    '/pay',
    {
      config: {
        ...writes,
        act: { name: 'payment.pay', kept: 'before it, of people' },
        servesGrantedPayment: true,
        operation: operations.pay,
      },
      schema: { body: PayBody },
    },
    async (request, reply) => {
      const { body } = request;
      const { defaultMethod } = principalOf(request).settings;
      const method =
        body.payment_method === undefined ? defaultMethod : await methodIn(request, body.payment_method);
      const { snapshot, result } = await handler.answer(createCommand(request, body, method, 'automatic'));
      if (result.kind === 'done' && result.snapshot === snapshot && result.payment.status === 'succeeded')
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

  app.post(
    '/v1/payments/:id/confirm',
    {
      config: {
        ...writes,
        act: { name: 'payment.confirm', kept: 'before it, of people' },
        operation: operations.confirm,
      },
      schema: { params: IdParams, body: ConfirmBody },
    },
    async (request, reply) => {
      const method = await methodIn(request, request.body.payment_method);
      const command = moveCommand(
        request,
        request.params.id,
        { ...request.body, payment_method: method.token },
        {
          kind: 'confirm',
          attempt: newId('att'),
          method,
          channel: processor.channelFor(method),
          ...returnUrlOf(request, request.body.return_url),
        },
      );
      return sendJson(reply, 200, (await handler.answer(command)).snapshot);
    },
  );

  app.post(
    '/v1/payments/:id/capture',
    {
      config: {
        ...writes,
        act: { name: 'payment.capture', kept: 'before it, of people' },
        operation: operations.capture,
      },
      schema: { params: IdParams, body: CaptureBody },
    },
    async (request, reply) => {
      const { amount } = request.body;
      const command = moveCommand(request, request.params.id, request.body, {
        kind: 'capture',
        attempt: newId('att'),
        amount: amount === undefined ? null : BigInt(amount),
        partialOn: processor.partialCaptures,
      });
      return sendJson(reply, 200, (await handler.answer(command)).snapshot);
    },
  );

  app.post(
    '/v1/payments/:id/cancel',
    {
      config: {
        ...writes,
        act: { name: 'payment.cancel', kept: 'before it, of people' },
        operation: operations.cancel,
      },
      schema: { params: IdParams, body: EmptyBody },
    },
    async (request, reply) => {
      const command = moveCommand(request, request.params.id, {}, { kind: 'cancel', attempt: newId('att') });
      const result = await processor.perform(command);
      if ('payment' in result && result.payment?.status === 'canceling') {
        // The open attempt is reversed now, and again at each repetition of the request, instead of when recovery
        // is due. The event reports how it ended; the answer to this key stays the same.
        void recovery
          .close(command.account, command.payment)
          .catch((error) =>
            request.log.warn({ err: error, request_id: request.id }, 'a payment was not closed at once'),
          );
      }
      return sendJson(reply, 200, await handler.snapshotOf(command, result));
    },
  );

  app.get(
    '/v1/payments/:id',
    {
      config: { ...reads, servesGrantedPayment: true, operation: operations.retrieve },
      schema: { params: IdParams, response: { 200: PaymentSchema } },
    },
    async (request) => {
      const { account, grantedPayment } = principalOf(request);
      const values = [uuidOf(account), uuidOf(paymentIdOf(request.params.id))];
      const [row] = await readRows(
        handler.pool,
        grantedPayment === undefined
          ? { name: 'payment', text: 'select * from payment where account_id = $1 and id = $2', values }
          : // Whoever may make one payment sees that one.
            {
              text: `select p.* from payment p join granted_payment g on g.account_id = p.account_id and g.payment_id = p.id
                     where p.account_id = $1 and p.id = $2 and g.grant_id = $3`,
              values: [...values, uuidOf(grantedPayment.grant)],
            },
      );
      if (row === undefined) throw new Problem('not_found');
      return paymentView(paymentOf(row));
    },
  );

  app.get(
    '/v1/payments',
    {
      config: { ...reads, operation: operations.list },
      schema: {
        querystring: ListPaymentsQuery,
        response: { 200: ListOf(PaymentSchema) },
      },
    },
    async (request) => {
      const { query } = request;
      const filters: Filter[] = [];
      if (query.status !== undefined) filters.push(['status', '=', query.status]);
      if (query.order_id !== undefined) filters.push(['order_id', '=', query.order_id]);
      if (query.currency !== undefined) filters.push(['currency', '=', query.currency]);
      if (query.created_from !== undefined)
        filters.push(['created_at', '>=', new Date(moment('created_from', query.created_from))]);
      if (query.created_before !== undefined)
        filters.push(['created_at', '<', new Date(moment('created_before', query.created_before))]);
      const { account } = principalOf(request);
      const { rows, more } = await keysetPage(
        handler.pool,
        'payment',
        account,
        filters,
        keysetOf('pay', query),
      );
      return {
        object: 'list' as const,
        data: rows.map((row) => paymentView(paymentOf(row))),
        has_more: more,
      };
    },
  );
}

function paymentIdOf(text: string): PaymentId {
  const id = parseId('pay', text);
  if (id === null) throw new Problem('not_found');
  return id;
}

/** Where the payer returns to. Throws `invalid_request`. */
function returnUrlOf(request: FastifyRequest, text: string | undefined): { returnUrl?: WebAddress } {
  if (text === undefined) return {};
  const { environment } = principalOf(request);
  return { returnUrl: payerAddress('return_url', text, environment) };
}
