import type { FastifyRequest } from 'fastify';
import type pg from 'pg';
import type { Static } from 'typebox';
import {
  type App,
  type IdempotentOptions,
  IdParams,
  keysetOf,
  type Principal,
  principalOf,
  runAct,
  runIdempotently,
} from '../../http/index.ts';
import { parseId } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problem.ts';
import { checkGiven } from '../keys/key.ts';
import { untilOf } from '../keys/store.ts';
import { appScopes, heldBy } from '../roles.ts';
import { type AppId, type AppSettings, appView, hasSecret, memberOf, type RegisteredApp } from './app.ts';
import { type CertificateSubject, subjectKinds } from './certificate-subject.ts';
import { CreateAppBody, ListAppsQuery, operations, RollSecretBody, UpdateAppBody } from './openapi.ts';
import { type AppAnswer, registrationRoute } from './registration.ts';
import { type AppInstallation, checkApp } from './settings.ts';
import { closeApp, createApp, findApp, listApps, lockApp, rollSecret, updateApp } from './store.ts';

/** The routes for the apps of the account that asks. */
export function appRoutes(server: App, options: IdempotentOptions, installation: AppInstallation): void {
  const { pool, keys, clock } = options;
  const reads = { scope: 'apps:read' } as const;
  const writes = { scope: 'apps:write', idempotency: 'key' } as const;
  /** Answers with the app that the work returns. */
  const answer = async (
    request: FastifyRequest,
    work: (client: pg.PoolClient) => Promise<{ app: RegisteredApp; secret?: string | null }>,
  ) => {
    const { body } = await runIdempotently(options, request, async (client) => {
      const { app, secret } = await work(client);
      return { status: 200, body: appView(app), ...(secret ? { secrets: { client_secret: secret } } : {}) };
    });
    return body as AppAnswer;
  };

  /** Makes an app as the body says. Throws `invalid_request`, `forbidden` or `limit_reached`. */
  const make = async (request: FastifyRequest, body: Static<typeof CreateAppBody>) => {
    const principal = principalOf(request);
    const settings = checkApp(changed(blank(principal), body), installation);
    const { account, settings: owner } = principal;
    return answer(request, async (client) => {
      await checkFor(client, principal, settings);
      return createApp(client, keys, { organization: owner.organization, account }, settings, clock.now());
    });
  };

  server.post(
    '/v1/apps',
    {
      config: { ...writes, act: { name: 'app.create', kept: 'with it' }, operation: operations.create },
      schema: { body: CreateAppBody },
    },
    (request) => make(request, request.body),
  );
  if (installation.appRegistration) registrationRoute(server, make);

  server.get(
    '/v1/apps',
    { config: { ...reads, operation: operations.list }, schema: { querystring: ListAppsQuery } },
    async (request) => {
      const page = keysetOf('app', request.query);
      const { apps, more } = await listApps(pool, principalOf(request).account, page);
      return { object: 'list', data: apps.map(appView), has_more: more };
    },
  );

  server.get(
    '/v1/apps/:id',
    { config: { ...reads, operation: operations.retrieve }, schema: { params: IdParams } },
    async (request) => appView(await findApp(pool, principalOf(request).account, idOf(request))),
  );

  server.post(
    '/v1/apps/:id',
    {
      config: { ...writes, act: { name: 'app.update', kept: 'with it' }, operation: operations.update },
      schema: { params: IdParams, body: UpdateAppBody },
    },
    async (request) => {
      const id = idOf(request);
      const principal = principalOf(request);
      return answer(request, async (client) => {
        const app = await lockApp(client, principal.account, id);
        const settings = checkApp(changed(app, request.body), installation);
        await checkFor(client, principal, settings);
        return { app: await updateApp(client, id, settings) };
      });
    },
  );

  server.post(
    '/v1/apps/:id/secret',
    {
      config: { ...writes, act: { name: 'app.roll_secret', kept: 'with it' }, operation: operations.roll },
      schema: { params: IdParams, body: RollSecretBody },
    },
    async (request) => {
      const id = idOf(request);
      const principal = principalOf(request);
      const overlapMs = (request.body.overlap_seconds ?? 0) * 1000;
      return answer(request, async (client) => {
        const app = await lockApp(client, principal.account, id);
        if (!hasSecret(app.authMethod))
          throw new Problem('invalid_request', `An app with ${app.authMethod} has no secret.`, {
            field: 'token_endpoint_auth_method',
          });
        await checkFor(client, principal, app);
        const until = overlapMs === 0 ? null : clock.now() + overlapMs;
        return { app, secret: await rollSecret(client, keys, id, until) };
      });
    },
  );

  server.delete(
    '/v1/apps/:id',
    {
      config: {
        scope: 'apps:write',
        act: { name: 'app.close', kept: 'with it' },
        operation: operations.close,
      },
      schema: { params: IdParams },
    },
    async (request, reply) => {
      const id = idOf(request);
      const { account } = principalOf(request);
      await runAct(options, request, async (client) => {
        await lockApp(client, account, id);
        await closeApp(client, id, clock.now());
      });
      return reply.code(204).send();
    },
  );
}

/** What an app is where nothing is said. */
function blank(principal: Principal): AppSettings {
  const held = heldBy(principal);
  return {
    name: '',
    redirectUris: [],
    postLogoutRedirectUris: [],
    backchannelLogoutUri: null,
    scopes: appScopes.filter((scope) => held.has(scope)),
    grantTypes: ['client_credentials'],
    authMethod: 'client_secret_basic',
    jwks: null,
    jwksUri: null,
    fapi: false,
    certificateSubject: null,
    certificateBound: false,
    dpopBound: false,
    requirePkce: true,
    requireSignedRequestObject: false,
  };
}

function changed(app: AppSettings, body: Static<typeof UpdateAppBody>): AppSettings {
  const withCodes = body.redirect_uris !== undefined && body.redirect_uris.length > 0;
  const unsaid: AppSettings['grantTypes'] =
    withCodes && !app.grantTypes.includes('authorization_code')
      ? [...app.grantTypes, 'authorization_code', 'refresh_token']
      : app.grantTypes;
  return {
    ...app,
    name: body.name ?? app.name,
    redirectUris: body.redirect_uris ?? app.redirectUris,
    postLogoutRedirectUris: body.post_logout_redirect_uris ?? app.postLogoutRedirectUris,
    backchannelLogoutUri: orKept(body.backchannel_logout_uri, app.backchannelLogoutUri),
    scopes: body.scopes === undefined ? app.scopes : [...new Set(body.scopes)],
    grantTypes: body.grant_types ?? unsaid,
    authMethod: body.token_endpoint_auth_method ?? app.authMethod,
    jwks: orKept(body.jwks, app.jwks),
    jwksUri: orKept(body.jwks_uri, app.jwksUri),
    fapi: body.fapi ?? app.fapi,
    certificateSubject: subjectIn(body, app.certificateSubject),
    certificateBound: body.tls_client_certificate_bound_access_tokens ?? app.certificateBound,
    dpopBound: body.dpop_bound ?? app.dpopBound,
    requirePkce: body.require_pkce ?? app.requirePkce,
    requireSignedRequestObject: body.require_signed_request_object ?? app.requireSignedRequestObject,
  };
}

/** One that is sent takes the place of the other; null ends the one that it names. Throws `invalid_request` for two. */
function subjectIn(
  body: Static<typeof UpdateAppBody>,
  kept: CertificateSubject | null,
): CertificateSubject | null {
  const sent = subjectKinds.filter((kind) => body[memberOf(kind)] != null);
  const [kind, another] = sent;
  if (another !== undefined)
    throw new Problem('invalid_request', 'Send one of the tls_client_auth_ fields, not two.', {
      field: memberOf(another),
    });
  if (kind !== undefined) return { kind, value: body[memberOf(kind)] as string };
  return kept === null || body[memberOf(kept.kind)] === null ? null : kept;
}

/** Null empties the field; what was not sent stays. */
function orKept<Value>(sent: Value | undefined, kept: Value): Value {
  return sent === undefined ? kept : sent;
}

/** Nobody makes, changes or takes over an app that may do more than they may, or for longer. Throws `forbidden`. */
async function checkFor(client: pg.PoolClient, principal: Principal, { scopes }: AppSettings): Promise<void> {
  checkGiven(principal, await untilOf(client, principal), { scopes, expiresAt: null });
}

/** Parses the id of the app in the path. Throws `not_found`. */
function idOf(request: FastifyRequest): AppId {
  const id = parseId('app', (request.params as { id: string }).id);
  if (id === null) throw new Problem('not_found');
  return id;
}
