import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { type Inbox, isBankAction, SANDBOX, type Sandbox, sandboxActions } from '../../../channels/index.ts';
import { readRows } from '../../../database/index.ts';
import {
  type App,
  type IdempotentOptions,
  IdParams,
  Integer,
  OneOf,
  principalOf,
  runIdempotentlyInSteps,
  Time,
} from '../../../http/index.ts';
import { rfc3339 } from '../../../kernel/clock.ts';
import { type AccountId, type PaymentId, parseId, uuidOf } from '../../../kernel/ids.ts';
import { Problem } from '../../../kernel/problem.ts';
import { paymentView } from '../../rules/payment.ts';
import { AHEAD_MS_MAX, advanceTarget, lockClock } from '../../store/business-clock.ts';
import { paymentOf } from '../../store/payments.ts';
import type { Scheduler } from '../../work/scheduler.ts';
import { Amount, PaymentSchema } from '../schemas.ts';
import { sandboxOperations } from './openapi.ts';

const SandboxAction = OneOf(sandboxActions, { $id: 'SandboxAction' });

const SimulateBody = Type.Object(
  {
    action: SandboxAction,
    amount: Type.Optional(Amount),
  },
  {
    $id: 'SimulatedAction',
    additionalProperties: false,
    description: '`amount` is what arrives by `bank_receive`, or goes back by `bank_recall`.',
  },
);

const AdvanceClockBody = Type.Object(
  {
    advance_seconds: Integer({
      minimum: 0,
      maximum: 31_622_400,
      description: 'At most a year at once, and ten years ahead of real time in all; never back.',
    }),
  },
  { $id: 'ClockAdvance', additionalProperties: false },
);

const ClockSchema = Type.Object(
  { object: Type.Literal('sandbox_clock'), now: Time },
  { $id: 'SandboxClock' },
);

const ChargeSchema = Type.Object(
  {
    object: Type.Literal('sandbox_charge'),
    payment: Type.String(),
    state: Type.String(),
    url: Type.String({ description: 'The page on which a payer does by hand what can be simulated.' }),
    actions: Type.Array(SandboxAction),
  },
  { $id: 'SandboxCharge' },
);

/** `/v1/sandbox`: a developer plays the payer and the bank, and advances time. */
export function sandboxRoutes(
  app: App,
  {
    scheduler,
    sandbox,
    inbox,
    ...idempotent
  }: IdempotentOptions & { scheduler: Scheduler; sandbox: Sandbox; inbox: Inbox },
): void {
  app.post(
    '/v1/sandbox/clock',
    {
      config: {
        scope: 'sandbox:write',
        idempotency: 'key',
        act: { name: 'sandbox.advance_clock', kept: 'before it' },
        operation: sandboxOperations.advanceClock,
      },
      schema: { body: AdvanceClockBody, response: { 200: ClockSchema } },
    },
    async (request) => {
      const account = sandboxAccountOf(request);
      const milliseconds = request.body.advance_seconds * 1000;
      return runIdempotentlyInSteps(
        idempotent,
        request,
        async (database) => {
          const target = await advanceTarget(database, account, milliseconds, idempotent.clock.now());
          if (target > AHEAD_MS_MAX) throw tooFar(AHEAD_MS_MAX - target + milliseconds);
          return { target };
        },
        async ({ target }) => ({
          object: 'sandbox_clock' as const,
          now: rfc3339(await scheduler.advanceTo(account, target)),
        }),
        (database) => lockClock(database, account),
      );
    },
  );

  app.get(
    '/v1/sandbox/payments/:id',
    {
      config: { scope: 'sandbox:read', operation: sandboxOperations.retrieveCharge },
      schema: { params: IdParams, response: { 200: ChargeSchema } },
    },
    async (request) => {
      const payment = paymentIdOf(request);
      const { state, url, actions } = await chargeOf(sandboxAccountOf(request), payment);
      return { object: 'sandbox_charge' as const, payment, state, url, actions };
    },
  );

  app.post(
    '/v1/sandbox/payments/:id/simulate',
    {
      config: {
        scope: 'sandbox:write',
        idempotency: 'key',
        act: { name: 'sandbox.simulate', kept: 'before it' },
        operation: sandboxOperations.simulate,
      },
      schema: { params: IdParams, body: SimulateBody, response: { 200: PaymentSchema } },
    },
    async (request) => {
      const account = sandboxAccountOf(request);
      const payment = paymentIdOf(request);
      const { action, amount } = request.body;
      if (isBankAction(action) !== (amount !== undefined)) {
        throw new Problem(
          'invalid_request',
          'An action of a bank needs an amount. No other action has one.',
          {
            field: 'amount',
          },
        );
      }
      const { reference } = await chargeOf(account, payment);
      const doing = isBankAction(action) ? { kind: action, amount: BigInt(amount ?? 0) } : { kind: action };
      return runIdempotentlyInSteps(
        idempotent,
        request,
        async (database) => {
          const { event } = await sandbox.changeWithin(database, account, reference, doing);
          return { event };
        },
        async ({ event }) => {
          await inbox.applyEntered(SANDBOX, account, event);
          const [row] = await readRows(idempotent.pool, {
            name: 'payment',
            text: 'select * from payment where account_id = $1 and id = $2',
            values: [uuidOf(account), uuidOf(payment)],
          });
          if (row === undefined) throw new Problem('not_found');
          return paymentView(paymentOf(row));
        },
      );
    },
  );

  async function chargeOf(account: AccountId, payment: PaymentId) {
    const charge = await sandbox.chargeOf(account, payment);
    if (charge === null)
      throw new Problem(
        'not_found',
        'In this account, the sandbox has no payment with this id that waits for anything.',
      );
    return charge;
  }
}

/** @param leftMs how far business time can still go. */
function tooFar(leftMs: number): Problem {
  const years = 'Business time can be ten years ahead of real time at most.';
  return new Problem('invalid_request', `${years} It can go ${Math.floor(leftMs / 1000)} seconds further.`, {
    field: 'advance_seconds',
  });
}

/** Throws `sandbox_only` on a live account. */
function sandboxAccountOf(request: FastifyRequest): AccountId {
  const { account, environment } = principalOf(request);
  if (environment !== 'sandbox') throw new Problem('sandbox_only');
  return account;
}

function paymentIdOf(request: FastifyRequest<{ Params: { id: string } }>): PaymentId {
  const id = parseId('pay', request.params.id);
  if (id === null) throw new Problem('not_found');
  return id;
}
