import type { Operation } from '../../../http/index.ts';
import type { PaymentView } from '../../rules/payment.ts';
import { PaymentSchema } from '../schemas.ts';

/** Refusals of commands on an existing payment. */
const MOVE_PROBLEMS = ['invalid_transition', 'command_in_progress'] as const;

const created: PaymentView = {
  id: 'pay_01kb0zv9q3e8k8n2m4x6t7w5ya' as PaymentView['id'],
  object: 'payment',
  status: 'created',
  order_id: '123456',
  amount: 100,
  currency: 'USD' as PaymentView['currency'],
  capture_method: 'automatic',
  payment_method: null,
  next_action: null,
  decline_code: null,
  amount_authorized: 0,
  amount_capturable: 0,
  amount_received: 0,
  amount_remaining: 100,
  amount_captured: 0,
  amount_refunded: 0,
  amount_refundable: 0,
  amount_unapplied: 0,
  amount_returned: 0,
  amount_reversed: 0,
  amount_fee: 0,
  release_at: null,
  expires_at: '2026-11-25T09:30:00.000Z',
  description: null,
  metadata: {},
  created_at: '2026-11-24T09:30:00.000Z',
};

/** A payment that succeeded, made with a card. */
export const succeeded: PaymentView = {
  ...created,
  status: 'succeeded',
  payment_method: { type: 'card', token: 'tok_visa', brand: 'visa', last4: '4242' },
  amount_authorized: 100,
  amount_received: 100,
  amount_remaining: 0,
  amount_captured: 100,
  amount_refundable: 100,
  amount_fee: 33,
  release_at: '2026-11-26T09:30:00.000Z',
  expires_at: null,
};

const processing: PaymentView = {
  ...created,
  status: 'processing',
  payment_method: succeeded.payment_method,
};

const authorized: PaymentView = {
  ...created,
  status: 'authorized',
  capture_method: 'manual',
  payment_method: succeeded.payment_method,
  amount_authorized: 100,
  amount_capturable: 100,
};

const GRANT_PROBLEMS = ['payment_not_granted', 'payment_grant_used'] as const;

/** Texts of the API reference on payments. */
export const operations = {
  pay: {
    operationId: 'pay',
    tag: 'Payments',
    summary: 'Pay an order',
    description:
      'Creates a payment and confirms it at once. Without a `payment_method`, Florin uses the account’s default. In the ' +
      'sandbox the default is a card that is always approved.',
    body: { order_id: '123456', amount: 100, currency: 'USD' },
    answers: {
      200: { description: 'The payment succeeded.', example: succeeded, schema: PaymentSchema },
      202: {
        description:
          'The result is not known yet, because the payer has to act or the channel needs time. An event will report it.',
        example: processing,
        schema: PaymentSchema,
      },
    },
    problems: [
      'payment_method_unknown',
      'live_card_in_sandbox',
      'card_token_required',
      'live_cards_unavailable',
      'order_already_paid',
      'payment_declined',
      ...GRANT_PROBLEMS,
    ],
  },
  create: {
    operationId: 'createPayment',
    tag: 'Payments',
    summary: 'Create a payment',
    description:
      'Creates a payment. With a `payment_method` and `confirm: true`, Florin also confirms it at once. The answer is then 200 ' +
      'even if the payment was declined, so look at `status` and `decline_code`.',
    body: {
      order_id: '123457',
      amount: 100,
      currency: 'USD',
      payment_method: 'tok_visa',
      confirm: true,
      description: 'Two notebooks',
      metadata: { cart: '8f14' },
    },
    answers: {
      200: {
        description: 'The payment as it stands.',
        schema: PaymentSchema,
        example: {
          ...succeeded,
          order_id: '123457',
          description: 'Two notebooks',
          metadata: { cart: '8f14' },
        },
      },
    },
    problems: [
      'payment_method_unknown',
      'live_card_in_sandbox',
      'card_token_required',
      'live_cards_unavailable',
      'capture_method_unsupported',
      'order_already_paid',
      ...GRANT_PROBLEMS,
    ],
  },
  retrieve: {
    operationId: 'retrievePayment',
    tag: 'Payments',
    summary: 'Retrieve a payment',
    description: 'Returns the payment.',
    parameters: { id: succeeded.id },
    answers: { 200: { description: 'The payment.', example: succeeded } },
  },
  list: {
    operationId: 'listPayments',
    tag: 'Payments',
    summary: 'List payments',
    description: 'Lists the payments, the newest first. Filters can be combined.',
    answers: {
      200: {
        description: 'A page of payments.',
        example: { object: 'list', data: [succeeded], has_more: false },
      },
    },
  },
  confirm: {
    operationId: 'confirmPayment',
    tag: 'Payments',
    summary: 'Confirm a payment',
    description: 'Tries to pay a payment whose status is `created`. Look at `status` for the result.',
    parameters: { id: created.id },
    body: { payment_method: 'tok_visa' },
    answers: {
      200: { description: 'The payment as it stands.', example: succeeded, schema: PaymentSchema },
    },
    problems: [
      'payment_method_unknown',
      'live_card_in_sandbox',
      'card_token_required',
      'live_cards_unavailable',
      'capture_method_unsupported',
      ...MOVE_PROBLEMS,
    ],
  },
  capture: {
    operationId: 'capturePayment',
    tag: 'Payments',
    summary: 'Capture a payment',
    description:
      'Captures the authorized amount or a part of it; the rest is voided. A payment can be captured only once.',
    parameters: { id: authorized.id },
    body: { amount: 100 },
    answers: {
      200: {
        description: 'The payment as it stands.',
        example: { ...succeeded, capture_method: 'manual' },
        schema: PaymentSchema,
      },
    },
    problems: ['capture_exceeds_authorization', 'partial_capture_unsupported', ...MOVE_PROBLEMS],
  },
  cancel: {
    operationId: 'cancelPayment',
    tag: 'Payments',
    summary: 'Cancel a payment',
    description:
      'Cancels a payment that has not been paid. A payment that is in progress at the channel is `canceling` until the channel ' +
      'has closed it. If the payer pays before that, the payment succeeds.',
    parameters: { id: created.id },
    body: {},
    answers: {
      200: {
        description: 'The payment as it stands.',
        example: { ...created, status: 'canceled', expires_at: null },
        schema: PaymentSchema,
      },
    },
    problems: MOVE_PROBLEMS,
  },
} as const satisfies Record<string, Operation>;
