import { Type } from 'typebox';
import { Integer, ListOf, Nullable, OneOf, type Operation, PageQuery, Time } from '../http/index.ts';
import { auditStates } from './chain.ts';

export const ListAuditQuery = Type.Object(PageQuery, { additionalProperties: false });

const AuditEntrySchema = Type.Object(
  {
    id: Type.String(),
    object: Type.Literal('audit_entry'),
    seq: Integer({ minimum: 1, description: 'Its number in the organization’s log, without a gap.' }),
    at: Time,
    act: Type.String({ description: 'What was done, as `key.create`.' }),
    state: OneOf(auditStates, {
      $id: 'AuditState',
      description: '`done`: written with the act. `asked`: written before it, so it may have been refused.',
    }),
    actor: Type.String({ description: 'The id of the person, the key or the app that acted.' }),
    account: Nullable(Type.String({ description: 'The account for which they acted.' })),
    about: Nullable(Type.String({ description: 'The id of what they acted on.' })),
    detail: Type.Unsafe<object>({
      ...{ type: 'object', additionalProperties: true },
      description: 'What was asked for.',
    }),
    request: Type.String({ description: 'The id of the request.' }),
    address: Type.String({ description: 'The address that it came from.' }),
    hash: Type.String({ description: 'Covers this entry and the hash of the one before it.' }),
  },
  { $id: 'AuditEntry' },
);

const entry = {
  id: 'aud_01kb0zt4v8e2c6m1p9s5d3f7ha',
  object: 'audit_entry',
  seq: 12,
  at: '2026-11-24T09:30:00.000Z',
  act: 'key.create',
  state: 'done',
  actor: 'per_01kb0zv9q3e8k8n2m4x6t7w5yc',
  account: 'acct_01kb0zv9q3e8k8n2m4x6t7w5yc',
  about: 'key_01kb0zt4v8e2c6m1p9s5d3f7ha',
  detail: { name: 'Web shop', kind: 'secret' },
  request: 'req_01kb0zv9q3e8k8n2m4x6t7w5ya',
  address: '192.0.2.7',
  hash: '4d967a30111bf29f0eba01c448b375c1629b2fed01cdfcc3aed91f1b57d5dd5e',
};

/** The text about the audit log in the API reference. */
export const operations = {
  list: {
    operationId: 'listAuditEntries',
    tag: 'Audit',
    summary: 'List what was done',
    description:
      'Lists the acts of people, keys and apps on the settings, keys and people of your organization, the newest first. Acts on ' +
      'money are in the events of their account.',
    answers: {
      200: {
        description: 'A page of entries.',
        example: { object: 'list', data: [entry], has_more: false },
        schema: ListOf(AuditEntrySchema),
      },
    },
  },
  export: {
    operationId: 'exportAuditLog',
    tag: 'Audit',
    summary: 'Export the whole log',
    description:
      'Sends every entry, the oldest first, one JSON object in each line. From it anybody can recompute the hashes.',
    answers: {
      200: {
        description: 'One entry in each line.',
        mediaType: 'text/plain',
        example: `${JSON.stringify(entry)}\n`,
        schema: Type.String(),
      },
    },
  },
} as const satisfies Record<string, Operation>;
