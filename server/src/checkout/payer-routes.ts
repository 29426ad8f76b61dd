import type { App } from '../http/index.ts';
import { Problem } from '../kernel/problem.ts';
import { methodOf } from '../payments/index.ts';
import type { KeyRing } from '../vault/index.ts';
import { openLink } from './link.ts';
import { LiveSessions } from './live.ts';
import { payerPage } from './page.ts';
import { payerState } from './payer-state.ts';
import { closeSession } from './routes.ts';
import { LinkParams, PaySessionBody } from './schemas.ts';
import { findSession, type SessionRef } from './store.ts';
import { Tries, type TriesOptions } from './tries.ts';

export interface PayerRoutesOptions extends TriesOptions {
  readonly keys: KeyRing;
  /** The built page: `index.html` and its `assets`. */
  readonly pageFolder: string;
}

/** The payer's side of checkout. Whoever has the session's address needs no other credential. */
export function payerRoutes(app: App, options: PayerRoutesOptions): void {
  const { queue, pool, keys, clock, log, pageFolder } = options;
  const tries = new Tries(options);
  const live = new LiveSessions(pool, clock, log);
  app.addHook('preClose', async () => live.stop());

  void app.register(async (payer: App) => {
    // Also on refusals: they come from the same address.
    payer.addHook('onRequest', async (_request, reply) => {
      reply.headers({
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      });
    });
    await payerPage(payer, pageFolder, (link) => openLink(keys, link));

    payer.get(
      '/checkout/:account/:session/:secret/state',
      { config: { credential: 'none', limited: 'address' }, schema: { hide: true, params: LinkParams } },
      (request) => stateOf(openLink(keys, request.params)),
    );

    payer.get(
      '/checkout/:account/:session/:secret/events',
      {
        exposeHeadRoute: false,
        config: { credential: 'none', limited: 'address' },
        schema: { hide: true, params: LinkParams },
      },
      async (request, reply) => {
        const session = openLink(keys, request.params);
        const stream = live.listen(session, await stateOf(session));
        if (stream === null) throw new Problem('overloaded', undefined, { retryAfter: 1 });
        return reply.type('text/event-stream').header('x-accel-buffering', 'no').send(stream);
      },
    );

    payer.post(
      '/checkout/:account/:session/:secret/pay',
      {
        config: { credential: 'none', limited: 'address' },
        schema: { hide: true, params: LinkParams, body: PaySessionBody },
      },
      async (request) => {
        const session = openLink(keys, request.params);
        // The number of a card is gone from here on: the queue and the log know its token.
        await tries.pay(session, methodOf(request.body.method, clock.now()));
        return stateOf(session);
      },
    );

    payer.post(
      '/checkout/:account/:session/:secret/give_up',
      { config: { credential: 'none', limited: 'address' }, schema: { hide: true, params: LinkParams } },
      async (request) => {
        const session = openLink(keys, request.params);
        await tries.giveUp(session);
        return stateOf(session);
      },
    );

    payer.post(
      '/checkout/:account/:session/:secret/cancel',
      { config: { credential: 'none', limited: 'address' }, schema: { hide: true, params: LinkParams } },
      async (request) => {
        const session = openLink(keys, request.params);
        await closeSession(queue, session, 'payer', clock.now());
        return stateOf(session);
      },
    );
  });

  async function stateOf(ref: SessionRef) {
    const found = await findSession(pool, ref);
    if (found === null) throw new Problem('not_found', 'This link is not valid.');
    return payerState(found, clock.now());
  }
}
