import { Type } from 'typebox';
import {
  Integer,
  ListOf,
  MomentField,
  Nullable,
  OneOf,
  type Operation,
  PageQuery,
  Time,
} from '../../http/index.ts';
import { scopes } from '../roles.ts';
import { keyKinds, keyStatuses } from './key.ts';

const DAY_S = 86_400;

const Name = Type.String({ minLength: 1, maxLength: 100, description: 'For yourself, as “Web shop”.' });
const KeyKind = OneOf(keyKinds, { $id: 'ApiKeyKind' });
const closed = { additionalProperties: false };

export const CreateKeyBody = Type.Object(
  {
    name: Name,
    kind: KeyKind,
    scopes: Type.Optional(
      Type.Array(OneOf(scopes, { $id: 'Scope' }), {
        minItems: 1,
        maxItems: 100,
        description: 'What a secret key may do. Left out, it may do all that you may.',
      }),
    ),
    expires_at: Type.Optional(MomentField),
  },
  { $id: 'ApiKeyRequest', ...closed },
);

export const RenameKeyBody = Type.Object({ name: Name }, { $id: 'ApiKeyChange', ...closed });

export const RollKeyBody = Type.Optional(
  Type.Object(
    {
      overlap_seconds: Type.Optional(
        Integer({
          minimum: 0,
          maximum: 7 * DAY_S,
          description: 'For how long the old key works on: from 0, which is the default, to seven days.',
        }),
      ),
    },
    { $id: 'ApiKeyRoll', ...closed },
  ),
);

export const RevokeKeyBody = Type.Optional(
  Type.Object(
    {
      force: Type.Optional(Type.Boolean({ description: 'Revokes even the last key that can make others.' })),
    },
    { $id: 'ApiKeyRevocation', ...closed },
  ),
);

export const ListKeysQuery = Type.Object(PageQuery, closed);

const KeySchema = Type.Object(
  {
    id: Type.String(),
    object: Type.Literal('api_key'),
    name: Type.String(),
    kind: KeyKind,
    status: OneOf(keyStatuses, { $id: 'ApiKeyStatus' }),
    hint: Type.String({ description: 'Its last four characters.' }),
    scopes: Nullable(
      Type.Array(Type.String(), { description: 'What the key may do, or null for everything.' }),
    ),
    replaces: Nullable(Type.String({ description: 'The key that it was rolled from.' })),
    created_at: Time,
    expires_at: Nullable(Time),
    revoked_at: Nullable(Time),
    last_used_at: Nullable(Time),
    secret: Type.Optional(
      Type.String({ description: 'The key itself. Shown only in the answer that creates or rolls it.' }),
    ),
    secret_already_shown: Type.Optional(
      Type.Boolean({
        description: 'True in the answer to a repeated request, which does not show the secret again.',
      }),
    ),
  },
  { $id: 'ApiKey' },
);

const key = {
  id: 'key_01kb0zt4v8e2c6m1p9s5d3f7ha',
  object: 'api_key',
  name: 'Web shop',
  kind: 'secret',
  status: 'active',
  hint: 'x4Qz',
  scopes: ['payments:read', 'payments:write'],
  replaces: null,
  created_at: '2026-11-24T09:30:00.000Z',
  expires_at: null,
  revoked_at: null,
  last_used_at: null,
};
const secret = 'sk_test_…x4Qz';
const used = { ...key, last_used_at: '2026-11-25T14:03:11.000Z' };
const parameters = { id: key.id };

/** The text about keys in the API reference. */
export const operations = {
  create: {
    operationId: 'createKey',
    tag: 'Keys',
    summary: 'Create a key',
    description:
      'Makes a key of your account. Keep the `secret`, because it is shown only once. A key can give only scopes that it has ' +
      'itself; one that expires makes none that works longer.',
    body: { name: key.name, kind: key.kind, scopes: key.scopes },
    answers: {
      200: { description: 'The key, with its secret.', example: { ...key, secret }, schema: KeySchema },
    },
    problems: ['limit_reached'],
  },
  list: {
    operationId: 'listKeys',
    tag: 'Keys',
    summary: 'List keys',
    description: 'Lists the keys of the account, the newest first, with those that were revoked.',
    answers: {
      200: {
        description: 'A page of keys.',
        example: { object: 'list', data: [used], has_more: false },
        schema: ListOf(KeySchema),
      },
    },
  },
  retrieve: {
    operationId: 'retrieveKey',
    tag: 'Keys',
    summary: 'Retrieve a key',
    description: 'Returns the key, without its secret. `last_used_at` may be a minute or two late.',
    parameters,
    answers: { 200: { description: 'The key.', example: used, schema: KeySchema } },
  },
  rename: {
    operationId: 'updateKey',
    tag: 'Keys',
    summary: 'Name a key',
    description:
      'Gives the key another name. Its scopes stay as they are: to change them, create another key.',
    parameters,
    body: { name: 'Old web shop' },
    answers: {
      200: { description: 'The key.', example: { ...used, name: 'Old web shop' }, schema: KeySchema },
    },
  },
  roll: {
    operationId: 'rollKey',
    tag: 'Keys',
    summary: 'Roll a key',
    description:
      'Makes a new key with the same name and scopes. The old one works on for `overlap_seconds`, and then ends everywhere ' +
      'within a second. You need every scope that the key has.',
    parameters,
    body: { overlap_seconds: DAY_S },
    answers: {
      200: {
        description: 'The new key, with its secret.',
        example: { ...key, id: 'key_01kb100v2ae9h4p8s3d5g7j1kq', replaces: key.id, secret },
        schema: KeySchema,
      },
    },
    problems: ['key_not_active', 'limit_reached'],
  },
  revoke: {
    operationId: 'revokeKey',
    tag: 'Keys',
    summary: 'Revoke a key',
    description:
      'Ends the key. Within a second it is refused everywhere. The last key that can make others is revoked only with `force`.',
    parameters,
    body: { force: true },
    answers: {
      200: {
        description: 'The revoked key.',
        example: { ...used, status: 'revoked', revoked_at: '2026-11-26T08:00:00.000Z' },
        schema: KeySchema,
      },
    },
    problems: ['key_not_active', 'last_key'],
  },
} as const satisfies Record<string, Operation>;
