import type { Operation } from '../../../http/index.ts';

/** Texts of the API reference on balances. */
export const balanceOperations = {
  list: {
    operationId: 'listBalances',
    tag: 'Balances',
    summary: 'List balances',
    description:
      'Returns your balances in each currency. Money from a payment is in `pending_balance` for two days, then in ' +
      '`available_balance`. Refunds and reversals reduce both, and `available_balance` may become negative. Amounts are in minor ' +
      'units, as strings of digits.',
    answers: {
      200: {
        description: 'All balances, one for each currency.',
        example: {
          object: 'list',
          data: [{ object: 'balance', currency: 'USD', pending_balance: '2521', available_balance: '-59' }],
          has_more: false,
        },
      },
    },
  },
} as const satisfies Record<string, Operation>;
