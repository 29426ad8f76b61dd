import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { Errors } from 'typebox/value';
import type { App } from '../../http/index.ts';
import { Problem } from '../../kernel/problem.ts';
import type { appView } from './app.ts';
import { CreateAppBody } from './openapi.ts';

/** An app as the answer that makes it shows it. */
export type AppAnswer = ReturnType<typeof appView> & { readonly client_secret?: string };

/** What RFC 7591 and its registry name otherwise than `/v1/apps` does. */
const RENAMED = { client_name: 'name', dpop_bound_access_tokens: 'dpop_bound' } as const;
/** What both name alike. Whatever else an app says of itself is not understood, and so passed over (RFC 7591 section 2). */
const ALIKE = [
  'redirect_uris',
  'post_logout_redirect_uris',
  'backchannel_logout_uri',
  'grant_types',
  'token_endpoint_auth_method',
  'jwks',
  'jwks_uri',
  'tls_client_auth_subject_dn',
  'tls_client_auth_san_dns',
  'tls_client_auth_san_uri',
  'tls_client_auth_san_ip',
  'tls_client_auth_san_email',
  'tls_client_certificate_bound_access_tokens',
  'require_signed_request_object',
] as const;

const Metadata = Type.Unsafe<Record<string, unknown>>({ type: 'object' });

/**
 * Lets a program register itself (RFC 7591). Its initial access token is a key or token with `apps:write`, to whose account the app
 * then belongs. It may be what an app of `/v1/apps` may be, and is made there.
 */
export function registrationRoute(
  server: App,
  make: (request: FastifyRequest, body: Static<typeof CreateAppBody>) => Promise<AppAnswer>,
): void {
  server.post(
    '/oauth/register',
    {
      config: { scope: 'apps:write', idempotency: 'key', act: { name: 'app.create', kept: 'with it' } },
      schema: { hide: true, body: Metadata },
    },
    async (request, reply) => {
      try {
        return reply.code(201).send(registered(await make(request, bodyOf(request.body))));
      } catch (error) {
        if (error instanceof Problem && error.code === 'invalid_request') return refuse(reply, error);
        throw error;
      }
    },
  );
}

/** The app's own words as `/v1/apps` takes them. Throws `invalid_request`. */
function bodyOf(metadata: Readonly<Record<string, unknown>>): Static<typeof CreateAppBody> {
  const { response_types: types = ['code'], scope } = metadata;
  if (!Array.isArray(types) || types.some((type) => type !== 'code'))
    throw new Problem('invalid_request', 'response_types can only have code.', { field: 'response_types' });
  const body: Record<string, unknown> = {};
  for (const name of ALIKE) if (name in metadata) body[name] = metadata[name];
  for (const [name, ours] of Object.entries(RENAMED)) if (name in metadata) body[ours] = metadata[name];
  if (scope !== undefined && typeof scope !== 'string')
    throw new Problem('invalid_request', 'scope must be a text with spaces between scopes.', {
      field: 'scope',
    });
  if (scope !== undefined) body.scopes = scope.split(' ');
  const [fault] = Errors(CreateAppBody, body);
  if (fault !== undefined) {
    const at = fault.instancePath.slice(1) || 'client_name';
    throw new Problem('invalid_request', `${at}: ${fault.message}.`, { field: at });
  }
  return body as Static<typeof CreateAppBody>;
}

function registered(app: AppAnswer): object {
  const { client_secret: secret, scopes, created_at: createdAt } = app;
  const said = {
    ...{ client_id: app.client_id, client_id_issued_at: Math.floor(Date.parse(createdAt) / 1000) },
    // Zero: until another takes its place.
    ...(secret === undefined ? {} : { client_secret: secret, client_secret_expires_at: 0 }),
    ...Object.fromEntries(ALIKE.map((name) => [name, app[name]])),
    ...Object.fromEntries(Object.entries(RENAMED).map(([name, ours]) => [name, app[ours]])),
    response_types: app.grant_types.includes('authorization_code') ? ['code'] : [],
    scope: scopes.join(' '),
  };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== null));
}

/** As RFC 7591 section 3.2.2 says it. */
function refuse(reply: FastifyReply, { detail, extras }: Problem): FastifyReply {
  const error = extras.field?.startsWith('redirect_uris')
    ? 'invalid_redirect_uri'
    : 'invalid_client_metadata';
  return reply.code(400).send({ error, error_description: detail });
}
