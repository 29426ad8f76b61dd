import { isExpired } from '../channels/index.ts';
import { type App, IdParams, principalOf } from '../http/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { Problem } from '../kernel/problem.ts';
import { expired } from './card.ts';
import type { Cards } from './cards.ts';
import { operations } from './openapi.ts';
import { CreateTokenBody } from './schemas.ts';

/**
 * `/v1/tokens`: exchanges a card for a token, so that a merchant with their own form never receives the number; and deletes a card
 * that was kept.
 */
export function tokenRoutes(app: App, cards: Cards, clock: Clock): void {
  // The publishable key is used by the merchant's page, on another origin. That is safe, because it can do nothing else.
  app.options('/v1/tokens', { config: { scope: 'none' }, schema: { hide: true } }, (_request, reply) =>
    reply
      .headers({
        'access-control-allow-origin': '*',
        'access-control-allow-methods': 'POST',
        // Clients send the same headers with every POST.
        'access-control-allow-headers': 'authorization, content-type, idempotency-key',
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
          none: 'A test card gets the same token again. A live card gets another one, and a token that no payment uses is deleted after a day.',
        },
        act: 'none',
        operation: operations.create,
      },
      schema: { body: CreateTokenBody },
      // Also on refusals: otherwise the page could not read why.
      onSend: (_request, reply, _payload, done) => {
        reply.headers({
          'access-control-allow-origin': '*',
          'access-control-expose-headers': 'request-id, retry-after',
        });
        done();
      },
    },
    async (request) => {
      const owner = principalOf(request);
      const { card: plain, card_jwe: jwe } = request.body;
      if ((plain === undefined) === (jwe === undefined))
        throw new Problem('invalid_request', 'Send `card` or `card_jwe`, one of them.', { field: 'card' });
      const field = jwe === undefined ? 'card' : 'card_jwe';
      const card = plain ?? (await cards.open({ account: owner.account, session: null }, jwe ?? '', field));
      const { token, brand, last4 } = await cards.swap(owner, card, { field, once: false });
      if (isExpired(card, clock.now())) throw expired(card, field);
      return { object: 'token' as const, token, brand, last4 };
    },
  );

  app.delete(
    '/v1/tokens/:id',
    {
      config: {
        // Whoever may pay with a card may have it forgotten. A publishable key may not: everybody can read it.
        scope: 'payments:write',
        act: { name: 'token.delete', kept: 'before it' },
        operation: operations.remove,
      },
      schema: { params: IdParams },
    },
    async (request, reply) => {
      await cards.remove(principalOf(request).account, request.params.id);
      return reply.code(204).send();
    },
  );
}
