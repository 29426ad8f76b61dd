/**
 * Programs that speak a revision of 2025. They say once what they can do, and are asked by a message on the stream that answers
 * their call; what the person says comes by a request of its own, which any process may get. Both are turned into what
 * the revision of 2026 does: a call that is answered by a question, and the same call again with the answer.
 */
import { randomUUID } from 'node:crypto';
import type { McpHttpHandler } from '@modelcontextprotocol/server';
import type { FastifyReply } from 'fastify';
import type pg from 'pg';
import { commentText, eventText } from '../http/index.ts';
import { awaitAnswer, keepAnswer } from './answers.ts';
import { WORD, wordOf } from './asking.ts';
import { authOf, type Caller, whoIs } from './caller.ts';
import { CHANGING } from './tools.ts';

const HEARTBEAT_MS = 15_000;
/** The revision in which each request stands by itself. */
const REVISION = '2026-07-28';
const OF_ONE_MAX = 10;
const OF_ALL_MAX = 200;
/** The tool that may ask. */
const TOOL = CHANGING;

/** A message of JSON-RPC, as far as it is looked at here. */
interface Message {
  readonly id?: unknown;
  readonly method?: unknown;
  // biome-ignore lint/suspicious/noExplicitAny: it is checked where it is used
  readonly params?: any;
  // biome-ignore lint/suspicious/noExplicitAny: it is checked where it is used
  readonly result?: any;
  readonly error?: unknown;
}

export interface Older {
  readonly handler: McpHttpHandler;
  readonly home: pg.Pool;
  readonly url: string;
  readonly now: () => number;
  /** Aborted when the server closes. */
  readonly closing: AbortSignal;
}

/**
 * What a program that begins a session is given as its id: what it can do, which it does not say again. The id is no
 * credential, and forging one gains nothing: then a question is asked that nobody sees.
 */
export function sessionFor(body: unknown): string | null {
  const { method, params } = messageOf(body);
  if (method !== 'initialize') return null;
  const elicitation = params?.capabilities?.elicitation;
  const forms =
    elicitation !== undefined && (elicitation?.form !== undefined || elicitation?.url === undefined);
  return `${randomUUID()}.${forms ? 'forms' : 'none'}`;
}

/** Whether the message is what a person said, which is kept here for whoever waits for it. */
export async function hears({ home, now }: Older, body: unknown, caller: Caller): Promise<boolean> {
  const { id, method, result, error } = messageOf(body);
  if (method !== undefined || typeof id !== 'string' || (result === undefined && error === undefined))
    return false;
  const agreed = result?.action === 'accept' && result.content?.agree === true;
  await keepAnswer(home, { question: id, asker: whoIs(caller.principal) }, agreed, now());
  return true;
}

/** Whether the message is a call that may have to ask, of a program that can show forms. */
export function mayAsk(body: unknown, session: unknown): boolean {
  const { method, params } = messageOf(body);
  return method === 'tools/call' && params?.name === TOOL && String(session).endsWith('.forms');
}

/** The questions that wait for a person in this process: each asks the database for its answer, four times a second. */
class Questions {
  readonly #open = new Map<string, number>();
  #all = 0;

  /** Whether there is room for one more. Whoever begins one ends it. */
  begin(asker: string): boolean {
    const own = this.#open.get(asker) ?? 0;
    if (own >= OF_ONE_MAX || this.#all >= OF_ALL_MAX) return false;
    this.#open.set(asker, own + 1);
    this.#all += 1;
    return true;
  }

  end(asker: string): void {
    const own = (this.#open.get(asker) ?? 1) - 1;
    if (own === 0) this.#open.delete(asker);
    else this.#open.set(asker, own);
    this.#all -= 1;
  }
}
const questions = new Questions();
const tooMany: Message = {
  result: {
    content: [
      {
        type: 'text',
        text: 'Too many questions wait for a person already, and nothing was sent. Wait until they are answered.',
      },
    ],
    isError: true,
  },
};

/** Answers such a call: at once, or by a stream with the question first. */
export async function converse(
  older: Older,
  body: unknown,
  caller: Caller,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const message = messageOf(body);
  const first = await round(older, message, caller, {});
  const { requestState, inputRequests } = first.result ?? {};
  if (first.result?.resultType !== 'input_required') return reply.send(finished(message, first));
  const asker = whoIs(caller.principal);
  if (!questions.begin(asker)) return reply.send(finished(message, tooMany));
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'text/event-stream',
  });
  const say = (text: object) => raw.write(eventText({ type: 'message', data: JSON.stringify(text) }));
  const gone = new AbortController();
  raw.once('close', () => gone.abort());
  const heartbeat = setInterval(() => raw.write(commentText('heartbeat')), HEARTBEAT_MS);
  try {
    const question = randomUUID();
    say({ jsonrpc: '2.0', id: question, ...inputRequests[WORD] });
    const signal = AbortSignal.any([gone.signal, older.closing]);
    const agreed = await awaitAnswer(older.home, { question, asker }, signal);
    // A program that has gone is not there to hear what became of it: nothing is sent.
    if (gone.signal.aborted) return reply;
    const responses = { requestState, inputResponses: { [WORD]: wordOf(agreed) } };
    say(finished(message, await round(older, message, caller, responses)));
  } catch {
    // The program sees that its stream ends without a result.
  } finally {
    questions.end(asker);
    clearInterval(heartbeat);
    raw.end();
  }
  return reply;
}

/** The call as a program of 2026 makes it. */
async function round(
  { handler, url }: Older,
  { id, params }: Message,
  caller: Caller,
  responses: object,
): Promise<Message> {
  const headers = {
    ...{ accept: 'application/json, text/event-stream', 'content-type': 'application/json' },
    ...{ 'mcp-protocol-version': REVISION, 'mcp-method': 'tools/call', 'mcp-name': TOOL },
  };
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': REVISION,
    'io.modelcontextprotocol/clientInfo': { name: 'older', version: '2025' },
    'io.modelcontextprotocol/clientCapabilities': { elicitation: { form: {} } },
  };
  const asked = { name: TOOL, arguments: params.arguments ?? {}, ...responses, _meta };
  const answer = await handler.fetch(new Request(url, { method: 'POST', headers }), {
    parsedBody: { jsonrpc: '2.0', id, method: 'tools/call', params: asked },
    authInfo: authOf(caller),
  });
  return (await answer.json()) as Message;
}

/** The last answer, without what older programs do not know. */
function finished({ id }: Message, { result, error }: Message): object {
  if (error !== undefined) return { jsonrpc: '2.0', id, error };
  const { resultType: _, _meta: __, ...rest } = result;
  return { jsonrpc: '2.0', id, result: rest };
}

function messageOf(body: unknown): Message {
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? body : {};
}
