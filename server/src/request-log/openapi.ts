import { type Static, Type } from 'typebox';
import { Integer, ListOf, Nullable, OneOf, type Operation, PageQuery, Time } from '../http/index.ts';

export const ListRequestsQuery = Type.Object(
  {
    ...PageQuery,
    outcome: Type.Optional(
      OneOf(['succeeded', 'refused'], {
        $id: 'RequestOutcome',
        description: '`refused`: answered with a status from 400 on.',
      }),
    ),
    status: Type.Optional(Integer({ minimum: 100, maximum: 599, description: 'The status of the answer.' })),
    code: Type.Optional(Type.String({ description: 'The code of the refusal.' })),
    operation: Type.Optional(
      Type.String({ description: 'The operation, as this document names it: `createPayment`.' }),
    ),
    request: Type.Optional(Type.String({ description: 'The id of the request, as its answer said it.' })),
    object: Type.Optional(
      Type.String({ description: 'The id of an object that the request made, changed or read.' }),
    ),
  },
  { additionalProperties: false },
);
export type ListRequests = Static<typeof ListRequestsQuery>;

const summary = {
  id: Type.String({ description: 'Its place in the log.' }),
  object: Type.Literal('logged_request'),
  request: Type.String({ description: 'The id of the request, as its answer said it.' }),
  answered_at: Time,
  operation: Type.String({ description: 'As this document names it.' }),
  method: Type.String(),
  path: Type.String({ description: 'With the query.' }),
  status: Integer({ description: 'The status of the answer.' }),
  code: Nullable(Type.String({ description: 'The code of the refusal.' })),
  milliseconds: Integer({ description: 'How long the answer took.' }),
  actor: Type.String({ description: 'The id of the key or the app that asked.' }),
  address: Type.String({ description: 'The address that it came from.' }),
  user_agent: Nullable(Type.String()),
  idempotency_key: Nullable(Type.String()),
  about: Type.Array(Type.String(), { description: 'The ids of the objects that it made, changed or read.' }),
  skipped: Integer({
    minimum: 0,
    description: 'How many of your requests before it were not kept, because there were too many at once.',
  }),
};

const LoggedRequestSummary = Type.Object(summary, { $id: 'LoggedRequestSummary' });
const body = (what: string) =>
  Nullable(
    Type.String({
      description: `${what} Secrets and card numbers are hidden, and only the beginning of a long one is kept.`,
    }),
  );
const LoggedRequestSchema = Type.Object(
  {
    ...summary,
    withheld: Type.Boolean({
      description:
        'Whether the bodies are withheld, because your credential has no scope for the resource: it could not read them elsewhere.',
    }),
    request_body: body('What was sent, as it was read.'),
    answer_body: body('What was answered.'),
  },
  { $id: 'LoggedRequest' },
);

const example = {
  id: 'log_01kb0zv9qmeaz9a2m4x6t7w5yc',
  object: 'logged_request',
  request: 'req_01kb0zv9q3e8k8n2m4x6t7w5ya',
  answered_at: '2026-11-24T09:30:00.000Z',
  operation: 'pay',
  method: 'POST',
  path: '/pay',
  status: 402,
  code: 'payment_declined',
  milliseconds: 12,
  actor: 'key_01kb0zt4v8e2c6m1p9s5d3f7ha',
  address: '192.0.2.7',
  user_agent: 'florin-python/0.1.0',
  idempotency_key: 'order-1001',
  about: ['pay_01kb0zv9q7f2v9m3k5x8t1w6ye'],
  skipped: 0,
};

/** The text about the request log in the API reference. */
export const operations = {
  list: {
    operationId: 'listRequests',
    tag: 'Request log',
    summary: 'List requests',
    description:
      'Lists what your programs asked of the API, the newest first, for seven days. An entry is there within a second of the answer. ' +
      'Requests whose key or token is not valid, streams, and requests to this log are not in it.',
    answers: {
      200: {
        description: 'A page of requests, without their bodies.',
        example: { object: 'list', data: [example], has_more: false },
        schema: ListOf(LoggedRequestSummary),
      },
    },
  },
  retrieve: {
    operationId: 'retrieveRequest',
    tag: 'Request log',
    summary: 'Retrieve a request',
    description: 'Returns a request with its answer, by its id (`req_…`) or that of its place in the log.',
    parameters: { id: example.request },
    answers: {
      200: {
        description: 'The request.',
        example: {
          ...example,
          withheld: false,
          request_body: '{"order_id":"1001","amount":2599,"currency":"USD","payment_method":"tok_declined"}',
          answer_body:
            '{"type":"/docs/errors/payment_declined","title":"The payment was declined","status":402}',
        },
        schema: LoggedRequestSchema,
      },
    },
  },
} as const satisfies Record<string, Operation>;
