import type pg from 'pg';
import { type Filter, keysetPage, type Row } from '../database/index.ts';
import { type App, IdParams, idParameter, keysetOf, type Principal, principalOf } from '../http/index.ts';
import { rfc3339 } from '../kernel/clock.ts';
import { idFromUuid, parseId, uuidOf } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import { type ListRequests, ListRequestsQuery, operations } from './openapi.ts';
import { findRequest } from './store.ts';

/** The routes by which an account reads its own log. */
export function requestLogRoutes(app: App, pool: pg.Pool): void {
  app.get(
    '/v1/request_log',
    {
      config: { scope: 'request_log:read', operation: operations.list },
      schema: { querystring: ListRequestsQuery },
    },
    async (request) => {
      const { account } = principalOf(request);
      const page = keysetOf('log', request.query);
      const { rows, more } = await keysetPage(
        pool,
        'logged_request',
        account,
        filtersOf(request.query),
        page,
      );
      return { object: 'list', data: rows.map(summaryView), has_more: more };
    },
  );

  app.get(
    '/v1/request_log/:id',
    {
      config: { scope: 'request_log:read', operation: operations.retrieve },
      schema: { params: IdParams },
    },
    async (request) => {
      const principal = principalOf(request);
      const { account } = principal;
      const { id: text } = request.params;
      const id = parseId('req', text) ?? parseId('log', text);
      const row = id === null ? null : await findRequest(pool, account, id);
      if (row === null) throw new Problem('not_found');
      const withheld = !maySee(principal, row.scope);
      const bodies = withheld ? { request_body: null, answer_body: null } : row;
      const { request_body, answer_body } = bodies;
      return { ...summaryView(row), withheld, request_body, answer_body };
    },
  );
}

/** Whoever reads the log sees nothing of resources that they could not read elsewhere. */
function maySee({ scopes }: Principal, needed: string): boolean {
  const [resource] = needed.split(':');
  return scopes === 'all' || scopes.has(`${resource}:read`) || scopes.has(needed);
}

function filtersOf(query: ListRequests): Filter[] {
  const { outcome, status, code, operation, object } = query;
  const request = idParameter('req', 'request', query.request);
  return [
    ...(outcome === undefined ? [] : [['status', outcome === 'refused' ? '>=' : '<', 400] as const]),
    ...(status === undefined ? [] : [['status', '=', status] as const]),
    ...(code === undefined ? [] : [['code', '=', code] as const]),
    ...(operation === undefined ? [] : [['operation', '=', operation] as const]),
    ...(request === null ? [] : [['request_id', '=', uuidOf(request)] as const]),
    ...(object === undefined ? [] : [['about', '@>', [object]] as const]),
  ];
}

function summaryView(row: Row) {
  return {
    id: idFromUuid('log', row.id),
    object: 'logged_request' as const,
    request: idFromUuid('req', row.request_id),
    answered_at: rfc3339(row.at),
    ...{ operation: row.operation, method: row.method, path: row.path, status: row.status, code: row.code },
    ...{ milliseconds: row.milliseconds, actor: row.actor, address: row.address, user_agent: row.user_agent },
    ...{ idempotency_key: row.idempotency_key, about: row.about, skipped: row.skipped },
  };
}
