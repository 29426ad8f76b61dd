import { randomUUID } from 'node:crypto';
import {
  CLIENT_CAPABILITIES_META_KEY,
  type ClientCapabilities,
  createRequestStateCodec,
  type InputRequiredResult,
  inputRequired,
  inputResponse,
  type McpRequestContext,
  type RequestStateCodec,
  type ServerContext,
} from '@modelcontextprotocol/server';
import type { ApiRequest, Refused } from './call.ts';
import { callerOf, whoIs } from './caller.ts';
import type { ApiOperation } from './reference.ts';
import { digestOf, questionOf } from './word.ts';

/** How long a person may think about it. */
const WORD_SECONDS = 600;
/** The name of the question, and of its one field. */
export const WORD = 'word';
const AGREE = 'agree';

/** What a person was asked, as it goes to the agent's program and comes back with the answer. */
interface WordState {
  readonly request: string;
  readonly key: string | null;
}

export type WordCodec = RequestStateCodec<WordState>;

/**
 * Seals what a person was asked. An answer is worth nothing with another credential than the one that the question was asked with.
 * @param key at least 32 bytes, the same in every process.
 */
export function wordCodec(key: Uint8Array): WordCodec {
  return createRequestStateCodec<WordState>({
    ...{ key, ttlSeconds: WORD_SECONDS },
    bind: (ctx) => whoIs(callerOf(ctx).principal),
  });
}

/** What a person said, as the answer to the question; null: nothing in time. */
export function wordOf(agreed: boolean | null): object {
  if (agreed === null) return { action: 'cancel' };
  return agreed ? { action: 'accept', content: { [AGREE]: true } } : { action: 'decline' };
}

/**
 * The request as the person has agreed to it, with its key; or the question; or why there will be no answer. A question carries
 * what it is about with it, sealed, so whichever process gets the answer knows it.
 */
export async function wordOn(
  { operation, request }: { readonly operation: ApiOperation; readonly request: ApiRequest },
  ctx: ServerContext,
  codec: WordCodec,
  able: boolean,
): Promise<InputRequiredResult | { readonly request: ApiRequest } | Refused> {
  const digest = digestOf(request);
  const state = ctx.mcpReq.requestState<WordState>();
  if (state !== undefined) {
    if (state.request !== digest || (request.key !== null && request.key !== state.key))
      return {
        refused: 'The person was asked about another request than this. Call it anew, without that answer.',
      };
    const answer = inputResponse(ctx.mcpReq.inputResponses, WORD);
    if (answer.kind === 'elicit') {
      if (answer.action === 'accept' && answer.content?.[AGREE] === true)
        return { request: { ...request, key: state.key } };
      return {
        refused:
          'The person did not agree, or not in time. Nothing was sent. Do not ask again unless they want it.',
      };
    }
  }
  if (!able)
    return {
      refused: `${operation.name} changes something, so a person has to agree to it, and this connection cannot ask one. Use a client that has elicitation, over HTTP or by "florin mcp". A person can also call it themselves: florin api ${request.method} ${request.url}`,
    };
  const question = questionOf(operation, request, callerOf(ctx).principal);
  if (typeof question !== 'string') return question;
  const key = request.key ?? (operation.takesKey ? randomUUID() : null);
  return inputRequired({
    inputRequests: {
      [WORD]: inputRequired.elicit({
        message: question,
        requestedSchema: {
          type: 'object',
          properties: { [AGREE]: { type: 'boolean', title: 'Send it' } },
          required: [AGREE],
        },
      }),
    },
    requestState: await codec.mint({ request: digest, key }, ctx),
  });
}

/** Whether a form can be shown to a person. Programs of 2025 that can are served as those of 2026 (`older.ts`). */
export function canAsk(ctx: ServerContext, { era }: McpRequestContext): boolean {
  const envelope = ctx.mcpReq.envelope as
    | Readonly<Record<string, ClientCapabilities | undefined>>
    | undefined;
  const elicitation = envelope?.[CLIENT_CAPABILITIES_META_KEY]?.elicitation;
  if (era !== 'modern' || elicitation === undefined) return false;
  return elicitation.form !== undefined || elicitation.url === undefined;
}
