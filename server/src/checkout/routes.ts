import type { FastifyRequest } from 'fastify';
import type pg from 'pg';
import type { CommitQueue } from '../database/index.ts';
import {
  type App,
  EmptyBody,
  IdParams,
  idempotencyKeyOf,
  keySubject,
  keysetOf,
  ListOf,
  payerAddress,
  principalOf,
  runIdempotently,
} from '../http/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { newId, parseId } from '../kernel/ids.ts';
import { type Currency, parseCurrency } from '../kernel/money.ts';
import { Problem } from '../kernel/problem.ts';
import { refusePaidOrder } from '../payments/index.ts';
import type { KeyRing } from '../vault/index.ts';
import { type CloseCommand, sessionSubject, sessions } from './commands.ts';
import { operations } from './openapi.ts';
import { CreateSessionBody, ListSessionsQuery, SessionSchema } from './schemas.ts';
import { type LineItem, type Session, type SessionView, sessionView } from './session.ts';
import { linkOf } from './session-link.ts';
import {
  beginSession,
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
  /** The address at which payers reach the platform, without a slash at the end. */
  readonly publicUrl: string;
}

const EXPIRES_IN_S = 86_400;

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
      config: {
        scope: 'checkout_sessions:write',
        idempotency: 'key',
        act: { name: 'checkout_session.create', kept: 'before it, of people' },
        operation: operations.create,
      },
      schema: { body: CreateSessionBody, response: { 200: SessionSchema } },
    },
    async (request) => {
      const { body } = request;
      const { account, settings } = principalOf(request);
      const at = clock.now();
      const currency = currencyOf(body.currency);
      const successUrl = payerAddress('success_url', body.success_url, settings.environment);
      const cancelUrl = payerAddress('cancel_url', body.cancel_url, settings.environment);
      checkSum(body.line_items ?? [], body.amount);
      const answer = await runIdempotently({ pool, keys, clock }, request, async (client) => {
        await refusePaidOrder(client, account, body.order_id);
        const { id, clockOffset } = await beginSession(client, account, at);
        const now = at + clockOffset;
        const session: Session = {
          account,
          id,
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
        // The link contains the session's secret, which is computed each time and never stored.
        return { status: 200, body: sessionView(session, now) };
      });
      const view = answer.body as SessionView;
      return withLink(view, { account, id: view.id });
    },
  );

  app.get(
    '/v1/checkout_sessions',
    {
      config: { scope: 'checkout_sessions:read', operation: operations.list },
      schema: { querystring: ListSessionsQuery, response: { 200: ListOf(SessionSchema) } },
    },
    async (request) => {
      const { sessions: page, more } = await listSessions(pool, principalOf(request).account, {
        ...keysetOf('cs', request.query),
        orderId: request.query.order_id ?? null,
      });
      return { object: 'list' as const, data: page.map(show), has_more: more };
    },
  );

  app.get(
    '/v1/checkout_sessions/:id',
    {
      config: { scope: 'checkout_sessions:read', operation: operations.retrieve },
      schema: { params: IdParams, response: { 200: SessionSchema } },
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
      config: {
        scope: 'checkout_sessions:write',
        idempotency: 'key',
        act: { name: 'checkout_session.expire', kept: 'before it, of people' },
        operation: operations.expire,
      },
      schema: { params: IdParams, body: EmptyBody, response: { 200: SessionSchema } },
    },
    async (request) => {
      const session = refOf(request, request.params.id);
      const key = idempotencyKeyOf(keys, request, request.body);
      const answer = await closeSession(queue, { session, by: 'merchant', at: clock.now(), key });
      return withLink(sessionView(answer.session, answer.now), session);
    },
  );
}

/**
 * Closes an unpaid session. A repeated request with the same key gets the closed session. Throws `not_found`,
 * `session_not_open`, `command_in_progress` or `idempotency_key_reused`.
 */
export async function closeSession(
  queue: CommitQueue,
  closing: Pick<CloseCommand, 'session' | 'by' | 'at' | 'key'>,
): Promise<{ session: Session; now: number }> {
  const { session, key } = closing;
  const { account } = session;
  const subjects = [sessionSubject(session)];
  if (key !== null) subjects.push(keySubject(account, key.scope, key.key));
  const answer = await queue.submit(sessions, {
    ...closing,
    type: 'close',
    urgency: 'attempt',
    account,
    subjects,
    command: newId('cmd'),
  });
  if (answer.kind === 'closed') return answer;
  if (answer.kind === 'repeated') throw new Problem('idempotency_key_reused');
  if (answer.kind !== 'hindered') throw new Problem('not_found');
  throw new Problem(answer.refusal.code, answer.refusal.detail, answer.refusal.extras);
}

function refOf(request: FastifyRequest, text: string): SessionRef {
  const id = parseId('cs', text);
  if (id === null) throw new Problem('not_found');
  return { account: principalOf(request).account, id };
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

/** Checks that the line items add up, because the payer sees them above the amount. */
function checkSum(lines: readonly LineItem[], amount: number): void {
  if (lines.length === 0) return;
  const sum = lines.reduce((total, line) => total + BigInt(line.amount), 0n);
  if (sum !== BigInt(amount)) {
    throw new Problem('invalid_request', `The line items add up to ${sum}, the amount is ${amount}.`, {
      field: 'line_items',
    });
  }
}
