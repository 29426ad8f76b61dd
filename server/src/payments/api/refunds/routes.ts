import { type Filter, keysetPage, readRows } from '../../../database/index.ts';
import { type App, IdParams, idParameter, keysetOf, ListOf, principalOf } from '../../../http/index.ts';
import { newId, parseId, uuidOf } from '../../../kernel/ids.ts';
import { Problem } from '../../../kernel/problem.ts';
import { refundView } from '../../rules/refund.ts';
import { refundOf } from '../../store/refunds.ts';
import { type CommandHandler, sendJson } from '../command-handler.ts';
import { CreateRefundBody, ListRefundsQuery, RefundSchema } from '../schemas.ts';
import { refundOperations } from './openapi.ts';

/** `/v1/refunds`. */
export function refundRoutes(app: App, handler: CommandHandler): void {
  const reads = { scope: 'refunds:read' } as const;

  app.post(
    '/v1/refunds',
    {
      config: {
        scope: 'refunds:write',
        idempotency: 'key',
        act: { name: 'refund.create', kept: 'before it, of people' },
        operation: refundOperations.create,
      },
      schema: { body: CreateRefundBody },
    },
    async (request, reply) => {
      const { payment: text, amount, reason, metadata } = request.body;
      const payment = idParameter('pay', 'payment', text);
      if (payment === null) throw new Problem('not_found');
      const { snapshot } = await handler.answer({
        ...handler.commandOf(request, request.body, { payment, orderId: null }),
        type: 'refund',
        payment,
        known: null,
        attempt: newId('att'),
        draft: {
          amount: amount === undefined ? null : BigInt(amount),
          reason: reason ?? null,
          metadata: metadata ?? {},
        },
      });
      return sendJson(reply, 200, snapshot);
    },
  );

  app.get(
    '/v1/refunds/:id',
    {
      config: { ...reads, operation: refundOperations.retrieve },
      schema: { params: IdParams, response: { 200: RefundSchema } },
    },
    async (request) => {
      const id = parseId('ref', request.params.id);
      if (id === null) throw new Problem('not_found');
      const [row] = await readRows(handler.pool, {
        name: 'refund',
        text: 'select * from refund where account_id = $1 and id = $2',
        values: [uuidOf(principalOf(request).account), uuidOf(id)],
      });
      if (row === undefined) throw new Problem('not_found');
      return refundView(refundOf(row));
    },
  );

  app.get(
    '/v1/refunds',
    {
      config: { ...reads, operation: refundOperations.list },
      schema: {
        querystring: ListRefundsQuery,
        response: { 200: ListOf(RefundSchema) },
      },
    },
    async (request) => {
      const { query } = request;
      const filters: Filter[] = [];
      const payment = idParameter('pay', 'payment', query.payment);
      if (payment !== null) filters.push(['payment_id', '=', uuidOf(payment)]);
      if (query.status !== undefined) filters.push(['status', '=', query.status]);
      const { account } = principalOf(request);
      const { rows, more } = await keysetPage(
        handler.pool,
        'refund',
        account,
        filters,
        keysetOf('ref', query),
      );
      return { object: 'list' as const, data: rows.map((row) => refundView(refundOf(row))), has_more: more };
    },
  );
}
