import { Type } from 'typebox';
import {
  EmptyBody,
  ListOf,
  MomentField,
  Nullable,
  OneOf,
  type Operation,
  PageQuery,
  Time,
} from '../http/index.ts';
import { keyStates, modes } from './key.ts';
import { publicAlgorithms } from './rfc9421/index.ts';

const closed = { additionalProperties: false };
const Algorithm = OneOf(publicAlgorithms, { $id: 'SignatureAlgorithm' });
const Mode = OneOf(modes, {
  $id: 'SignatureMode',
  description:
    '`off`: signatures are not looked at. `optional`: those that are sent are checked. `required`: every request that changes something must be signed.',
});

/** An app of the account: it signs with keys of its own. */
const AppField = Type.String({
  maxLength: 40,
  description:
    'An app of yours, whose key or setting it is: what it asks for by an access token is signed by its own keys.',
});

export const CreateKeyBody = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 100, description: 'For yourself, as “Web shop”.' }),
    pem: Type.Optional(
      Type.String({ maxLength: 10_000, description: 'The public key in PEM. Send either this or `jwk`.' }),
    ),
    jwk: Type.Optional(
      Type.Unsafe<Record<string, unknown>>({
        type: 'object',
        additionalProperties: true,
        maxProperties: 30,
        description: 'The public key as a JWK (RFC 7517).',
      }),
    ),
    algorithm: Type.Optional(Algorithm),
    app: Type.Optional(AppField),
    expires_at: Type.Optional(MomentField),
  },
  { $id: 'SignatureKeyRequest', ...closed },
);

export const RevokeBody = EmptyBody;
export const ListQuery = Type.Object(PageQuery, closed);
export const SettingsQuery = Type.Object({ app: Type.Optional(AppField) }, closed);
export const SettingsBody = Type.Object(
  { mode: Mode, app: Type.Optional(AppField) },
  { $id: 'SignatureSettingsChange', ...closed },
);

const KeySchema = Type.Object(
  {
    id: Type.String({ description: 'The `keyid` of your signatures.' }),
    object: Type.Literal('signature_key'),
    app: Nullable(Type.String({ description: 'The app whose key it is, or null: the account’s own.' })),
    name: Type.String(),
    algorithm: Algorithm,
    status: OneOf(keyStates, { $id: 'SignatureKeyStatus' }),
    public_key: Type.String({ description: 'The public key in PEM.' }),
    fingerprint: Type.String({
      description: 'SHA-256 of the public key in DER (SubjectPublicKeyInfo), in hex.',
    }),
    created_at: Time,
    expires_at: Nullable(Time),
    revoked_at: Nullable(Time),
  },
  { $id: 'SignatureKey' },
);

const SettingsSchema = Type.Object(
  { object: Type.Literal('signature_settings'), app: Nullable(Type.String()), mode: Mode },
  { $id: 'SignatureSettings' },
);

const PEM =
  '-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=\n-----END PUBLIC KEY-----\n';
const key = {
  id: 'sigkey_01kb0zt4v8e2c6m1p9s5d3f7ha',
  object: 'signature_key',
  app: null,
  name: 'Web shop',
  algorithm: 'ed25519',
  status: 'active',
  public_key: PEM,
  fingerprint: '1d3a7e2f5b8c40961d3a7e2f5b8c40961d3a7e2f5b8c40961d3a7e2f5b8c4096',
  created_at: '2026-11-24T09:30:00.000Z',
  expires_at: null,
  revoked_at: null,
};
const settings = { object: 'signature_settings', app: null, mode: 'optional' };
const parameters = { id: key.id };

/** The text about signatures in the API reference. */
export const operations = {
  create: {
    operationId: 'createSignatureKey',
    tag: 'Signatures',
    summary: 'Register a public key',
    description:
      'From then on your requests may be signed by it, with its id as `keyid`. Several keys can be active at once, so that one follows ' +
      'another without a gap. Your first key turns signatures from `off` to `optional`.',
    body: { name: key.name, pem: PEM },
    answers: { 200: { description: 'The key.', example: key, schema: KeySchema } },
    problems: ['public_key_invalid', 'limit_reached', 'not_found'],
  },
  list: {
    operationId: 'listSignatureKeys',
    tag: 'Signatures',
    summary: 'List signature keys',
    description:
      'Lists the signature keys of the account and its apps, the newest first, with those that were revoked.',
    answers: {
      200: {
        description: 'A page of keys.',
        example: { object: 'list', data: [key], has_more: false },
        schema: ListOf(KeySchema),
      },
    },
  },
  retrieve: {
    operationId: 'retrieveSignatureKey',
    tag: 'Signatures',
    summary: 'Retrieve a signature key',
    description: 'Returns the key.',
    parameters,
    answers: { 200: { description: 'The key.', example: key, schema: KeySchema } },
  },
  revoke: {
    operationId: 'revokeSignatureKey',
    tag: 'Signatures',
    summary: 'Revoke a signature key',
    description: 'Ends the key. Within a second, signatures by it are refused everywhere.',
    parameters,
    body: {},
    answers: {
      200: {
        description: 'The revoked key.',
        example: { ...key, status: 'revoked', revoked_at: '2026-11-26T08:00:00.000Z' },
        schema: KeySchema,
      },
    },
    problems: ['signature_key_not_active', 'last_signature_key'],
  },
  readSettings: {
    operationId: 'retrieveSignatureSettings',
    tag: 'Signatures',
    summary: 'Retrieve the settings of signatures',
    description: 'Tells whether requests of the account are signed, or those of one of its apps.',
    answers: { 200: { description: 'The settings.', example: settings, schema: SettingsSchema } },
    problems: ['not_found'],
  },
  changeSettings: {
    operationId: 'updateSignatureSettings',
    tag: 'Signatures',
    summary: 'Change the settings of signatures',
    description:
      'Sets `mode` of the account, or of one of its apps. To set `required` for the account, this very request must be signed by an ' +
      'active key that has no `expires_at`: so nobody locks themselves out.',
    body: { mode: 'optional' },
    answers: { 200: { description: 'The settings.', example: settings, schema: SettingsSchema } },
    problems: ['signature_not_proved', 'not_found'],
  },
} as const satisfies Record<string, Operation>;
