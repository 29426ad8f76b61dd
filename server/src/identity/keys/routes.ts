import type { FastifyRequest } from 'fastify';
import type pg from 'pg';
import {
  type App,
  type IdempotentOptions,
  IdParams,
  keysetOf,
  moment,
  type Principal,
  principalOf,
  runIdempotently,
} from '../../http/index.ts';
import { type KeyId, parseId } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problem.ts';
import { scopes as allScopes, heldBy } from '../roles.ts';
import { type ApiKey, checkGiven, keyView, scopesOfKey } from './key.ts';
import {
  CreateKeyBody,
  ListKeysQuery,
  operations,
  RenameKeyBody,
  RevokeKeyBody,
  RollKeyBody,
} from './openapi.ts';
import {
  endKey,
  findKey,
  isLastManager,
  issueKey,
  listKeys,
  lockWorkingKey,
  renameKey,
  untilOf,
} from './store.ts';

/** The routes for the keys of the account that asks. */
export function keyRoutes(app: App, options: IdempotentOptions): void {
  const { pool, keys: ring, clock } = options;
  const reads = { scope: 'keys:read' } as const;
  const writes = { scope: 'keys:write', idempotency: 'key' } as const;
  const show = (key: ApiKey) => keyView(key, clock.now());
  /** Answers with the key that the work returns. */
  const answer = async (
    request: FastifyRequest,
    work: (client: pg.PoolClient) => Promise<{ key: ApiKey; secret?: string }>,
  ) => {
    const { body } = await runIdempotently(options, request, async (client) => {
      const { key, secret } = await work(client);
      return { status: 200, body: show(key), ...(secret === undefined ? {} : { secrets: { secret } }) };
    });
    return body;
  };

  app.post(
    '/v1/keys',
    {
      config: { ...writes, act: { name: 'key.create', kept: 'with it' }, operation: operations.create },
      schema: { body: CreateKeyBody },
    },
    async (request) => {
      const principal = principalOf(request);
      const { name, kind, scopes, expires_at } = request.body;
      const at = clock.now();
      const asked = expires_at === undefined ? null : moment('expires_at', expires_at);
      if (asked !== null && asked <= at)
        throw new Problem('invalid_request', 'expires_at must be in the future.', { field: 'expires_at' });
      if (kind === 'publishable' && scopes !== undefined)
        throw new Problem('invalid_request', 'scopes are for secret keys.', { field: 'scopes' });
      return answer(request, async (client) => {
        const until = await untilOf(client, principal);
        const wanted = {
          ...{ name, kind, expiresAt: asked ?? until },
          scopes: kind === 'publishable' ? null : scopesFor(principal, scopes),
        };
        checkGiven(principal, until, { ...wanted, scopes: scopesOfKey(wanted) });
        return issueKey(client, ring, ownerOf(principal), wanted, at);
      });
    },
  );

  app.get(
    '/v1/keys',
    { config: { ...reads, operation: operations.list }, schema: { querystring: ListKeysQuery } },
    async (request) => {
      const page = keysetOf('key', request.query);
      const { keys, more } = await listKeys(pool, principalOf(request).account, page);
      return { object: 'list', data: keys.map(show), has_more: more };
    },
  );

  app.get(
    '/v1/keys/:id',
    { config: { ...reads, operation: operations.retrieve }, schema: { params: IdParams } },
    async (request) => show(await findKey(pool, principalOf(request).account, idOf(request))),
  );

  app.post(
    '/v1/keys/:id',
    {
      config: { ...writes, act: { name: 'key.rename', kept: 'with it' }, operation: operations.rename },
      schema: { params: IdParams, body: RenameKeyBody },
    },
    async (request) => {
      const id = idOf(request);
      const { account } = principalOf(request);
      return answer(request, async (client) => ({
        key: await renameKey(client, account, id, request.body.name),
      }));
    },
  );

  app.post(
    '/v1/keys/:id/roll',
    {
      config: { ...writes, act: { name: 'key.roll', kept: 'with it' }, operation: operations.roll },
      schema: { params: IdParams, body: RollKeyBody },
    },
    async (request) => {
      const id = idOf(request);
      const principal = principalOf(request);
      const overlapMs = (request.body.overlap_seconds ?? 0) * 1000;
      return answer(request, async (client) => {
        const at = clock.now();
        const old = await lockWorkingKey(client, principal.account, id, at);
        checkGiven(principal, await untilOf(client, principal), {
          scopes: scopesOfKey(old),
          expiresAt: old.expiresAt,
        });
        // The old one ends first: an account that has as many keys as it may can still roll them, without overlap.
        await endKey(client, old, at, overlapMs === 0 ? null : at + overlapMs);
        const { kind, name, scopes, expiresAt } = old;
        return issueKey(
          client,
          ring,
          ownerOf(principal),
          { kind, name, scopes, expiresAt, replaces: old.id },
          at,
        );
      });
    },
  );

  app.post(
    '/v1/keys/:id/revoke',
    {
      config: { ...writes, act: { name: 'key.revoke', kept: 'with it' }, operation: operations.revoke },
      schema: { params: IdParams, body: RevokeKeyBody },
    },
    async (request) => {
      const id = idOf(request);
      const { account } = principalOf(request);
      return answer(request, async (client) => {
        const at = clock.now();
        const key = await lockWorkingKey(client, account, id, at);
        if (request.body.force !== true && (await isLastManager(client, key))) throw new Problem('last_key');
        return { key: await endKey(client, key, at, null) };
      });
    },
  );
}

function ownerOf({ account, environment }: Principal) {
  return { id: account, environment };
}

/** The scopes of a new secret key: those that were asked for, or all that the one who asks has; null is all there are. */
function scopesFor(principal: Principal, asked: readonly string[] | undefined): readonly string[] | null {
  if (asked !== undefined) return [...new Set(asked)];
  const held = heldBy(principal);
  return allScopes.every((scope) => held.has(scope)) ? null : [...held];
}

/** Parses the id of the key in the path. Throws `not_found`. */
function idOf(request: FastifyRequest): KeyId {
  const id = parseId('key', (request.params as { id: string }).id);
  if (id === null) throw new Problem('not_found');
  return id;
}
