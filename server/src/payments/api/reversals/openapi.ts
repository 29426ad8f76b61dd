import type { Operation } from '../../../http/index.ts';
import type { reversalView } from '../../rules/reversal.ts';

type ReversalView = ReturnType<typeof reversalView>;

const reversal: ReversalView = {
  id: 'rev_01kb13a8w2f4t6r9c1v5b7n3yd' as ReversalView['id'],
  object: 'reversal',
  payment: 'pay_01kb0zv9q3e8k8n2m4x6t7w5ya' as ReversalView['payment'],
  amount: 1000,
  currency: 'USD' as ReversalView['currency'],
  created_at: '2026-11-24T11:00:00.000Z',
};

/** Texts of the API reference on reversals. */
export const reversalOperations = {
  retrieve: {
    operationId: 'retrieveReversal',
    tag: 'Reversals',
    summary: 'Retrieve a reversal',
    description:
      'Returns a reversal: money that the payer’s bank took back after the payment had succeeded. The event ' +
      '`reversal.created` reports it.',
    parameters: { id: reversal.id },
    answers: { 200: { description: 'The reversal. It never changes.', example: reversal } },
  },
  list: {
    operationId: 'listReversals',
    tag: 'Reversals',
    summary: 'List reversals',
    description: 'Lists the reversals, the newest first. Send `payment` to list those of one payment.',
    answers: {
      200: {
        description: 'A page of reversals.',
        example: { object: 'list', data: [reversal], has_more: false },
      },
    },
  },
} as const satisfies Record<string, Operation>;
