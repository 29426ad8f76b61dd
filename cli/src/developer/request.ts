/** Calls the API for an account, repeats what may be repeated, and turns refusals into words. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Account } from './account.ts';
import { reach } from './reach.ts';
import { CommandError } from './trouble.ts';

export interface Call {
  /** In capitals. */
  readonly method: string;
  /** Begins with a slash, and has the query. */
  readonly path: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly idempotencyKey?: string;
}

/** What the API says of a refusal (RFC 9457). */
interface Problem {
  readonly type?: string;
  readonly title?: string;
  readonly detail?: string;
  readonly code?: string;
  readonly field?: string;
  readonly request_id?: string;
  readonly decline_code?: string;
}

const TRIES_MAX = 4;
const PAUSE_MS = 500;
const PAUSE_SECONDS_MAX = 30;

/**
 * Returns the answer, whatever its status. A request that changes something carries one idempotency key over all its tries, so
 * that it happens once. A request whose kind has no such key is sent once.
 */
export async function send(account: Account, call: Call): Promise<Response> {
  const key = call.method === 'POST' ? (call.idempotencyKey ?? randomUUID()) : call.idempotencyKey;
  const mayRepeat = call.method === 'GET' || (call.method === 'POST' && call.path !== '/v1/tokens');
  for (let tries = 1; ; tries++) {
    const last = !mayRepeat || tries === TRIES_MAX;
    const bearer = await account.bearer();
    const answer = await reach(`${account.baseUrl}${call.path}`, {
      method: call.method,
      headers: {
        authorization: `Bearer ${bearer}`,
        ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
        ...call.headers,
      },
      ...(call.body === undefined ? {} : { body: call.body }),
    }).catch((error: unknown) => {
      if (last) throw error;
      return null;
    });
    if (answer !== null && (last || (answer.status !== 429 && answer.status !== 503))) return answer;
    await answer?.body?.cancel();
    const asked = Number(answer?.headers.get('retry-after') ?? 0);
    await delay(asked > 0 ? Math.min(asked, PAUSE_SECONDS_MAX) * 1000 : PAUSE_MS * tries);
  }
}

/** The parsed answer. Throws what the API said if it is not 2xx. */
export async function ask<T>(account: Account, call: Call): Promise<T> {
  const answer = await send(account, call);
  const body = await answer.text();
  if (!answer.ok) throw refusal(account, answer, body);
  try {
    return JSON.parse(body === '' ? 'null' : body) as T;
  } catch (error) {
    throw new CommandError(
      'noAnswer',
      `${account.baseUrl} answered with something else than JSON: is it a Florin?`,
      error,
    );
  }
}

/** The refusal in words: what, which field, under which id to ask about it, and where to read on. */
export function refusal(account: Account, answer: Response, body: string): CommandError {
  const problem = problemOf(body);
  const id = problem.request_id ?? answer.headers.get('request-id');
  // A wrong signature is answered by 401 too, and the key may well be right.
  const signedOut = answer.status === 401 && !/^signature_|^digest_mismatch$/.test(problem.code ?? '');
  const lines = [
    `${problem.code ?? `HTTP ${answer.status}`}: ${problem.detail ?? problem.title ?? 'the answer does not say why.'}`,
    ...(problem.field === undefined ? [] : [`field: ${problem.field}`]),
    ...(problem.decline_code === undefined ? [] : [`decline code: ${problem.decline_code}`]),
    ...(id === null ? [] : [`request: ${id}`]),
    ...(problem.type === undefined ? [] : [`read on: ${new URL(problem.type, account.baseUrl).href}`]),
    ...(signedOut ? [`The key came from ${account.from}.`] : []),
  ];
  return new CommandError(signedOut ? 'signedOut' : 'refused', lines.join('\n'));
}

function problemOf(body: string): Problem {
  try {
    const problem: unknown = JSON.parse(body);
    return typeof problem === 'object' && problem !== null ? problem : {};
  } catch {
    return {};
  }
}
