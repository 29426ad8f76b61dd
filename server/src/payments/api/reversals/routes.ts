import { type Filter, keysetPage, readRows } from '../../../database/index.ts';
import { type App, IdParams, idParameter, keysetOf, ListOf, principalOf } from '../../../http/index.ts';
import { parseId, uuidOf } from '../../../kernel/ids.ts';
import { Problem } from '../../../kernel/problem.ts';
import { reversalView } from '../../rules/reversal.ts';
import { reversalOf } from '../../store/reversals.ts';
import type { CommandHandler } from '../command-handler.ts';
import { ListReversalsQuery, ReversalSchema } from '../schemas.ts';
import { reversalOperations } from './openapi.ts';

/** `/v1/reversals`. They are read only: channels report them. */
export function reversalRoutes(app: App, { pool }: Pick<CommandHandler, 'pool'>): void {
  const reads = { scope: 'reversals:read' } as const;

  app.get(
    '/v1/reversals/:id',
    {
      config: { ...reads, operation: reversalOperations.retrieve },
      schema: { params: IdParams, response: { 200: ReversalSchema } },
    },
    async (request) => {
      const id = parseId('rev', request.params.id);
      if (id === null) throw new Problem('not_found');
      const [row] = await readRows(pool, {
        name: 'reversal',
        text: 'select * from reversal where account_id = $1 and id = $2',
        values: [uuidOf(principalOf(request).account), uuidOf(id)],
      });
      if (row === undefined) throw new Problem('not_found');
      return reversalView(reversalOf(row));
    },
  );

  app.get(
    '/v1/reversals',
    {
      config: { ...reads, operation: reversalOperations.list },
      schema: {
        querystring: ListReversalsQuery,
        response: { 200: ListOf(ReversalSchema) },
      },
    },
    async (request) => {
      const { query } = request;
      const filters: Filter[] = [];
      const payment = idParameter('pay', 'payment', query.payment);
      if (payment !== null) filters.push(['payment_id', '=', uuidOf(payment)]);
      const { account } = principalOf(request);
      const { rows, more } = await keysetPage(pool, 'reversal', account, filters, keysetOf('rev', query));
      return {
        object: 'list' as const,
        data: rows.map((row) => reversalView(reversalOf(row))),
        has_more: more,
      };
    },
  );
}
