import type { Operation } from '../http/index.ts';
import type { SessionView } from './session.ts';

const session: SessionView & { url: string } = {
  id: 'cs_01kb0zx6t2e9h4p8s3d5g7j1kq' as SessionView['id'],
  object: 'checkout_session',
  status: 'open',
  order_id: '123458',
  amount: 4800,
  currency: 'USD' as SessionView['currency'],
  capture_method: 'automatic',
  description: 'Two notebooks',
  metadata: {},
  line_items: [{ name: 'Notebook', quantity: 2, amount: 4800 }],
  payment: null,
  success_url: 'https://shop.example/orders/123458' as SessionView['success_url'],
  cancel_url: 'https://shop.example/cart' as SessionView['cancel_url'],
  closed_by: null,
  closed_at: null,
  expires_at: '2026-11-25T09:30:00.000Z',
  created_at: '2026-11-24T09:30:00.000Z',
  url: 'https://pay.example/checkout/acct_01kb0zt/cs_01kb0zx6t2e9h4p8s3d5g7j1kq/3f9a…',
};

/** The text about checkout in the API reference. */
export const operations = {
  create: {
    operationId: 'createCheckoutSession',
    tag: 'Checkout',
    summary: 'Create a checkout session',
    description: 'Creates a page where a payer can pay for an order. Send the payer to its `url`.',
    body: {
      order_id: session.order_id,
      amount: session.amount,
      currency: session.currency,
      success_url: session.success_url,
      cancel_url: session.cancel_url,
      description: 'Two notebooks',
      line_items: session.line_items,
    },
    answers: { 200: { description: 'The open session.', example: session } },
    problems: ['amount_invalid', 'currency_unknown', 'order_already_paid'],
  },
  retrieve: {
    operationId: 'retrieveCheckoutSession',
    tag: 'Checkout',
    summary: 'Retrieve a checkout session',
    description: 'Returns the session.',
    parameters: { id: session.id },
    answers: { 200: { description: 'The session.', example: session } },
  },
  list: {
    operationId: 'listCheckoutSessions',
    tag: 'Checkout',
    summary: 'List checkout sessions',
    description: 'Lists the checkout sessions, the newest first.',
    answers: {
      200: {
        description: 'A page of sessions.',
        example: { object: 'list', data: [session], has_more: false },
      },
    },
  },
  expire: {
    operationId: 'expireCheckoutSession',
    tag: 'Checkout',
    summary: 'Expire a checkout session',
    description:
      'Closes an open session. This is refused while a payment is in progress. The page then accepts no more payments.',
    parameters: { id: session.id },
    body: {},
    answers: {
      200: {
        description: 'The expired session.',
        example: {
          ...session,
          status: 'expired',
          closed_by: 'merchant',
          closed_at: '2026-11-24T10:00:00.000Z',
        },
      },
    },
    problems: ['session_not_open', 'command_in_progress'],
  },
} as const satisfies Record<string, Operation>;
