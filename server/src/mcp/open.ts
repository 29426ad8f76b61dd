import type { McpHttpHandler } from '@modelcontextprotocol/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readDocuments } from '../front/index.ts';
import { type App, clientOf, principalOf } from '../http/index.ts';
import { appScopes } from '../identity/index.ts';
import { Problem } from '../kernel/problem.ts';
import { withoutSecrets } from '../kernel/secrets.ts';
import { API_VERSION } from '../kernel/version.ts';
import type { Base, Opened } from '../module.ts';
import type { ApiRequest } from './call.ts';
import { authOf, type Caller } from './caller.ts';
import type { Older } from './older.ts';
import type { Knowledge } from './tools.ts';

const PATH = '/mcp';
/** Where a client learns which provider gives tokens for it (RFC 9728 section 3.1). */
const METADATA = `/.well-known/oauth-protected-resource${PATH}`;

/**
 * Serves the Model Context Protocol by streamable HTTP. Each request is answered by itself, from nothing that a process
 * remembers: also the answer to a question, which brings what was asked along, sealed. So any process may get it. Programs of
 * older revisions answer apart from that, and their answer finds the request that waits for it through the database.
 */
export function open(base: Base): Opened {
  const { app, publicUrl } = base;
  const closing = new AbortController();
  let handler: Promise<McpHttpHandler> | null = null;
  const handlerNow = () => (handler ??= loadHandler(base));
  // Those that wait for a person end with the server.
  app.addHook('preClose', async () => closing.abort());
  app.get(
    METADATA,
    { config: { scope: 'none', limited: 'address' }, schema: { hide: true } },
    async (_request, reply) =>
      reply.headers({ 'cache-control': 'public, max-age=300', 'access-control-allow-origin': '*' }).send({
        resource: publicUrl + PATH,
        authorization_servers: [publicUrl],
        scopes_supported: appScopes,
        bearer_methods_supported: ['header'],
        resource_name: 'Florin',
        resource_documentation: `${publicUrl}/docs/agents.md`,
      }),
  );
  app.post(
    PATH,
    {
      config: {
        scope: 'any',
        idempotency: { none: 'Each call of an operation has a key of its own.' },
        // Calls of operations are kept one by one: see `keep`.
        act: 'none',
      },
      schema: { hide: true },
      onRequest: (request, _reply, done) => {
        refuseOthers(request, publicUrl);
        done();
      },
      // What refuses the request in `onRequest` has written the challenge by then.
      onSend: (_request, reply, _payload, done) => {
        const challenge = reply.getHeader('www-authenticate');
        if (challenge !== undefined)
          reply.header('www-authenticate', `${challenge}, resource_metadata="${publicUrl}${METADATA}"`);
        done();
      },
    },
    async (request, reply) =>
      answer(
        {
          ...{ handler: await handlerNow(), home: base.home, url: publicUrl + PATH },
          ...{ now: () => base.clock.now(), closing: closing.signal },
        },
        base,
        request,
        reply,
      ),
  );
  return {
    stop: async () => {
      await (await handler)?.close();
    },
  };
}

/**
 * Throws `forbidden` for a page of another site (DNS rebinding) and for a publishable key, which everybody can read, and `unauthorized`
 * for what cannot be passed on to the API.
 */
function refuseOthers({ headers }: FastifyRequest, publicUrl: string): void {
  const { origin, authorization } = headers;
  if (origin !== undefined && origin !== new URL(publicUrl).origin)
    throw new Problem('forbidden', 'Pages of other sites may not ask here.');
  if (/^bearer pk_/i.test(authorization ?? ''))
    throw new Problem(
      'forbidden',
      'A publishable key is for the payer’s page. Agents send a secret key or a token.',
    );
  if (authorization === undefined || !/^bearer /i.test(authorization))
    throw new Problem(
      'unauthorized',
      'Agents send `Authorization: Bearer` and a secret key or a token that is bound to no key.',
    );
}

/** Loaded when it is first asked for: the documents, the API's description and the protocol are large. */
async function loadHandler({ app, keys, log, publicUrl }: Base): Promise<McpHttpHandler> {
  const [{ createMcpHandler }, { toolsFor }] = await Promise.all([
    import('@modelcontextprotocol/server'),
    import('./tools.ts'),
  ]);
  let known: Promise<Knowledge> | null = null;
  const tools = toolsFor({
    version: API_VERSION,
    wordKey: keys.derive('agents').export(),
    failed: (error) => log.error({ err: error }, 'a tool of agents failed'),
    knowledge: () => (known ??= readKnowledge(app, publicUrl)),
  });
  // The tools never change, so there is nothing to listen for, and no request lasts.
  return createMcpHandler(tools, { maxSubscriptions: 0 });
}

async function readKnowledge(app: App, publicUrl: string): Promise<Knowledge> {
  const [{ passagesOf }, { referenceOf }, { Search }] = await Promise.all([
    import('./passages.ts'),
    import('./reference.ts'),
    import('./search.ts'),
  ]);
  const document = app.swagger();
  const reference = referenceOf(document);
  return { document, reference, search: new Search(passagesOf(readDocuments(), reference, publicUrl)) };
}

async function answer(
  older: Older,
  base: Base,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const [{ converse, hears, mayAsk, sessionFor }, { isLegacyRequest }] = await Promise.all([
    import('./older.ts'),
    import('@modelcontextprotocol/server'),
  ]);
  const { headers, body } = request;
  const caller = callerOf(base, request, reply);
  const asked = new Request(older.url, {
    method: 'POST',
    headers: Object.entries(headers).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value] as [string, string]] : [],
    ),
  });
  if (await isLegacyRequest(asked, body)) {
    if (await hears(older, body, caller)) return reply.code(202).send();
    if (mayAsk(body, headers['mcp-session-id'])) return converse(older, body, caller, reply);
    const session = sessionFor(body);
    if (session !== null) reply.header('mcp-session-id', session);
  }
  const answered = await older.handler.fetch(asked, { parsedBody: body, authInfo: authOf(caller) });
  const type = answered.headers.get('content-type');
  if (type !== null) reply.type(type);
  return reply.code(answered.status).send(await answered.text());
}

function callerOf({ app, acts }: Base, request: FastifyRequest, reply: FastifyReply): Caller {
  const { authorization = '' } = request.headers;
  // Where the program goes, so does what it has asked for and has not been answered.
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  const { signal } = gone;
  return {
    principal: principalOf(request),
    async send({ method, url, body, key }: ApiRequest) {
      const answer = await app.inject({
        ...{ method, url, remoteAddress: clientOf(request), signal },
        headers: {
          authorization,
          // In the request log it is told apart from the caller's own programs.
          'user-agent': `florin-mcp (${request.headers['user-agent'] ?? 'unknown'})`,
          ...(body === null ? {} : { 'content-type': 'application/json' }),
          ...(key === null ? {} : { 'idempotency-key': key }),
        },
        ...(body === null ? {} : { payload: body }),
      });
      return { status: answer.statusCode, headers: answer.headers, body: answer.body };
    },
    keep: ({ name }, { method, url, body, key }) =>
      acts.asked(request, {
        name: 'agent.call',
        detail: {
          operation: name,
          request: `${method} ${url}`,
          body: JSON.parse(body ?? 'null', withoutSecrets),
          idempotency_key: key,
        },
      }),
  };
}
