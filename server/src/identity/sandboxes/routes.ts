import type { FastifyRequest } from 'fastify';
import type pg from 'pg';
import {
  type App,
  EmptyBody,
  type IdempotentOptions,
  IdParams,
  keysetOf,
  principalOf,
  runAct,
  runIdempotently,
} from '../../http/index.ts';
import { type AccountId, parseId } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problem.ts';
import { CreateSandboxBody, ListSandboxesQuery, operations } from './openapi.ts';
import {
  closeSandbox,
  createSandbox,
  findSandbox,
  listSandboxes,
  resetSandbox,
  sandboxView,
} from './sandbox.ts';

export interface SandboxesRoutesOptions extends IdempotentOptions {
  /** Where the accounts' books lie. */
  readonly cell: pg.Pool;
}

/** The routes for the sandboxes of the organization that the account that asks belongs to. */
export function sandboxesRoutes(app: App, options: SandboxesRoutesOptions): void {
  const { pool, cell, keys, clock } = options;
  const reads = { scope: 'sandboxes:read' } as const;
  const writes = { scope: 'sandboxes:write', idempotency: 'key' } as const;

  app.post(
    '/v1/sandboxes',
    {
      config: { ...writes, act: { name: 'sandbox.create', kept: 'with it' }, operation: operations.create },
      schema: { body: CreateSandboxBody },
    },
    async (request) => {
      const { body } = await runIdempotently(options, request, async (home) => {
        const made = await createSandbox(
          { home, cell },
          keys,
          principalOf(request),
          request.body.name,
          clock.now(),
        );
        return {
          status: 200,
          body: sandboxView(made.sandbox),
          secrets: { secret_key: made.secretKey, publishable_key: made.publishableKey },
        };
      });
      return body;
    },
  );

  app.get(
    '/v1/sandboxes',
    { config: { ...reads, operation: operations.list }, schema: { querystring: ListSandboxesQuery } },
    async (request) => {
      const page = keysetOf('acct', request.query);
      const { sandboxes, more } = await listSandboxes(pool, organizationOf(request), page);
      return { object: 'list', data: sandboxes.map(sandboxView), has_more: more };
    },
  );

  app.get(
    '/v1/sandboxes/:id',
    { config: { ...reads, operation: operations.retrieve }, schema: { params: IdParams } },
    async (request) => sandboxView(await findSandbox(pool, organizationOf(request), idOf(request))),
  );

  app.post(
    '/v1/sandboxes/:id/reset',
    {
      config: { ...writes, act: { name: 'sandbox.reset', kept: 'with it' }, operation: operations.reset },
      schema: { params: IdParams, body: EmptyBody },
    },
    async (request) => {
      const id = idOf(request);
      const { body } = await runIdempotently(options, request, async (home) => ({
        status: 200,
        body: sandboxView(await resetSandbox({ home, cell }, organizationOf(request), id, clock.now())),
      }));
      return body;
    },
  );

  app.delete(
    '/v1/sandboxes/:id',
    {
      config: {
        scope: 'sandboxes:write',
        act: { name: 'sandbox.close', kept: 'with it' },
        operation: operations.close,
      },
      schema: { params: IdParams },
    },
    async (request, reply) => {
      const id = idOf(request);
      await runAct(options, request, (home) => closeSandbox(home, organizationOf(request), id, clock.now()));
      return reply.code(204).send();
    },
  );
}

function organizationOf(request: FastifyRequest) {
  return principalOf(request).settings.organization;
}

/** Parses the id of the sandbox in the path. Throws `not_found`. */
function idOf(request: FastifyRequest): AccountId {
  const id = parseId('acct', (request.params as { id: string }).id);
  if (id === null) throw new Problem('not_found');
  return id;
}
