import type { Operation } from '../../../http/index.ts';

/** Texts of the API reference on balances. */
export const balanceOperations = {
  list: {
    operationId: 'listBalances',
    tag: 'Balances',
    summary: 'List balances',
    description:
      'What you have in each currency: `pending` until two days after each payment, `available` from then on. Refunds and ' +
      'reversals take from both; `available_balance` may be below zero. In minor units, as strings of digits.',
    answers: {
      200: {
        description: 'All of them, by currency.',
        example: {
          object: 'list',
          data: [{ object: 'balance', currency: 'USD', pending_balance: '2521', available_balance: '-59' }],
          has_more: false,
        },
      },
    },
  },
} as const satisfies Record<string, Operation>;
