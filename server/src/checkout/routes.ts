import type { FastifyRequest } from 'fastify';
import type pg from 'pg';
import type { CommitQueue } from '../database/index.ts';
import { type App, payerAddress, principalOf, runIdempotently } from '../http/index.ts';
import type { KeyHolder } from '../identity/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { newId, parseId, type SessionId } from '../kernel/ids.ts';
import { type Currency, parseCurrency } from '../kernel/money.ts';
import { Problem } from '../kernel/problem.ts';
import type { KeyRing } from '../vault/index.ts';
import { sessionSubject, sessions } from './commands.ts';
import { operations } from './openapi.ts';
import {
  CreateSessionBody,
  ListSessionsQuery,
  SessionIdParams,
  SessionListSchema,
  SessionSchema,
} from './schemas.ts';
import { type LineItem, type Session, type SessionView, sessionView } from './session.ts';
import { linkOf } from './session-link.ts';
import {
  clockOffsetOf,
  findSession,
  insertSession,
  listSessions,
  type SessionRef,
  type StandingSession,
} from './store.ts';

export interface SessionRoutesOptions {
  readonly queue: CommitQueue;
  readonly pool: pg.Pool;
  readonly keys: KeyRing;
  readonly clock: Clock;
  /** Where payers reach the platform, without a slash at its end. */
  readonly publicUrl: string;
}

const EXPIRES_IN_S = 86_400;
const PAGE_LIMIT = 10;

/** The merchant's side of checkout: `/v1/checkout_sessions`, with a secret key. */
export function sessionRoutes(app: App, { queue, pool, keys, clock, publicUrl }: SessionRoutesOptions): void {
  const withLink = (view: SessionView, session: SessionRef) => ({
    ...view,
    url: linkOf(keys, publicUrl, session),
  });
  const show = ({ session, clockOffset }: StandingSession) =>
    withLink(sessionView(session, clock.now() + clockOffset), session);

  app.post(
    '/v1/checkout_sessions',
    {
      config: { credential: 'secret', operation: operations.create },
      schema: { body: CreateSessionBody, response: { 200: SessionSchema } },
    },
    async (request) => {
      const { body } = request;
      const { account, settings } = principalOf(request) as KeyHolder;
      const at = clock.now();
      const currency = currencyOf(body.currency);
      const successUrl = payerAddress('success_url', body.success_url, settings.environment);
      const cancelUrl = payerAddress('cancel_url', body.cancel_url, settings.environment);
      checkSum(body.line_items ?? [], body.amount);
      const answer = await runIdempotently({ pool, keys, clock }, request, async (client) => {
        const now = at + (await clockOffsetOf(client, account));
        const session: Session = {
          account,
          id: newId('cs'),
          orderId: body.order_id,
          amount: BigInt(body.amount),
          currency,
          captureMethod: body.capture_method ?? 'automatic',
          description: body.description ?? null,
          metadata: body.metadata ?? {},
          lineItems: body.line_items ?? [],
          successUrl,
          cancelUrl,
          closedBy: null,
          closedAt: null,
          expiresAt: now + (body.expires_in ?? EXPIRES_IN_S) * 1000,
          createdAt: now,
          tries: 0,
          payment: null,
        };
        await insertSession(client, session);
        // The link holds the session's secret, which is computed anew and never stored.
        return { status: 200, body: sessionView(session, now) };
      });
      const view = answer.body as SessionView;
      return withLink(view, { account, id: view.id });
    },
  );

  app.get(
    '/v1/checkout_sessions',
    {
      config: { credential: 'secret', operation: operations.list },
      schema: { querystring: ListSessionsQuery, response: { 200: SessionListSchema } },
    },
    async (request) => {
      const { limit, after, before, order_id: orderId } = request.query;
      if (after !== undefined && before !== undefined) {
        throw new Problem('invalid_request', 'Send `after` or `before`, not both.', { field: 'before' });
      }
      const { sessions: page, more } = await listSessions(pool, principalOf(request).account, {
        limit: limit === undefined ? PAGE_LIMIT : Number(limit),
        orderId: orderId ?? null,
        after: after === undefined ? null : cursorOf('after', after),
        before: before === undefined ? null : cursorOf('before', before),
      });
      return { object: 'list' as const, data: page.map(show), has_more: more };
    },
  );

  app.get(
    '/v1/checkout_sessions/:id',
    {
      config: { credential: 'secret', operation: operations.retrieve },
      schema: { params: SessionIdParams, response: { 200: SessionSchema } },
    },
    async (request) => {
      const found = await findSession(pool, refOf(request, request.params.id));
      if (found === null) throw new Problem('not_found');
      return show(found);
    },
  );

  app.post(
    '/v1/checkout_sessions/:id/expire',
    {
      config: { credential: 'secret', operation: operations.expire },
      schema: { params: SessionIdParams, response: { 200: SessionSchema } },
    },
    async (request) => {
      const session = refOf(request, request.params.id);
      const answer = await closeSession(queue, session, 'merchant', clock.now());
      return withLink(sessionView(answer.session, answer.now), session);
    },
  );
}

/** Closes a session unpaid. Throws `not_found`, `session_not_open` or `command_in_progress`. */
export async function closeSession(
  queue: CommitQueue,
  session: SessionRef,
  by: 'payer' | 'merchant',
  at: number,
): Promise<{ session: Session; now: number }> {
  const answer = await queue.submit(sessions, {
    type: 'close',
    urgency: 'attempt',
    account: session.account,
    subjects: [sessionSubject(session)],
    session,
    by,
    at,
  });
  if (answer.kind === 'closed') return answer;
  if (answer.kind !== 'hindered') throw new Problem('not_found');
  throw new Problem(answer.refusal.code, answer.refusal.detail, answer.refusal.extras);
}

function refOf(request: FastifyRequest, text: string): SessionRef {
  const id = parseId('cs', text);
  if (id === null) throw new Problem('not_found');
  return { account: principalOf(request).account, id };
}

function cursorOf(field: string, text: string): SessionId {
  const id = parseId('cs', text);
  if (id === null)
    throw new Problem('invalid_request', `${field} is no id of a checkout session.`, { field });
  return id;
}

function currencyOf(code: string): Currency {
  const currency = parseCurrency(code);
  if (currency === null) {
    throw new Problem('currency_unknown', `ISO 4217 has no currency ${code} to pay in.`, {
      field: 'currency',
    });
  }
  return currency;
}

/** The payer sees the lines above the amount: they must not contradict it. */
function checkSum(lines: readonly LineItem[], amount: number): void {
  if (lines.length === 0) return;
  const sum = lines.reduce((total, line) => total + BigInt(line.amount), 0n);
  if (sum !== BigInt(amount)) {
    throw new Problem('invalid_request', `The line items add up to ${sum}, the amount is ${amount}.`, {
      field: 'line_items',
    });
  }
}
