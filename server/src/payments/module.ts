import { setting, whole } from '../kernel/setting.ts';
import type { Module } from '../module.ts';
import { problems } from './problems.ts';

declare module '../kernel/modules.ts' {
  interface Modules {
    payments: typeof payments;
  }
}

export const payments = {
  name: 'payments',
  schema: 'cell',
  tables: {
    payment: 'mutable',
    refund: 'mutable',
    reversal: 'insert-only',
    attempt: 'insert-only',
    attempt_claim: 'insert-only',
    outcome: 'insert-only',
    due: 'mutable',
    granted_payment: 'insert-only',
    recovery_watermark: 'mutable',
  },
  problems,
  scopes: [
    'payments:read',
    'payments:write',
    'refunds:read',
    'refunds:write',
    'reversals:read',
    'balances:read',
    'sandbox:read',
    'sandbox:write',
  ],
  tags: {
    Payments: 'Take payments, follow them and look them up.',
    Refunds: 'Give money back to the payer.',
    Reversals: 'Money that a payer’s bank took back.',
    Balances: 'The money that you have in each currency.',
    Sandbox: 'Simulate payers, their banks and the passing of time.',
  },
  links: [
    { from: 'Payment', to: 'createRefund', body: { payment: 'id' } },
    { from: 'Payment', to: 'listRefunds', query: { payment: 'id' } },
    { from: 'Payment', to: 'listReversals', query: { payment: 'id' } },
    { from: 'Payment', to: 'simulatePayer', path: { id: 'id' } },
    { from: 'Refund', to: 'retrievePayment', path: { id: 'payment' } },
    { from: 'Reversal', to: 'retrievePayment', path: { id: 'payment' } },
  ],
  settings: {
    sendWithinMs: setting(
      'FLORIN_SEND_WITHIN_MS',
      whole(1, 600_000),
      '10000',
      'How long a command may wait before it is sent to its channel. After that it is not sent any more.',
    ),
    recoverAfterMs: setting(
      'FLORIN_RECOVER_AFTER_MS',
      whole(1, 86_400_000),
      '60000',
      'How long an attempt may have no outcome before the channel is asked about it.',
    ),
  },
  ids: ['att', 'pay', 'ref', 'rev'],
  eventTypes: {
    payment: {
      id: 'pay',
      schema: 'Payment',
      types: [
        'payment.created',
        'payment.requires_action',
        'payment.processing',
        'payment.authorized',
        'payment.capture_pending',
        'payment.capture_failed',
        'payment.canceling',
        'payment.cancel_failed',
        'payment.succeeded',
        'payment.failed',
        'payment.canceled',
        'payment.expired',
        'payment.funds_received',
        'payment.funds_returned',
        'payment.return_failed',
      ],
    },
    refund: { id: 'ref', schema: 'Refund', types: ['refund.created', 'refund.succeeded', 'refund.failed'] },
    reversal: { id: 'rev', schema: 'Reversal', types: ['reversal.created'] },
  },
  // Loaded when it is asked for: it needs nearly all of the server, which the supervisor has no need of.
  prove: async (...asked) => (await import('./proof.ts')).provePayments(...asked),
  proveAll: async (snapshot) => (await import('./proof-records.ts')).proveRecovery(snapshot),
} as const satisfies Module;
