import { Type } from 'typebox';
import { ListOf, type Operation, PageQuery, Time } from '../../http/index.ts';

const closed = { additionalProperties: false };

export const CreateSandboxBody = Type.Object(
  { name: Type.String({ minLength: 1, maxLength: 100 }) },
  { $id: 'SandboxRequest', ...closed },
);
export const ListSandboxesQuery = Type.Object(PageQuery, closed);

const SandboxSchema = Type.Object(
  {
    id: Type.String({ description: 'The id of its account.' }),
    object: Type.Literal('sandbox'),
    name: Type.String(),
    created_at: Time,
    secret_key: Type.Optional(Type.String({ description: 'Shown only in the answer that creates it.' })),
    publishable_key: Type.Optional(Type.String({ description: 'Shown only in the answer that creates it.' })),
    secret_already_shown: Type.Optional(
      Type.Boolean({
        description: 'True in the answer to a repeated request, which does not show the keys again.',
      }),
    ),
  },
  { $id: 'Sandbox' },
);

const sandbox = {
  id: 'acct_01kb0zta6d8f1h3k5m7p9r2t4w',
  object: 'sandbox',
  name: 'Build 4711',
  created_at: '2026-11-24T09:30:00.000Z',
};
const parameters = { id: sandbox.id };

/** The text about sandboxes in the API reference. */
export const operations = {
  create: {
    operationId: 'createSandbox',
    tag: 'Sandboxes',
    summary: 'Create a sandbox',
    description:
      'Makes a sandbox account of your organization, with empty books and the terms of the account that asks. Keep its keys, because ' +
      'they are shown only once. They may do everything in the sandbox, and nothing beyond it.',
    body: { name: sandbox.name },
    answers: {
      200: {
        description: 'The sandbox, with its keys.',
        example: { ...sandbox, secret_key: 'sk_test_…m4Tk', publishable_key: 'pk_test_…9wQd' },
        schema: SandboxSchema,
      },
    },
    problems: ['limit_reached'],
  },
  list: {
    operationId: 'listSandboxes',
    tag: 'Sandboxes',
    summary: 'List sandboxes',
    description:
      'Lists the open sandboxes of the organization, the newest first. There can be at most a hundred.',
    answers: {
      200: {
        description: 'A page of sandboxes.',
        example: { object: 'list', data: [sandbox], has_more: false },
        schema: ListOf(SandboxSchema),
      },
    },
  },
  retrieve: {
    operationId: 'retrieveSandbox',
    tag: 'Sandboxes',
    summary: 'Retrieve a sandbox',
    description: 'Returns an open sandbox.',
    parameters,
    answers: { 200: { description: 'The sandbox.', example: sandbox, schema: SandboxSchema } },
  },
  reset: {
    operationId: 'resetSandbox',
    tag: 'Sandboxes',
    summary: 'Reset a sandbox',
    description:
      'Begins the sandbox anew, under a new id: an account with empty books takes over its name and all its keys, within a second. ' +
      'The old account is closed. Webhook endpoints do not move: create them again.',
    parameters,
    body: {},
    answers: {
      200: {
        description: 'The sandbox under its new id.',
        example: { ...sandbox, id: 'acct_01kb101b7e9g2j4m6n8q1s3v5x' },
        schema: SandboxSchema,
      },
    },
  },
  close: {
    operationId: 'closeSandbox',
    tag: 'Sandboxes',
    summary: 'Close a sandbox',
    description: 'Closes the sandbox for good. Its keys are refused everywhere within a second.',
    parameters,
    answers: { 204: { description: 'The sandbox is closed.' } },
  },
} as const satisfies Record<string, Operation>;
