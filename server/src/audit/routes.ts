import { Readable } from 'node:stream';
import type pg from 'pg';
import { keysetPage, streamRows } from '../database/index.ts';
import { type App, keysetOf, principalOf } from '../http/index.ts';
import { rfc3339 } from '../kernel/clock.ts';
import { type OrganizationId, uuidOf } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import { type AuditEntry, entryOf } from './chain.ts';
import { ListAuditQuery, operations } from './openapi.ts';

/** The routes by which an organization reads its own log. */
export function auditRoutes(app: App, pool: pg.Pool): void {
  app.get(
    '/v1/audit',
    { config: { scope: 'audit:read', operation: operations.list }, schema: { querystring: ListAuditQuery } },
    async (request) => {
      const { organization } = principalOf(request).settings;
      const page = keysetOf('aud', request.query);
      const { rows, more } = await keysetPage(pool, 'audit_entry', organization, [], page);
      return { object: 'list', data: rows.map((row) => entryView(entryOf(row))), has_more: more };
    },
  );

  app.get(
    '/v1/audit/export',
    { exposeHeadRoute: false, config: { scope: 'audit:read', operation: operations.export } },
    async (request, reply) => {
      const { organization } = principalOf(request).settings;
      const client = await pool.connect().catch(() => {
        throw new Problem('database_unavailable', undefined, { retryAfter: 1 });
      });
      return reply
        .header('content-type', 'text/plain; charset=utf-8')
        .header('content-disposition', 'attachment; filename="audit.ndjson"')
        .send(Readable.from(linesOf(client, organization)));
    },
  );
}

/** Holds no more than a few entries at a time, and gives the connection back at the end, however it ends. */
async function* linesOf(client: pg.PoolClient, organization: OrganizationId): AsyncGenerator<string> {
  let whole = false;
  try {
    await client.query('begin isolation level repeatable read read only');
    const rows = streamRows(client, 'select * from audit_entry where organization_id = $1 order by seq', [
      uuidOf(organization),
    ]);
    for await (const row of rows) yield `${JSON.stringify(entryView(entryOf(row)))}\n`;
    await client.query('commit');
    whole = true;
  } finally {
    client.release(!whole);
  }
}

function entryView(entry: AuditEntry & { readonly hash: string }) {
  return {
    id: entry.id,
    object: 'audit_entry' as const,
    seq: Number(entry.seq),
    at: rfc3339(entry.at),
    ...{ act: entry.act, state: entry.state, actor: entry.actor, account: entry.account },
    about: entry.object,
    detail: JSON.parse(entry.detail),
    ...{ request: entry.request, address: entry.address, hash: entry.hash },
  };
}
