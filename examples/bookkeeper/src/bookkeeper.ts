import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AnswerError, ApiError, ConnectionError, Florin, OAuthError, VerificationError } from '@florin/sdk';
import type { OAuthApp } from '@florin/sdk/oauth';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { languageOf, words } from './languages.ts';
import { type Notice, notFoundPage, paymentsPage, type View, welcomePage } from './pages.ts';
import { type Visit, Visits } from './visits.ts';

export interface BookkeeperOptions {
  readonly app: OAuthApp;
  /** Where Florin is. */
  readonly baseUrl: string;
  /** The address of this app. Its `/callback` is one of the app's redirect URIs. */
  readonly url: string;
}

/** No more than is needed. `offline_access` goes on after an hour, when the first access token has ended. */
const SCOPE = 'payments:read refunds:write offline_access';
const PAGE = 10;
const PUBLIC = join(import.meta.dirname, '../public');
const FILES: Readonly<Record<string, string>> = {
  'bookkeeper.css': 'text/css; charset=utf-8',
  'access.js': 'text/javascript; charset=utf-8',
  'favicon.svg': 'image/svg+xml',
};

/** The app as a web server. */
export function buildBookkeeper({ app, baseUrl, url }: BookkeeperOptions): FastifyInstance {
  const web = fastify({ bodyLimit: 16 * 1024 });
  const visits = new Visits();
  const redirectUri = `${url}/callback`;

  web.removeAllContentTypeParsers();
  web.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, new URLSearchParams(body.toString())),
  );
  web.addHook('onRequest', async (request, reply) => {
    reply.headers({
      // Connecting leads from a form of this app to Florin.
      'content-security-policy': `default-src 'self'; form-action 'self' ${baseUrl}; base-uri 'none'; frame-ancestors 'none'`,
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    // A form of another site brings its own origin.
    if (request.method === 'POST' && request.headers.origin !== url)
      return reply.code(403).send('Not from this app.');
  });
  web.addHook<{ Querystring: { lang?: unknown } }>('onRequest', async (request, reply) => {
    const { lang } = request.query;
    if (request.method !== 'GET' || (lang !== 'en' && lang !== 'zh')) return;
    reply.header('set-cookie', `bookkeeper_language=${lang}; Path=/; Max-Age=31536000; SameSite=Lax`);
    return reply.redirect(viewOf(request).path, 303);
  });
  for (const [file, type] of Object.entries(FILES)) {
    const contents = readFileSync(join(PUBLIC, file));
    web.get(`/${file}`, (_request, reply) => reply.type(type).send(contents));
  }

  const page = (reply: FastifyReply, status: number, text: string) =>
    reply.code(status).type('text/html; charset=utf-8').send(text);
  const visitOf = (request: FastifyRequest) => visits.find(request.headers.cookie);
  web.setNotFoundHandler((request, reply) => page(reply, 404, notFoundPage(viewOf(request))));

  web.post('/connect', async (request, reply) => {
    try {
      const { url: consent, pending } = await app.beginAuthorization({ redirectUri, scope: SCOPE });
      const cookie = visits.begin(request.headers.cookie, { pending, florin: null, said: null });
      return reply.header('set-cookie', cookie).redirect(consent, 303);
    } catch (error) {
      const view = viewOf(request, '/');
      return page(reply, 502, welcomePage(view, refusalOf(error, view)));
    }
  });

  // The person comes back. The state that the SDK compares is kept in this browser's visit: a link that somebody else began connects
  // nothing here.
  web.get('/callback', async (request, reply) => {
    const visit = visitOf(request);
    const pending = visit?.pending ?? null;
    if (visit === null) {
      const view = viewOf(request, '/');
      return page(reply, 200, welcomePage(view, { kind: 'said', said: 'begin_again' }));
    }
    if (pending === null) {
      // Whoever is led to an old or a forged link loses no connection by it.
      visit.said = 'begin_again';
      return reply.redirect('/', 303);
    }
    const back = (said: Visit['said'], florin: Florin | null) =>
      reply
        .header('set-cookie', visits.begin(request.headers.cookie, { pending: null, florin, said }))
        .redirect('/', 303);
    try {
      const tokens = await app.finishAuthorization(`${url}${request.url}`, pending);
      // These tokens are in memory alone. An app that keeps them writes down the new ones in `onTokens`, before they are used.
      const accessToken = app.continue(tokens, { onTokens: () => {} });
      return back('connected', new Florin({ baseUrl, accessToken, totalMs: 15_000 }));
    } catch (error) {
      if (error instanceof OAuthError)
        return back(error.error === 'access_denied' ? 'refused' : 'begin_again', null);
      if (error instanceof VerificationError || error instanceof ConnectionError)
        return back('begin_again', null);
      throw error;
    }
  });

  web.get<{ Querystring: { after?: string } }>('/', (request, reply) =>
    show(request, reply, visitOf(request), null),
  );

  web.post<{ Params: { id: string }; Body: URLSearchParams }>(
    '/payments/:id/refund',
    async (request, reply) => {
      const visit = visitOf(request);
      const amount = Number(request.body?.get('amount'));
      if (!visit?.florin || !Number.isSafeInteger(amount) || amount <= 0) return reply.redirect('/', 303);
      const payment = request.params.id;
      try {
        // What was refundable when the page was shown is part of the key: a second press refunds nothing more.
        const idempotencyKey = `bookkeeper-${payment}-${amount}`;
        const refund = await visit.florin.refunds.create({ payment, amount }, { idempotencyKey });
        visit.said = refund.status === 'succeeded' ? 'refunded' : 'refund_pending';
        return reply.redirect('/', 303);
      } catch (error) {
        return show(request, reply, visit, error);
      }
    },
  );

  // What `access.js` asks for when the person comes back to the page.
  web.get('/access', async (request, reply) => {
    const visit = visitOf(request);
    if (!visit?.florin) return reply.code(410).send();
    try {
      await visit.florin.payments.list({ limit: 1 });
    } catch (error) {
      if (isCutOff(error)) cutOff(visit);
    }
    return reply.code(visit.florin === null ? 410 : 204).send();
  });

  /** Shows the payments, or why there are none to be seen. `trouble` is what happened before. */
  async function show(request: FastifyRequest, reply: FastifyReply, visit: Visit | null, trouble: unknown) {
    const view = viewOf(request, '/');
    if (visit !== null && isCutOff(trouble)) cutOff(visit);
    const said: Notice | null = visit?.said ? { kind: 'said', said: visit.said } : null;
    if (visit !== null) visit.said = null;
    if (!visit?.florin) return page(reply, 200, welcomePage(view, said));
    const { after } = request.query as { after?: unknown };
    const later = typeof after === 'string';
    const notice = trouble === null ? said : refusalOf(trouble, view);
    const status = trouble === null ? 200 : 502;
    const withdrawUrl = `${baseUrl}/account/apps?lang=${view.language}`;
    try {
      const list = await visit.florin.payments.list({ limit: PAGE, ...(later ? { after } : {}) });
      const older = list.has_more ? (list.data.at(-1)?.id ?? null) : null;
      return page(
        reply,
        status,
        paymentsPage(view, { payments: list.data, older, later, withdrawUrl }, notice),
      );
    } catch (error) {
      if (!isCutOff(error))
        return page(
          reply,
          502,
          paymentsPage(view, { payments: [], older: null, later, withdrawUrl }, refusalOf(error, view)),
        );
      cutOff(visit);
      visit.said = null;
      return page(reply, 200, welcomePage(view, { kind: 'said', said: 'cut_off' }));
    }
  }
  return web;
}

/** Forgets the tokens, which are worth nothing any more. */
function cutOff(visit: Visit): void {
  visit.florin = null;
  visit.said = 'cut_off';
}

/** The access token was refused, and there was no other: it was withdrawn, or has ended. */
function isCutOff(error: unknown): boolean {
  return error instanceof OAuthError || (error instanceof ApiError && error.status === 401);
}

function viewOf(request: FastifyRequest, path = pathOf(request)): View {
  const language = languageOf(request.headers);
  return { language, words: words[language], path };
}

/** The path of the request without its query. It is never an address of another host. */
function pathOf({ url }: FastifyRequest): string {
  return `/${(url.split('?')[0] as string).replace(/^[/\\]+/, '')}`;
}

function refusalOf(error: unknown, { words }: View): Notice {
  if (error instanceof ApiError)
    return { kind: 'refusal', text: words.error(error.code), reference: error.request_id };
  if (error instanceof OAuthError)
    return { kind: 'refusal', text: words.error(error.error), reference: null };
  if (error instanceof ConnectionError || error instanceof AnswerError)
    return { kind: 'refusal', text: words.unreachable, reference: null };
  throw error;
}
