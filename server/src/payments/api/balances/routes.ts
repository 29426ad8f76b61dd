import { readRows } from '../../../database/index.ts';
import { type App, ListOf, principalOf } from '../../../http/index.ts';
import { uuidOf } from '../../../kernel/ids.ts';
import { BalanceSchema } from '../schemas.ts';
import { balanceOperations } from './openapi.ts';

/** `/v1/balances`: the merchant's balances, by currency. */
export function balanceRoutes(app: App, { pool }: { pool: Parameters<typeof readRows>[0] }): void {
  app.get(
    '/v1/balances',
    {
      config: { scope: 'balances:read', operation: balanceOperations.list },
      schema: { response: { 200: ListOf(BalanceSchema) } },
    },
    async (request) => {
      const rows = await readRows(pool, {
        name: 'balances of an account',
        text: `select currency, merchant_pending, merchant_available from balance
               where account_id = $1 order by currency`,
        values: [uuidOf(principalOf(request).account)],
      });
      return {
        object: 'list' as const,
        data: rows.map((row) => ({
          object: 'balance' as const,
          currency: row.currency,
          // They can be larger than a JSON number can hold exactly.
          pending_balance: String(row.merchant_pending),
          available_balance: String(row.merchant_available),
        })),
        has_more: false,
      };
    },
  );
}
