import { randomBytes, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { AnswerError, ApiError, ConnectionError } from '@florin/sdk';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { amountTyped, type Currency, formatAmount, isCurrency } from './amounts.ts';
import { languageOf, words } from './languages.ts';
import { type Notice, newSalePage, saleBody, salePage, sentencePage, type View } from './pages.ts';
import type { Sale, Sales } from './sales.ts';

export interface TillOptions {
  readonly sales: Sales;
  /** The address of the till for browsers. */
  readonly url: string;
  /** Whoever has it may take and refund payments. */
  readonly cashierKey: string;
}

type SaleRequest = FastifyRequest<{ Params: { order: string } }>;

const PUBLIC = join(import.meta.dirname, '../public');
const FILES: Readonly<Record<string, string>> = {
  'till.css': 'text/css; charset=utf-8',
  'keypad.js': 'text/javascript; charset=utf-8',
  'sale.js': 'text/javascript; charset=utf-8',
  'favicon.svg': 'image/svg+xml',
};
/** The most that Florin takes in one payment, in minor units. */
const AMOUNT_MAX = 999_999_999_999;

/** The till as a web server. */
export function buildTill({ sales, url, cashierKey }: TillOptions): FastifyInstance {
  // Streams are open for as long as somebody looks. At the end they are cut, and browsers connect again.
  const app = fastify({ bodyLimit: 16 * 1024, forceCloseConnections: true });

  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, new URLSearchParams(body.toString())),
  );
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({
      'content-security-policy':
        "default-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    // A form of another site brings its own origin.
    if (request.method === 'POST' && request.headers.origin !== url)
      return reply.code(403).send('Not from this till.');
  });
  app.addHook<{ Querystring: { lang?: unknown } }>('onRequest', async (request, reply) => {
    const { lang } = request.query;
    if (request.method !== 'GET' || (lang !== 'en' && lang !== 'zh')) return;
    reply.header('set-cookie', `till_language=${lang}; Path=/; Max-Age=31536000; SameSite=Lax`);
    return reply.redirect(pathOf(request), 303);
  });
  app.addHook('onReady', async () => {
    // A refusal that asking again does not change ends the till: its key is wrong.
    sales.follow().catch((error) => app.close().then(() => Promise.reject(error)));
  });
  app.addHook('preClose', async () => {
    sales.close();
  });
  for (const [file, type] of Object.entries(FILES)) {
    const contents = readFileSync(join(PUBLIC, file));
    app.get(`/${file}`, (_request, reply) => reply.type(type).send(contents));
  }

  const viewOf = (request: FastifyRequest, path = pathOf(request)): View => {
    const language = languageOf(request.headers);
    return { language, words: words[language], path };
  };
  const page = (reply: FastifyReply, status: number, text: string) =>
    reply.code(status).type('text/html; charset=utf-8').send(text);

  // The payer comes here from the payment page, so it tells nothing and needs no key.
  app.get('/thanks', (request, reply) => {
    const view = viewOf(request);
    return page(reply, 200, sentencePage(view, view.words.thanks, view.words.thanks_text));
  });

  app.register(async (cashier) => {
    cashier.addHook<{ Querystring: { key?: unknown } }>('onRequest', async (request, reply) => {
      if (isKey(request.query.key)) {
        reply.header('set-cookie', `till_key=${cashierKey}; Path=/; HttpOnly; SameSite=Lax`);
        return reply.redirect(pathOf(request), 303);
      }
      const [, given] = /(?:^|;\s*)till_key=([^;]+)/.exec(request.headers.cookie ?? '') ?? [];
      if (isKey(given)) return;
      const view = viewOf(request);
      return page(reply, 403, sentencePage(view, view.words.locked, view.words.locked_text));
    });

    cashier.get<{ Querystring: { currency?: unknown } }>('/', (request, reply) => {
      const { currency } = request.query;
      return showNew(request, reply, '', isCurrency(currency) ? currency : 'USD', null);
    });

    cashier.post<{ Body: URLSearchParams }>('/sales', async (request, reply) => {
      const typed = request.body?.get('amount') ?? '';
      const currency = request.body?.get('currency');
      const mark = request.body?.get('mark') ?? '';
      if (!isCurrency(currency) || !/^\w{10}$/.test(mark)) return reply.redirect('/', 303);
      const view = viewOf(request, '/');
      const amount = amountTyped(typed, currency);
      if (amount === null) {
        const [least, most] = [1, AMOUNT_MAX].map((each) => formatAmount(each, currency, view.language));
        const text = view.words.amount_wrong(least as string, most as string);
        return showNew(request, reply, typed, currency, { status: 422, text, reference: null });
      }
      const order = `till-${mark}-${amount}-${currency}`;
      try {
        await sales.open({ order, amount, currency, thanksUrl: `${url}/thanks?lang={lang}` });
      } catch (error) {
        return showNew(request, reply, typed, currency, refusalOf(error, view));
      }
      return reply.redirect(`/sales/${order}`, 303);
    });

    cashier.get('/sales/:order', (request: SaleRequest, reply) =>
      withSale(request, reply, async (sale) => sale),
    );

    cashier.post('/sales/:order/cancel', (request: SaleRequest, reply) =>
      withSale(request, reply, (sale) => sales.cancel(sale)),
    );

    cashier.post('/sales/:order/refund', (request: SaleRequest, reply) =>
      withSale(request, reply, async ({ refundable }) => {
        if (refundable !== null) await sales.refund(refundable);
      }),
    );

    cashier.get('/sales/:order/events', (request: SaleRequest, reply) => {
      const view = viewOf(request);
      const stream = new PassThrough();
      const stop = sales.watch(request.params.order, (sale) => {
        const { state } = sale;
        const told = { state, say: view.words.state[state], body: saleBody(view, sale) };
        stream.write(`data: ${JSON.stringify(told)}\n\n`);
      });
      stream.once('close', stop);
      return reply.type('text/event-stream').send(stream);
    });
  });

  function isKey(given: unknown): boolean {
    const [right, other] = [cashierKey, typeof given === 'string' ? given : ''].map((text) =>
      Buffer.from(text),
    );
    return right?.length === other?.length && timingSafeEqual(right as Buffer, other as Buffer);
  }

  async function showNew(
    request: FastifyRequest,
    reply: FastifyReply,
    typed: string,
    currency: Currency,
    notice: Notice | null,
  ) {
    const view = viewOf(request, '/');
    const draft = { typed, currency, mark: randomBytes(5).toString('hex') };
    try {
      return page(reply, notice?.status ?? 200, newSalePage(view, draft, await sales.latest(), notice));
    } catch (error) {
      const refusal = notice ?? refusalOf(error, view);
      return page(reply, refusal.status, newSalePage(view, draft, [], refusal));
    }
  }

  /** Shows the sale, or does something with it first and then leads to its page. */
  async function withSale(request: SaleRequest, reply: FastifyReply, act: (sale: Sale) => Promise<unknown>) {
    const view = viewOf(request, `/sales/${request.params.order}`);
    let sale: Sale | null = null;
    try {
      sale = await sales.find(request.params.order);
      if (sale === null) return page(reply, 404, sentencePage(view, view.words.not_found, ''));
      await act(sale);
      if (request.method === 'POST') return reply.redirect(view.path, 303);
      return page(reply, 200, salePage(view, sale, null));
    } catch (error) {
      const refusal = refusalOf(error, view);
      if (sale === null)
        return page(reply, refusal.status, sentencePage(view, view.words.failed, refusal.text));
      return page(reply, refusal.status, salePage(view, sale, refusal));
    }
  }
  return app;
}

/** The path of the request without its query. It is never an address of another host. */
function pathOf({ url }: FastifyRequest): string {
  return `/${(url.split('?')[0] as string).replace(/^[/\\]+/, '')}`;
}

function refusalOf(error: unknown, { words }: View): Notice {
  if (error instanceof ApiError)
    return { status: 502, text: words.error(error.code), reference: error.request_id };
  if (error instanceof ConnectionError || error instanceof AnswerError)
    return { status: 502, text: words.error('unreachable'), reference: null };
  throw error;
}
