import { isExpired } from '../channels/index.ts';
import type { App } from '../http/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { Problem } from '../kernel/problem.ts';
import { cardOf } from '../payments/index.ts';
import { operations } from './openapi.ts';
import { CreateTokenBody } from './schemas.ts';

/**
 * `POST /v1/tokens`: exchanges a card number for a token, so that a merchant with their own form never receives the number.
 */
export function tokenRoutes(app: App, clock: Clock): void {
  // The publishable key is used by the merchant's page, on another origin. That is safe, because it can do nothing else.
  app.options('/v1/tokens', { config: { scope: 'none' }, schema: { hide: true } }, (_request, reply) =>
    reply
      .headers({
        'access-control-allow-origin': '*',
        'access-control-allow-methods': 'POST',
        'access-control-allow-headers': 'authorization, content-type',
        'access-control-max-age': '86400',
      })
      .code(204)
      .send(),
  );

  app.post(
    '/v1/tokens',
    {
      config: {
        scope: 'tokens:write',
        idempotency: {
          none: 'A publishable key is public and writes nothing, and the same card gets the same token again.',
        },
        act: 'none',
        operation: operations.tokenize,
      },
      schema: { body: CreateTokenBody },
    },
    async (request, reply) => {
      const { card } = request.body;
      const now = clock.now();
      const { token, brand, last4 } = cardOf(card, now);
      if (isExpired(card, now)) throw expired(card);
      reply.headers({ 'access-control-allow-origin': '*', 'cache-control': 'no-store' });
      return { object: 'token' as const, token, brand, last4 };
    },
  );
}

/** Refuses an expired card at once, because no payment with its token could succeed. */
function expired({ exp_month, exp_year }: { exp_month: number; exp_year: number }): Problem {
  const month = String(exp_month).padStart(2, '0');
  const detail = `The card expired at the end of ${month}/${exp_year}. Ask the payer for another card.`;
  return new Problem('invalid_request', detail, { field: 'card/exp_year' });
}
