import type pg from 'pg';
import type { Logger } from 'pino';
import type { CommitQueue } from '../database/index.ts';
import type { App } from '../http/index.ts';
import { findAccount } from '../identity/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { newId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import { type CreateCommand, methodOf, type Sending, subjectsOf } from '../payments/index.ts';
import type { KeyRing } from '../vault/index.ts';
import { sessionSubject, sessions } from './commands.ts';
import { openLink } from './link.ts';
import { LiveSessions } from './live.ts';
import { payerPage } from './page.ts';
import { payerState } from './payer-state.ts';
import { closeSession } from './routes.ts';
import { LinkParams, PaySessionBody } from './schemas.ts';
import { findSession, type SessionRef } from './store.ts';

export interface PayerRoutesOptions {
  readonly queue: CommitQueue;
  readonly sending: Sending;
  readonly pool: pg.Pool;
  readonly keys: KeyRing;
  readonly clock: Clock;
  readonly log: Logger;
  /** The built page: `index.html` and its `assets`. */
  readonly pageFolder: string;
}

/** The payer's side of checkout. Whoever has the session's address needs no other credential. */
export function payerRoutes(app: App, options: PayerRoutesOptions): void {
  const { queue, sending, pool, keys, clock, log, pageFolder } = options;
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
        await pay(session, methodOf(request.body.method));
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
    if (found === null) throw new Problem('not_found', 'This link opens nothing.');
    return payerState(found, clock.now());
  }

  /** Makes and tries one payment. A decline is no refusal: the state tells of it. */
  async function pay(ref: SessionRef, method: ReturnType<typeof methodOf>): Promise<void> {
    const [found, account] = await Promise.all([findSession(pool, ref), findAccount(pool, ref.account)]);
    if (found === null || account === null) throw new Problem('not_found', 'This link opens nothing.');
    const { session } = found;
    const draft = {
      id: newId('pay'),
      orderId: session.orderId,
      amount: session.amount,
      currency: session.currency,
      captureMethod: session.captureMethod,
      description: session.description,
      metadata: session.metadata,
    };
    const create: CreateCommand = {
      type: 'create',
      urgency: 'attempt',
      subjects: [],
      account: ref.account,
      terms: account.terms,
      ownership: sending.ownership,
      at: clock.now(),
      key: null,
      draft,
      confirm: { attempt: newId('att'), method, channel: sending.channelFor(method) },
    };
    const answer = await queue.submit(sessions, {
      type: 'pay',
      urgency: 'attempt',
      account: ref.account,
      subjects: [
        sessionSubject(ref),
        ...subjectsOf({ account: ref.account, key: null, payment: null, orderId: session.orderId }),
      ],
      session: ref,
      create,
    });
    switch (answer.kind) {
      case 'begun':
        await sending.send(create, answer);
        return;
      case 'hindered':
        throw new Problem(answer.refusal.code, answer.refusal.detail, answer.refusal.extras);
      case 'refused':
        // Another payment holds the order. It is the merchant's to see, not the payer's.
        throw new Problem(answer.refusal.code, 'This order has been paid, or is being paid, elsewhere.');
      case 'missing':
        throw new Problem('not_found', 'This link opens nothing.');
      case 'done':
      case 'repeated':
      case 'closed':
        throw new Error(`a payer's try came to ${answer.kind}`);
    }
  }
}
