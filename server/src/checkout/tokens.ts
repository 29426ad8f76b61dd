import type { App } from '../http/index.ts';
import { cardOf } from '../payments/index.ts';
import { operations } from './openapi.ts';
import { CreateTokenBody } from './schemas.ts';

/** `POST /v1/tokens`: swaps a card's number for its token, so that a merchant's own form never holds a number. */
export function tokenRoutes(app: App): void {
  // A publishable key is in the merchant's page, which is on another origin; it may be, since it can do no more.
  app.options('/v1/tokens', { config: { credential: 'none' }, schema: { hide: true } }, (_request, reply) =>
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
        credential: 'publishable',
        idempotency: {
          none: 'A publishable key is public and writes nothing, and the same card gets the same token again.',
        },
        operation: operations.tokenize,
      },
      schema: { body: CreateTokenBody },
    },
    async (request, reply) => {
      const { token, brand, last4 } = cardOf(request.body.card);
      reply.headers({ 'access-control-allow-origin': '*', 'cache-control': 'no-store' });
      return { object: 'token' as const, token, brand, last4 };
    },
  );
}
