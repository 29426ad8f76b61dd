import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { AnswerError, ApiError, ConnectionError, type Florin } from '@florin/sdk';
import { fastifyWebhook } from '@florin/sdk/webhooks';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { CURRENCY, findGood } from './goods.ts';
import { languageOf, words } from './languages.ts';
import { formatMoney, parseMoney } from './money.ts';
import { leftOf, type Order, type Orders } from './orders.ts';
import { goodsPage } from './pages/goods.ts';
import type { View } from './pages/layout.ts';
import { notFoundPage } from './pages/not-found.ts';
import { type Notice, orderBody, orderPage } from './pages/order.ts';
import { applyEvent } from './webhooks.ts';

export interface ShopOptions {
  readonly orders: Orders;
  readonly florin: Florin;
  /** Undefined if the shop has no webhook endpoint yet. Then it learns of payments only when payers return. */
  readonly webhookSecret: string | undefined;
  /** The address of the shop for the payer's browser. */
  readonly url: string;
}

const PUBLIC = join(import.meta.dirname, '../public');
const FILES: Record<string, string> = {
  'shop.css': 'text/css; charset=utf-8',
  'order.css': 'text/css; charset=utf-8',
  'order.js': 'text/javascript; charset=utf-8',
  'favicon.svg': 'image/svg+xml',
};

/** The shop as a web server. */
export function buildShop({ orders, florin, webhookSecret, url }: ShopOptions): FastifyInstance {
  const app = fastify({ bodyLimit: 256 * 1024 });
  const streams = new Set<PassThrough>();

  // A form is parsed into its fields.
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, new URLSearchParams(body.toString())),
  );

  app.addHook('onRequest', async (_request, reply) => {
    reply.headers({
      'content-security-policy':
        "default-src 'self'; img-src 'self' data:; form-action *; base-uri 'none'; frame-ancestors 'none'",
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
  });
  // `lang` on any page sets the language from then on. Payers come back with the language that they chose at the checkout. A
  // cookie remembers it, and a redirect removes it from the address.
  app.addHook<{ Querystring: { lang?: unknown } }>('onRequest', async (request, reply) => {
    const { lang } = request.query;
    if (request.method !== 'GET' || (lang !== 'en' && lang !== 'zh')) return;
    reply.header('set-cookie', `language=${lang}; Path=/; Max-Age=31536000; SameSite=Lax`);
    return reply.redirect(pathOf(request), 303);
  });
  app.addHook('preClose', async () => {
    for (const stream of streams) stream.end();
  });

  for (const [file, type] of Object.entries(FILES)) {
    const contents = readFileSync(join(PUBLIC, file));
    app.get(`/${file}`, (_request, reply) =>
      reply.type(type).header('cache-control', 'public, max-age=300').send(contents),
    );
  }

  const viewOf = (request: FastifyRequest): View => {
    const language = languageOf(request.headers);
    return { language, words: words[language], path: request.method === 'GET' ? pathOf(request) : '/' };
  };
  const page = (reply: FastifyReply, status: number, text: string) =>
    reply.code(status).type('text/html; charset=utf-8').send(text);
  const notFound = (request: FastifyRequest, reply: FastifyReply) =>
    page(reply, 404, notFoundPage(viewOf(request)));
  const showOrder = (request: FastifyRequest, reply: FastifyReply, order: Order, notice: Notice | null) => {
    const view = { ...viewOf(request), path: `/orders/${order.id}` };
    return page(reply, notice?.status ?? 200, orderPage(view, order, orders.history(order.id), notice));
  };
  app.setNotFoundHandler(notFound);

  app.get('/', (request, reply) => page(reply, 200, goodsPage(viewOf(request))));

  app.post<{ Body: URLSearchParams }>('/orders', async (request, reply) => {
    const good = findGood(request.body.get('good') ?? '');
    const quantity = Number(request.body.get('quantity'));
    if (good === undefined || !Number.isInteger(quantity) || quantity < 1 || quantity > 5)
      return notFound(request, reply);
    const lines = [{ good: good.id, quantity, amount: good.price * quantity }];
    return sendToCheckout(request, reply, orders.place(lines, CURRENCY, Date.now()));
  });

  /** Sends the payer to the order's checkout session, or to a new one if the last has ended. */
  async function sendToCheckout(request: FastifyRequest, reply: FastifyReply, order: Order) {
    const { language, words } = viewOf(request);
    try {
      const last = order.session === null ? null : await florin.checkoutSessions.retrieve(order.session);
      if (last?.status === 'complete') return reply.redirect(`/orders/${order.id}/return`, 303);
      const session =
        last?.status === 'open'
          ? last
          : await florin.checkoutSessions.create(
              {
                order_id: order.id,
                amount: order.amount,
                currency: order.currency,
                description: `${words.order} ${order.id}`,
                line_items: order.lines.map(({ good, quantity, amount }) => ({
                  name: findGood(good)?.name[language] ?? good,
                  quantity,
                  amount,
                })),
                success_url: `${url}/orders/${order.id}/return?lang={lang}`,
                cancel_url: `${url}/orders/${order.id}/return?lang={lang}`,
              },
              { idempotencyKey: `${order.id}-after-${order.session ?? 'none'}` },
            );
      orders.sentTo(order.id, session.id);
      return reply.redirect(`${session.url}?lang=${language}`, 303);
    } catch (error) {
      return showOrder(request, reply, order, refusalOf(error, viewOf(request)));
    }
  }

  app.register(async (ofOrder) => {
    ofOrder.decorateRequest('order');
    ofOrder.addHook<{ Params: { id: string } }>('preHandler', async (request, reply) => {
      const order = orders.find(request.params.id);
      if (order === null) return notFound(request, reply);
      request.order = order;
    });

    ofOrder.get('/orders/:id', (request, reply) => showOrder(request, reply, request.order, null));

    ofOrder.post('/orders/:id/pay', (request, reply) => sendToCheckout(request, reply, request.order));

    // The payer's return proves nothing, so the shop asks Florin itself.
    ofOrder.get('/orders/:id/return', async (request, reply) => {
      const { order } = request;
      try {
        if (order.status === 'open') await askWhatBecame(order);
      } catch (error) {
        if (codeOf(error) === null) throw error;
        // The webhook will report the result, and the page waits for it.
      }
      return reply.redirect(`/orders/${order.id}`, 303);
    });

    ofOrder.post<{ Body: URLSearchParams }>('/orders/:id/refund', async (request, reply) => {
      const { order } = request;
      const view = viewOf(request);
      const amount = parseMoney(request.body.get('amount') ?? '');
      const left = leftOf(order);
      if (order.payment === null || amount === null || amount < 1 || amount > left) {
        const text = view.words.refund_amount_wrong(formatMoney(left, view.language));
        return showOrder(request, reply, order, { status: 422, text, reference: null });
      }
      try {
        // The key stays the same until the last refund has ended, so a double click refunds once.
        const ended = orders
          .history(order.id)
          .filter(({ happening: { kind } }) => kind === 'refunded' || kind === 'refund_failed').length;
        const idempotencyKey = `${order.id}-refund-${amount}-after-${ended}`;
        const asked = { payment: order.payment, amount };
        const refund = await florin.refunds.create(asked, { idempotencyKey });
        // The webhook reports the result.
        orders.noteRefundAsked(order.id, refund, Date.now());
        return reply.redirect(`/orders/${order.id}`, 303);
      } catch (error) {
        return showOrder(request, reply, order, refusalOf(error, view));
      }
    });

    ofOrder.get('/orders/:id/events', (request, reply) => {
      const { id } = request.order;
      const view = { ...viewOf(request), path: `/orders/${id}` };
      const stream = new PassThrough();
      const tell = () => {
        const body = orderBody(view, orders.find(id) as Order, orders.history(id));
        stream.write(`data: ${JSON.stringify(body)}\n\n`);
      };
      streams.add(stream);
      const stop = orders.listen(id, tell);
      stream.once('close', () => {
        stop();
        streams.delete(stream);
      });
      tell();
      return reply.type('text/event-stream').send(stream);
    });
  });

  /** Asks Florin whether the payer has paid or has left the payment. */
  async function askWhatBecame(order: Order): Promise<void> {
    if (order.session === null) return;
    const session = await florin.checkoutSessions.retrieve(order.session);
    if (session.status === 'expired') orders.noteClosed(order.id, session.id, Date.now());
    if (session.payment === null) return;
    const payment = await florin.payments.retrieve(session.payment);
    if (payment.status !== 'succeeded') return;
    orders.markPaid(
      {
        order: payment.order_id,
        payment: payment.id,
        amount: payment.amount_captured,
        currency: payment.currency,
      },
      'return',
      Date.now(),
    );
  }

  if (webhookSecret === undefined)
    app.post('/webhooks', (_request, reply) => reply.code(503).send('This shop has no webhook secret yet.'));
  else
    app.register(
      fastifyWebhook({
        path: '/webhooks',
        secret: webhookSecret,
        onEvent: (event) => void applyEvent(orders, event, Date.now()),
      }),
    );
  return app;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set on the routes of an order. */
    order: Order;
  }
}

/** The path of the request without its query. It is never an address of another host. */
function pathOf({ url }: FastifyRequest): string {
  return `/${(url.split('?')[0] as string).replace(/^[/\\]+/, '')}`;
}

/** The code that the payer's words go by, or null for what is no failure of a call to Florin. */
function codeOf(error: unknown): string | null {
  if (error instanceof ApiError) return error.code;
  return error instanceof ConnectionError || error instanceof AnswerError ? 'unreachable' : null;
}

function refusalOf(error: unknown, { words }: View): Notice {
  const code = codeOf(error);
  if (code === null) throw error;
  const reference = error instanceof ApiError || error instanceof AnswerError ? error.request_id : null;
  return { status: 502, text: words.error(code), reference };
}
