import type { Operation } from '../../../http/index.ts';
import { succeeded } from '../payments/openapi.ts';

/** Texts of the API reference on the sandbox's own routes. */
export const sandboxOperations = {
  advanceClock: {
    operationId: 'advanceClock',
    tag: 'Sandbox',
    summary: 'Let time pass',
    description:
      'Moves the account’s business time forward and does what fell due, in order: payments expire, money is released.',
    body: { advance_seconds: 600 },
    answers: {
      200: {
        description: 'What time it is for the account.',
        example: { object: 'sandbox_clock', now: '2026-11-24T09:40:00.000Z' },
      },
    },
    problems: ['sandbox_only'],
  },
  retrieveCharge: {
    operationId: 'retrieveSandboxCharge',
    tag: 'Sandbox',
    summary: 'See what a payment waits for',
    description: 'What the sandbox waits for on a payment’s behalf, and what can be made to happen.',
    parameters: { id: succeeded.id },
    answers: {
      200: {
        description: 'The charge.',
        example: {
          object: 'sandbox_charge',
          payment: succeeded.id,
          state: 'waiting',
          url: 'http://127.0.0.1:4242/sandbox/wallet/acct_01kb0zt2c4d6f8h0k2m4p6r8s0/01kb0zv9q3e8k8n2m4x6t7w5ya/secret',
          actions: ['wallet_pay', 'wallet_refuse'],
        },
      },
    },
    problems: ['not_found', 'sandbox_only'],
  },
  simulate: {
    operationId: 'simulatePayer',
    tag: 'Sandbox',
    summary: 'Do what a payer or a bank would do',
    description:
      'Completes or fails a challenge, pays or refuses in the wallet, lets a bank transfer arrive, or the bank recall one.',
    parameters: { id: succeeded.id },
    body: { action: 'wallet_pay' },
    answers: { 200: { description: 'The payment as it stands then.', example: succeeded } },
    problems: ['not_found', 'sandbox_only', 'invalid_transition'],
  },
} as const satisfies Record<string, Operation>;
