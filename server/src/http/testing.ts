/** Goes through every operation of the API's document, for tests that check all routes by the same rules. */
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import type { InjectOptions } from 'fastify';
import { type AccountId, idFromUuid, newId, uuidOf } from '../kernel/ids.ts';
import type { TestPlatform } from '../testing.ts';

// biome-ignore lint/suspicious/noExplicitAny: parts of an OpenAPI document, and bodies that came
export type Part = any;

export interface Operation {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** The path, with the examples of its parameters filled in. */
  readonly path: string;
  readonly name: string;
  /** The example of its body in the document. */
  readonly body: Record<string, unknown> | undefined;
  /** Whether it may be sent without a body. */
  readonly bodyRequired: boolean;
  readonly schema: Part;
  readonly hasParameters: boolean;
  /** The codes of its refusals with 400. */
  readonly problems: ReadonlySet<string>;
}

export async function readOperations(florin: TestPlatform): Promise<Operation[]> {
  const { body: document } = await florin.call('GET', '/openapi.json');
  return Object.entries<Part>(document.paths).flatMap(([path, methods]) =>
    Object.entries<Part>(methods).map(([method, operation]) =>
      operationOf(path, method, operation, document),
    ),
  );
}

function operationOf(path: string, method: string, operation: Part, document: Part): Operation {
  const [content] = Object.values<Part>(operation.requestBody?.content ?? {});
  const examples = new Map<string, string>(
    (operation.parameters ?? []).map((parameter: Part) => [parameter.name, parameter.example]),
  );
  return {
    method: method.toUpperCase() as Operation['method'],
    path: path.replace(/\{(\w+)\}/g, (_, name) => String(examples.get(name))),
    name: operation.operationId,
    body: content?.example,
    bodyRequired: operation.requestBody?.required ?? false,
    schema: { ...operation, body: content?.schema, document },
    hasParameters: path.includes('{'),
    problems: new Set(operation.responses['400']?.['x-problem-codes']),
  };
}

export const json = { 'content-type': 'application/json' };

/** Returns the operation's request with the given body. */
export function requestOf(
  { method, path: url }: Operation,
  payload: string,
  headers: Record<string, string> = json,
): InjectOptions {
  return { method, url, headers, payload };
}

let orders = 0;
/** Returns the example of the operation's body as JSON, changed, and as a new request that repeats no earlier one. */
export function changedBody(operation: Operation, change: Record<string, unknown>): string {
  const body: Record<string, unknown> = { ...operation.body, ...change };
  if ('order_id' in body && !('order_id' in change)) body.order_id = `order ${orders++}`;
  return JSON.stringify(body);
}

/** Sends a request and expects a problem, which must have the form that all problems share. */
export async function expectProblem(
  florin: TestPlatform,
  options: InjectOptions,
  status: number,
  code: string,
): Promise<Part> {
  const answer = await florin.app.inject({
    ...options,
    headers: { authorization: `Bearer ${florin.secretKey}`, ...options.headers },
  });
  const what = `${options.method} ${options.url}: ${answer.body}`;
  assert.equal(answer.statusCode, status, what);
  assert.equal(answer.headers['content-type'], 'application/problem+json', what);
  const problem = answer.json();
  assert.equal(problem.code, code, what);
  assert.equal(problem.status, status);
  assert.match(problem.request_id, /^req_[0-9a-z]{26}$/);
  assert.equal(problem.request_id, answer.headers['request-id']);
  assert.equal(problem.type, `/docs/errors#${code}`);
  assert.ok(problem.title.length > 0 && problem.detail.length > 0);
  return problem;
}

/** Creates an object for each operation that needs one, by the name of the operation or the first part of its path. */
export async function makeObjects(florin: TestPlatform): Promise<Record<string, string>> {
  const made = async (path: string, body: object): Promise<string> => {
    const answer = await florin.call('POST', path, body);
    assert.ok(answer.status < 300, JSON.stringify(answer.body));
    return answer.body.id;
  };
  const payment = (rest: object = {}) =>
    made('/v1/payments', { order_id: `object ${orders++}`, amount: 100, currency: 'USD', ...rest });
  const paid = () => payment({ payment_method: 'tok_visa', confirm: true });
  const endpoint = () =>
    made('/v1/webhook_endpoints', { url: 'https://shop.example/webhooks', events: ['*'] });
  const session = () =>
    made('/v1/checkout_sessions', {
      order_id: `object ${orders++}`,
      amount: 100,
      currency: 'USD',
      success_url: 'https://shop.example/',
      cancel_url: 'https://shop.example/',
    });
  const transfer = await payment({ payment_method: 'bank_transfer', confirm: true });
  for (const action of ['bank_receive', 'bank_recall'])
    await florin.call('POST', `/v1/sandbox/payments/${transfer}/simulate`, { action, amount: 100 });
  const { body: reversals } = await florin.call('GET', '/v1/reversals');
  const key = () => made('/v1/keys', { name: 'For a test', kind: 'secret' });
  const signing = () =>
    made('/v1/signature_keys', {
      name: 'For a test',
      jwk: generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }),
    });
  const sandbox = () => made('/v1/sandboxes', { name: 'For a test' });
  const app = () => made('/v1/apps', { name: 'For a test' });
  const invited = { email: `invited-${orders++}@shop.example`, role: 'support' };
  const objects = {
    keys: await key(),
    rollKey: await key(),
    revokeKey: await key(),
    signature_keys: await signing(),
    revokeSignatureKey: await signing(),
    apps: await app(),
    rollAppSecret: await app(),
    closeApp: await app(),
    sandboxes: await sandbox(),
    resetSandbox: await sandbox(),
    closeSandbox: await sandbox(),
    updateMember: await addTestMember(florin, 'support'),
    removeMember: await addTestMember(florin, 'support'),
    revokeInvitation: await made('/v1/organization/invitations', invited),
    payments: await paid(),
    createRefund: await paid(),
    confirmPayment: await payment(),
    cancelPayment: await payment(),
    capturePayment: await payment({ payment_method: 'tok_visa', confirm: true, capture_method: 'manual' }),
    refunds: await made('/v1/refunds', { payment: await paid() }),
    reversals: reversals.data[0].id,
    retrieveSandboxCharge: await payment({ payment_method: { type: 'wallet' }, confirm: true }),
    simulatePayer: await payment({ payment_method: { type: 'wallet' }, confirm: true }),
    checkout_sessions: await session(),
    webhook_endpoints: await endpoint(),
    deleteWebhookEndpoint: await endpoint(),
    deleteToken: await addTestToken(florin),
  };
  const { body: events } = await florin.call('GET', '/v1/events');
  return { ...objects, events: events.data[0].id, request_log: await loggedRequest(florin) };
}

/** A request that is in the log: it comes there a moment after its answer. */
async function loggedRequest(florin: TestPlatform): Promise<string> {
  for (;;) {
    const { body } = await florin.call('GET', '/v1/request_log?limit=1');
    if (body.data.length > 0) return body.data[0].request;
  }
}

/** Makes a person a member of the merchant's organization, and returns the member's id. */
async function addTestMember(florin: TestPlatform, role: string): Promise<string> {
  const [row] = await florin.sql(
    `with one as (insert into person (person_id, email, password_hash, language, created_at)
                  values ($4, $1, '', 'en', now()) returning person_id)
     insert into membership (organization_id, id, person_id, role, created_at)
     select organization_id, person_id, person_id, $2, now() from one, account where account_id = $3 returning id`,
    [`member-${orders++}@shop.example`, role, uuidOf(florin.account as AccountId), uuidOf(newId('per'))],
  );
  return idFromUuid('mem', row?.id as string);
}

/** Puts a card where those of live accounts are, and returns its token: a sandbox stores none by itself. */
async function addTestToken(florin: TestPlatform): Promise<string> {
  const token = newId('tok');
  await florin.sql(
    `insert into card_token (account_id, id, brand, last4, exp_month, exp_year, sealed_card, once, created_at, delete_at)
     values ($1, $2, 'visa', '4242', 12, 2090, '', false, now(), now() + interval '1 day')`,
    [uuidOf(florin.account as AccountId), uuidOf(token)],
  );
  return token;
}

/** Returns the object that the operation needs. */
export function objectOf(
  objects: Readonly<Record<string, string>>,
  name: string,
  path: string,
): string | undefined {
  return objects[name] ?? objects[path.split('/')[2] as string];
}

interface ReadEvent {
  readonly id: string;
  readonly type: string;
  readonly data: string;
}

/**
 * Parses server-sent events by the grammar of HTML section 9.2.5, as far as complete lines have arrived. `rest` is the beginning of
 * an event that has not ended. Throws if a line is invalid or an event ends without data.
 */
export function readEventStream(text: string): { events: ReadEvent[]; comments: string[]; rest: string } {
  const events: ReadEvent[] = [];
  const comments: string[] = [];
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  let fields = new Map<string, string>();
  let begun = 0;
  let at = 0;
  for (const line of whole.split('\n').slice(0, -1)) {
    at += line.length + 1;
    if (line === '') {
      assert.ok(fields.has('data'), `a blank line ends an event without data: ${JSON.stringify(whole)}`);
      events.push({
        id: fields.get('id') ?? '',
        type: fields.get('event') ?? 'message',
        data: fields.get('data') ?? '',
      });
      fields = new Map();
    } else {
      // comment = colon *any-char; field = 1*name-char [ colon [ space ] *any-char ]
      const [, name, value] = /^([^:\r\n]*)(?:: ?([^\r\n]*))?$/.exec(line) ?? [];
      assert.ok(name !== undefined, `no line of an event stream: ${JSON.stringify(line)}`);
      assert.ok(['', 'data', 'event', 'id', 'retry'].includes(name), `no field is called ${name}`);
      if (name === '') comments.push(value ?? '');
      else {
        assert.ok(!fields.has(name), `${name} stands twice in one event`);
        fields.set(name, value ?? '');
      }
      if (name === 'retry') assert.match(value ?? '', /^[0-9]+$/);
    }
    if (fields.size === 0) begun = at;
  }
  return { events, comments, rest: text.slice(begun) };
}
