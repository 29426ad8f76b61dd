import type { App } from '../http/index.ts';
import { Problem } from '../kernel/problem.ts';
import type { KeyRing } from '../vault/index.ts';
import { payerPage } from './payer-page.ts';
import { PayerPayments, type PayerPaymentsOptions } from './payer-payments.ts';
import { payerState } from './payer-state.ts';
import { LiveSessions } from './payer-stream.ts';
import { closeSession } from './routes.ts';
import { LinkParams, PaySessionBody } from './schemas.ts';
import { openLink } from './session-link.ts';
import { findSession, type SessionRef } from './store.ts';

export interface PayerRoutesOptions extends PayerPaymentsOptions {
  readonly keys: KeyRing;
  /** The built page: `index.html` and its `assets`. */
  readonly pageFolder: string;
}

/** The payer's side of checkout. The session's address is the only credential that is needed. */
export function payerRoutes(app: App, options: PayerRoutesOptions): void {
  const { queue, pool, accounts, keys, clock, log, pageFolder } = options;
  const payments = new PayerPayments(options);
  const live = new LiveSessions(pool, clock, log);
  app.addHook('preClose', async () => live.stop());

  void app.register(async (payer: App) => {
    // The headers are also set on refusals, because these are served from the same address.
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
      { config: { scope: 'none', limited: 'address' }, schema: { hide: true, params: LinkParams } },
      async (request) => (await standingOf(openLink(keys, request.params))).state,
    );

    payer.get(
      '/checkout/:account/:session/:secret/events',
      {
        exposeHeadRoute: false,
        config: { scope: 'none', limited: 'address' },
        schema: { hide: true, params: LinkParams },
      },
      async (request, reply) => {
        const session = openLink(keys, request.params);
        const { account, state } = await standingOf(session);
        const stream = live.listen(session, account, state);
        if (stream === null) throw new Problem('overloaded', undefined, { retryAfter: 1 });
        return reply.type('text/event-stream').header('x-accel-buffering', 'no').send(stream);
      },
    );

    payer.post(
      '/checkout/:account/:session/:secret/pay',
      {
        config: { scope: 'none', limited: 'address' },
        schema: { hide: true, params: LinkParams, body: PaySessionBody },
      },
      async (request) => {
        const session = openLink(keys, request.params);
        await payments.pay(session, request.body.method);
        return (await standingOf(session)).state;
      },
    );

    payer.post(
      '/checkout/:account/:session/:secret/give_up',
      { config: { scope: 'none', limited: 'address' }, schema: { hide: true, params: LinkParams } },
      async (request) => {
        const session = openLink(keys, request.params);
        await payments.giveUp(session);
        return (await standingOf(session)).state;
      },
    );

    payer.post(
      '/checkout/:account/:session/:secret/cancel',
      { config: { scope: 'none', limited: 'address' }, schema: { hide: true, params: LinkParams } },
      async (request) => {
        const session = openLink(keys, request.params);
        await closeSession(queue, { session, by: 'payer', at: clock.now(), key: null });
        return (await standingOf(session)).state;
      },
    );
  });

  async function standingOf(ref: SessionRef) {
    const [found, account] = await Promise.all([findSession(pool, ref), accounts.findOpen(ref.account)]);
    if (found === null || account === null) throw new Problem('not_found', 'This link is not valid.');
    return { account, state: payerState(found, account, clock.now()) };
  }
}
