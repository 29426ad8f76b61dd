import type { Operation } from '../../../http/index.ts';
import { succeeded } from '../payments/openapi.ts';

/** Texts of the API reference on the sandbox's own routes. */
export const sandboxOperations = {
  advanceClock: {
    operationId: 'advanceClock',
    tag: 'Sandbox',
    summary: 'Move time forward',
    description:
      'Moves the account’s business time forward and does everything that became due, in order: for example, payments expire ' +
      'and money is released. Moves add up, also those that come at once, to ten years ahead of real time at most.',
    body: { advance_seconds: 600 },
    answers: {
      200: {
        description: 'The account’s business time.',
        example: { object: 'sandbox_clock', now: '2026-11-24T09:40:00.000Z' },
      },
    },
    problems: ['sandbox_only'],
  },
  retrieveCharge: {
    operationId: 'retrieveSandboxCharge',
    tag: 'Sandbox',
    summary: 'See what a payment is waiting for',
    description:
      'Shows what the sandbox is waiting for on this payment, and which actions can be simulated now.',
    parameters: { id: succeeded.id },
    answers: {
      200: {
        description: 'The charge in the sandbox.',
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
    summary: 'Simulate a payer or a bank',
    description:
      'Completes or fails a challenge, pays or refuses in the wallet, makes a bank transfer arrive, or has the bank recall one.',
    parameters: { id: succeeded.id },
    body: { action: 'wallet_pay' },
    answers: { 200: { description: 'The payment after the action.', example: succeeded } },
    problems: ['not_found', 'sandbox_only', 'invalid_transition'],
  },
} as const satisfies Record<string, Operation>;
