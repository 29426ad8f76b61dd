import { Type } from 'typebox';
import { Integer, ListOf, Nullable, OneOf, type Operation, PageQuery, Time } from '../../http/index.ts';
import { scopes } from '../roles.ts';
import { authMethods, grantTypes, subjectView } from './app.ts';

const DAY_S = 86_400;
const closed = { additionalProperties: false };
const Address = Type.String({ minLength: 1, maxLength: 2048 });
const Jwks = Type.Object(
  { keys: Type.Array(Type.Unsafe<object>({ type: 'object' }), { minItems: 1, maxItems: 10 }) },
  { $id: 'AppJwks', ...closed },
);

/** By what the certificate of an app with `tls_client_auth` is known. */
const Subject = Type.Optional(
  Nullable(
    Type.String({
      minLength: 1,
      maxLength: 1024,
      description: '`tls_client_auth` needs one of these five (RFC 8705).',
    }),
  ),
);

const fields = {
  redirect_uris: Type.Optional(
    Type.Array(Address, {
      maxItems: 20,
      description:
        'Where people are sent back to: https, or http on this machine. Compared character by character.',
    }),
  ),
  post_logout_redirect_uris: Type.Optional(Type.Array(Address, { maxItems: 20 })),
  backchannel_logout_uri: Type.Optional(Nullable(Address)),
  scopes: Type.Optional(
    Type.Array(OneOf(scopes, { $id: 'Scope' }), {
      minItems: 1,
      maxItems: 100,
      description: 'What it may ask for at most. Left out, all that you may give to an app.',
    }),
  ),
  grant_types: Type.Optional(
    Type.Array(OneOf(grantTypes, { $id: 'AppGrantType' }), { minItems: 1, maxItems: 4 }),
  ),
  token_endpoint_auth_method: Type.Optional(OneOf(authMethods, { $id: 'AppAuthMethod' })),
  jwks: Type.Optional(Nullable(Jwks)),
  jwks_uri: Type.Optional(Nullable(Address)),
  fapi: Type.Optional(Type.Boolean({ description: 'Keeps the app to the FAPI 2.0 Security Profile.' })),
  tls_client_auth_subject_dn: Subject,
  tls_client_auth_san_dns: Subject,
  tls_client_auth_san_uri: Subject,
  tls_client_auth_san_ip: Subject,
  tls_client_auth_san_email: Subject,
  tls_client_certificate_bound_access_tokens: Type.Optional(
    Type.Boolean({ description: 'Binds all its tokens to its client certificate (RFC 8705).' }),
  ),
  dpop_bound: Type.Optional(
    Type.Boolean({ description: 'Binds all its tokens to a key of its own (RFC 9449).' }),
  ),
  require_pkce: Type.Optional(
    Type.Boolean({
      description:
        'True, unless you say otherwise for an app that proves itself and whose library knows no PKCE (RFC 7636).',
    }),
  ),
  require_signed_request_object: Type.Optional(
    Type.Boolean({
      description:
        'Refuses authorization requests that are not signed by one of its keys (RFC 9101). It needs jwks or jwks_uri.',
    }),
  ),
};
const Name = Type.String({
  minLength: 1,
  maxLength: 100,
  description: 'People see it when they are asked for consent.',
});

export const CreateAppBody = Type.Object({ name: Name, ...fields }, { $id: 'AppRequest', ...closed });
export const UpdateAppBody = Type.Object(
  { name: Type.Optional(Name), ...fields },
  { $id: 'AppChange', ...closed },
);
export const RollSecretBody = Type.Optional(
  Type.Object(
    {
      overlap_seconds: Type.Optional(
        Integer({
          minimum: 0,
          maximum: 7 * DAY_S,
          description: 'For how long the old secret works on: from 0, which is the default, to seven days.',
        }),
      ),
    },
    { $id: 'AppSecretRoll', ...closed },
  ),
);
export const ListAppsQuery = Type.Object(PageQuery, closed);

const AppSchema = Type.Object(
  {
    id: Type.String(),
    object: Type.Literal('app'),
    client_id: Type.String({ description: 'The same as `id`, by the name that OAuth has for it.' }),
    account: Type.String({ description: 'On which it acts by its own credentials.' }),
    name: Type.String(),
    redirect_uris: Type.Array(Type.String()),
    post_logout_redirect_uris: Type.Array(Type.String()),
    backchannel_logout_uri: Nullable(Type.String()),
    scopes: Type.Array(Type.String()),
    grant_types: Type.Array(Type.String()),
    token_endpoint_auth_method: Type.String(),
    jwks: Nullable(Type.Object({ keys: Type.Array(Type.Unsafe<object>({ type: 'object' })) })),
    jwks_uri: Nullable(Type.String()),
    fapi: Type.Boolean(),
    tls_client_auth_subject_dn: Nullable(Type.String()),
    tls_client_auth_san_dns: Nullable(Type.String()),
    tls_client_auth_san_uri: Nullable(Type.String()),
    tls_client_auth_san_ip: Nullable(Type.String()),
    tls_client_auth_san_email: Nullable(Type.String()),
    tls_client_certificate_bound_access_tokens: Type.Boolean(),
    dpop_bound: Type.Boolean(),
    require_pkce: Type.Boolean(),
    require_signed_request_object: Type.Boolean(),
    created_at: Time,
    client_secret: Type.Optional(
      Type.String({ description: 'Shown only in the answer that creates the app or rolls its secret.' }),
    ),
    secret_already_shown: Type.Optional(
      Type.Boolean({
        description: 'True in the answer to a repeated request, which does not show the secret again.',
      }),
    ),
  },
  { $id: 'App' },
);

const app = {
  id: 'app_01kb0ztb1c3d5e7f9g1h3j5k7m',
  object: 'app',
  client_id: 'app_01kb0ztb1c3d5e7f9g1h3j5k7m',
  account: 'acct_01kb0zta6d8f1h3k5m7p9r2t4w',
  name: 'Bookkeeper',
  redirect_uris: ['https://books.example/callback'],
  post_logout_redirect_uris: [],
  backchannel_logout_uri: null,
  scopes: ['payments:read', 'balances:read'],
  grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
  token_endpoint_auth_method: 'client_secret_basic',
  jwks: null,
  jwks_uri: null,
  fapi: false,
  ...subjectView(null),
  tls_client_certificate_bound_access_tokens: false,
  dpop_bound: false,
  require_pkce: true,
  require_signed_request_object: false,
  created_at: '2026-11-24T09:30:00.000Z',
};
const client_secret = 'wXk3…Pq0';
const parameters = { id: app.id };

/** The text about apps in the API reference. */
export const operations = {
  create: {
    operationId: 'createApp',
    tag: 'Apps',
    summary: 'Create an app',
    description:
      'Registers an OAuth client of your account. Keep the `client_secret`, because it is shown only once. An app can have only ' +
      'scopes that you have yourself, and none that reach beyond one account.',
    body: { name: app.name, redirect_uris: app.redirect_uris, scopes: app.scopes },
    answers: {
      200: {
        description: 'The app, with its secret.',
        example: { ...app, client_secret },
        schema: AppSchema,
      },
    },
    problems: ['limit_reached'],
  },
  list: {
    operationId: 'listApps',
    tag: 'Apps',
    summary: 'List apps',
    description: 'Lists the apps of the account, the newest first. There can be at most a hundred.',
    answers: {
      200: {
        description: 'A page of apps.',
        example: { object: 'list', data: [app], has_more: false },
        schema: ListOf(AppSchema),
      },
    },
  },
  retrieve: {
    operationId: 'retrieveApp',
    tag: 'Apps',
    summary: 'Retrieve an app',
    description: 'Returns the app, without its secret.',
    parameters,
    answers: { 200: { description: 'The app.', example: app, schema: AppSchema } },
  },
  update: {
    operationId: 'updateApp',
    tag: 'Apps',
    summary: 'Change an app',
    description:
      'Changes the fields that are sent. What people have granted stays as they granted it, but no token does more than `scopes` says.',
    parameters,
    body: { name: 'Bookkeeper 2' },
    answers: {
      200: { description: 'The app.', example: { ...app, name: 'Bookkeeper 2' }, schema: AppSchema },
    },
  },
  roll: {
    operationId: 'rollAppSecret',
    tag: 'Apps',
    summary: 'Roll an app’s secret',
    description: 'Gives the app another secret. The old one works on for `overlap_seconds`.',
    parameters,
    body: { overlap_seconds: DAY_S },
    answers: {
      200: {
        description: 'The app, with its new secret.',
        example: { ...app, client_secret },
        schema: AppSchema,
      },
    },
  },
  close: {
    operationId: 'closeApp',
    tag: 'Apps',
    summary: 'Close an app',
    description: 'Closes the app for good. Its tokens are refused everywhere within a second.',
    parameters,
    answers: { 204: { description: 'The app is closed.' } },
  },
} as const satisfies Record<string, Operation>;
