import type { ApiOperation } from './reference.ts';

/** What an agent asks to be sent. */
export interface Asked {
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | number | boolean>>;
  /** Null: none. */
  readonly body: object | null;
  /** Null: a fresh one, where the operation takes one. */
  readonly key: string | null;
}

/** A request of the API. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** The path and the query. */
  readonly url: string;
  /** JSON. */
  readonly body: string | null;
  readonly key: string | null;
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** What an agent did wrong, in words for it. */
export interface Refused {
  readonly refused: string;
}

export function isRefused(outcome: object): outcome is Refused {
  return 'refused' in outcome;
}

/** What every id looks like: a kind, and a number. Anything else might lead to another address than the operation's. */
export const ID = /^[a-z]{2,8}_[A-Za-z0-9]{1,64}$/;

/**
 * The request of an operation, or why there is none. The path has ids and nothing else. Whatever else is wrong is for the API
 * to say, which checks all of it again.
 */
export function requestOf(operation: ApiOperation, { path, query, body, key }: Asked): ApiRequest | Refused {
  const { name, parameters, takesKey, method } = operation;
  if (!operation.answersJson)
    return { refused: `${name} answers with a stream or a file, which is for programs: see the documents.` };
  for (const where of ['path', 'query'] as const) {
    const known = parameters.filter((each) => each.in === where).map((each) => each.name);
    const unknown = Object.keys(where === 'path' ? path : query).find((each) => !known.includes(each));
    if (unknown !== undefined)
      return {
        refused: `${name} has no ${where} parameter ${unknown}. It has: ${known.join(', ') || 'none'}.`,
      };
  }
  if (body !== null && operation.body === null) return { refused: `${name} takes no body.` };
  if (key !== null && !takesKey)
    return { refused: `${name} takes no idempotency key. describe_operation says what a repetition does.` };
  let url = operation.path;
  for (const { name: parameter } of parameters.filter((each) => each.in === 'path')) {
    const id = Object.hasOwn(path, parameter) ? path[parameter] : undefined;
    if (id === undefined || !ID.test(id))
      return {
        refused: `${name} needs the path parameter ${parameter}: the id of an object, such as pay_….`,
      };
    url = url.replace(`{${parameter}}`, id);
  }
  const asked = new URLSearchParams(
    Object.entries(query).map(([each, value]): [string, string] => [each, String(value)]),
  );
  return {
    method: method.toUpperCase() as ApiRequest['method'],
    url: asked.size === 0 ? url : `${url}?${asked}`,
    body: operation.body === null ? null : JSON.stringify(body ?? {}),
    key,
  };
}

/** Longer than any page of a list is in practice. More would only fill what an agent can keep in mind. */
const TEXT_MAX = 100_000;

/** What an agent is told of an answer: all of it, with what it takes to repeat the call safely. */
export function toldOf({ status, headers, body }: ApiAnswer, { key }: ApiRequest): string {
  const again = status >= 500 || status === 429 || headers['retry-after'] !== undefined;
  const wait = headers['retry-after'];
  const told = {
    status,
    request_id: headers['request-id'],
    ...(key === null ? {} : { idempotency_key: key }),
    ...(again && key !== null
      ? { to_repeat: 'Call it again with the same arguments and this idempotency_key: it is done once.' }
      : {}),
    ...(wait === undefined ? {} : { wait_seconds: Number(wait) }),
    answer: body === '' ? null : (JSON.parse(body) as unknown),
  };
  const text = JSON.stringify(told, null, 1);
  if (text.length <= TEXT_MAX) return text;
  const { answer: _, ...rest } = told;
  return `${JSON.stringify(rest, null, 1)}\nThe answer is too long to show (${text.length} characters). Of a list, ask for fewer by limit. It begins:\n${body.slice(0, 2000)}`;
}
