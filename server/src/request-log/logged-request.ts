import type { FastifyReply, FastifyRequest } from 'fastify';
import { addressOf, type Principal } from '../http/index.ts';
import type { AccountId } from '../kernel/ids.ts';
import { shownAddress, shownAnswer, shownRequest, shownText } from './masking.ts';

/** One request, as it is kept. */
export interface LoggedRequest {
  readonly account: AccountId;
  readonly request: string;
  /** When it was answered, in milliseconds since the epoch. */
  readonly at: number;
  readonly operation: string;
  /** That the operation needs. */
  readonly scope: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly code: string | null;
  readonly milliseconds: number;
  readonly actor: string;
  readonly address: string;
  readonly userAgent: string | null;
  readonly idempotencyKey: string | null;
  readonly about: readonly string[];
  readonly requestBody: string | null;
  readonly answerBody: string | null;
  readonly skipped: number;
}

const ABOUT_MAX = 5;
/** Where an object names itself, and those that it belongs to. */
const ID = /"(?:id|payment)":"([a-z]{2,4}_[0-9a-hjkmnp-tv-z]{26})"/g;

/** What is kept of a request that is answered now. */
export function loggedRequest(
  request: FastifyRequest,
  reply: FastifyReply,
  { account, actor }: Principal,
  answer: string | Buffer | null,
  rest: { readonly at: number; readonly skipped: number },
): LoggedRequest {
  const { headers, routeOptions, params, method } = request;
  const { statusCode: status } = reply;
  const requestBody = shownRequest(request.body);
  const answerBody = answer === null ? null : shownAnswer(answer.toString());
  return {
    ...{ account, ...rest, request: request.id, method, status },
    operation: routeOptions.config.operation?.operationId ?? '',
    scope: routeOptions.config.scope ?? 'none',
    path: shownAddress(request.url),
    code: status < 400 ? null : (/"code":"(\w+)"/.exec(answerBody ?? '')?.[1] ?? null),
    milliseconds: Math.round(reply.elapsedTime),
    actor: actor.id,
    address: addressOf(request),
    userAgent: textOf(headers['user-agent']),
    idempotencyKey: textOf(headers['idempotency-key'] as string | undefined),
    about: idsIn(`"id":"${(params as { id?: string }).id}"`, requestBody, answerBody),
    ...{ requestBody, answerBody },
  };
}

function textOf(text: string | undefined): string | null {
  return text === undefined ? null : shownText(text);
}

/** The objects that the request was about. A list is about none of what is on it. */
function idsIn(path: string, request: string | null, answer: string | null): readonly string[] {
  const texts = [path, request ?? '', answer?.startsWith('{"object":"list"') === true ? '' : (answer ?? '')];
  const ids = texts.flatMap((text) => [...text.matchAll(ID)].map(([, id]) => id as string));
  return [...new Set(ids)].slice(0, ABOUT_MAX);
}
