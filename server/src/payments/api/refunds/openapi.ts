import type { Operation } from '../../../http/index.ts';
import type { refundView } from '../../rules/refund.ts';
import { RefundSchema } from '../schemas.ts';

type RefundView = ReturnType<typeof refundView>;

const refund: RefundView = {
  id: 'ref_01kb0zw3m5e2t8r6c1v9b4n7yd' as RefundView['id'],
  object: 'refund',
  payment: 'pay_01kb0zv9q3e8k8n2m4x6t7w5ya' as RefundView['payment'],
  status: 'succeeded',
  amount: 100,
  currency: 'USD' as RefundView['currency'],
  failure_code: null,
  reason: 'returned',
  metadata: {},
  created_at: '2026-11-24T10:00:00.000Z',
};

/** Texts of the API reference on refunds. */
export const refundOperations = {
  create: {
    operationId: 'createRefund',
    tag: 'Refunds',
    summary: 'Refund a payment',
    description:
      'Refunds a part of a payment or, without an `amount`, everything that can still be refunded.',
    body: { payment: refund.payment, amount: 100, reason: 'returned' },
    answers: {
      200: {
        description: 'The refund. If it is pending, an event will report the result.',
        example: refund,
        schema: RefundSchema,
      },
    },
    problems: [
      'not_found',
      'invalid_transition',
      'command_in_progress',
      'refund_exceeds_captured',
      'balance_insufficient',
    ],
  },
  retrieve: {
    operationId: 'retrieveRefund',
    tag: 'Refunds',
    summary: 'Retrieve a refund',
    description: 'Returns the refund.',
    parameters: { id: refund.id },
    answers: { 200: { description: 'The refund.', example: refund } },
  },
  list: {
    operationId: 'listRefunds',
    tag: 'Refunds',
    summary: 'List refunds',
    description: 'Lists the refunds, the newest first. Filters can be combined.',
    answers: {
      200: {
        description: 'A page of refunds.',
        example: { object: 'list', data: [refund], has_more: false },
      },
    },
  },
} as const satisfies Record<string, Operation>;
