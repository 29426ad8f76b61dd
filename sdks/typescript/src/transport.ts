import { type Judged, judge, redirectError } from './answers.ts';
import type { Configuration } from './configuration.ts';
import { ConnectionError, FlorinError, InputError, TimeoutError } from './errors.ts';
import type { OperationId } from './generated/operations.ts';
import { decideRetry, type Outcome } from './retries.ts';
import { type Patience, patience } from './waiting.ts';
import type { OutgoingRequest, RequestOptions } from './wire.ts';

/** A call of the API. */
export interface Call {
  readonly operation: OperationId;
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** As the document writes it. */
  readonly template: string;
  /** With ids and query. */
  readonly path: string;
  readonly body: string | undefined;
  readonly accept: string;
  readonly publishable: boolean;
}

/** Sends requests, again where that is safe, and reads their answers. It knows no operation. */
export class Transport {
  readonly #config: Configuration;

  constructor(config: Configuration) {
    this.#config = config;
  }

  get baseUrl(): string {
    return this.#config.baseUrl;
  }

  /** Sends the call until it is answered. Gives back what the answer has; undefined where it has nothing. */
  async call(call: Call, options: RequestOptions = {}): Promise<unknown> {
    const { totalMs } = this.#config;
    const key = keyOf(call, options);
    this.#checkCredential(call);
    const waiting = patience(options.signal, totalMs);
    try {
      return await this.#tries(call, key, options.timeoutMs ?? this.#config.timeoutMs, waiting);
    } catch (error) {
      if (error instanceof FlorinError) error.idempotency_key = key;
      throw error;
    } finally {
      waiting.end();
    }
  }

  /** Opens a stream. The caller reads its body, and connects again. */
  async open(call: Call, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Response> {
    this.#checkCredential(call);
    const ask = async () => this.#fetch(await this.#request(call, null, headers), signal);
    let response = await ask();
    if (response.status === 401 && this.#refused(response)) response = await ask();
    const redirect = redirectError(response, this.#config.baseUrl);
    if (redirect !== null) throw redirect;
    if (response.ok) return response;
    const judged = judge(response, await response.text());
    throw judged.good ? new FlorinError('The stream did not open.') : judged.error;
  }

  async #tries(call: Call, key: string | null, timeoutMs: number, waiting: Patience): Promise<unknown> {
    const { log, maxTries, totalMs } = this.#config;
    const { operation, method, template } = call;
    let renewed = false;
    let lost = false;
    for (let tries = 1; ; tries += 1) {
      const told = { operation, method, path: template, attempt: tries };
      const { judged, response } = await this.#try(call, key, timeoutMs, waiting, told);
      if (judged.good) return judged.value;
      const { outcome, error } = judged;
      // What was deleted by a try whose answer was lost is not there any more.
      const gone = outcome.kind === 'refusal' && outcome.status === 404 && outcome.code === 'not_found';
      if (method === 'DELETE' && lost && gone) return undefined;
      if (outcome.kind !== 'refusal' || outcome.status >= 500) lost = true;
      // A token may have ended before its time. The refused request has done nothing.
      if (response?.status === 401 && !renewed && this.#refused(response)) {
        renewed = true;
        continue;
      }
      const state = { tries, maxTries, elapsedMs: waiting.elapsedMs(), totalMs, random: Math.random() };
      const decision = decideRetry(outcome, state);
      if (!decision.retry) throw error;
      log({ ...told, event: 'retry', because: decision.because, wait_ms: decision.waitMs });
      await waiting.pause(decision.waitMs);
    }
  }

  /** One try. Throws what ends the call at once. */
  async #try(
    call: Call,
    key: string | null,
    timeoutMs: number,
    waiting: Patience,
    told: { operation: OperationId; method: string; path: string; attempt: number },
  ): Promise<{ readonly judged: Judged; readonly response: Response | null }> {
    const { baseUrl, signing, log } = this.#config;
    const began = performance.now();
    const duration = () => Math.round(performance.now() - began);
    const attempt = waiting.attempt(timeoutMs);
    try {
      const request = await attempt.within(this.#request(call, key));
      log({ ...told, event: 'request' });
      const response = await attempt.within(this.#fetch(request, attempt.signal));
      const { status, headers } = response;
      log({
        ...told,
        event: 'answer',
        status,
        request_id: headers.get('request-id'),
        duration_ms: duration(),
      });
      const redirect = redirectError(response, baseUrl);
      if (redirect !== null) throw redirect;
      if (signing === null)
        return { judged: judge(response, await attempt.within(response.text())), response };
      const body = new Uint8Array(await attempt.within(response.arrayBuffer()));
      const judged = judge(response, new TextDecoder().decode(body));
      // An answer that is repeated for anyway need not be verified: proxies do not sign.
      if (judged.good || judged.outcome.kind === 'refusal')
        await signing.verify(request, { status, headers, body });
      return { judged, response };
    } catch (thrown) {
      const ended = attempt.endedBy();
      if (ended === 'caller') throw waiting.reason();
      // Where a token could not be fetched in time, the whole try is made again.
      if (thrown instanceof FlorinError && !(thrown instanceof ConnectionError)) throw thrown;
      const error =
        ended === 'timeout'
          ? new TimeoutError(`No answer came within ${attempt.ms} ms.`, { cause: thrown })
          : new ConnectionError(`No answer came: ${messageOf(thrown)}.`, { cause: thrown });
      log({ ...told, event: 'no_answer', error: error.name, duration_ms: duration() });
      const outcome: Outcome = { kind: 'no_answer' };
      return { judged: { good: false, outcome, error }, response: null };
    } finally {
      attempt.end();
    }
  }

  async #request(
    call: Call,
    key: string | null,
    more: Readonly<Record<string, string>> = {},
  ): Promise<OutgoingRequest> {
    const { baseUrl, credential, signing } = this.#config;
    const { method, body } = call;
    const url = `${baseUrl}${call.path}`;
    const headers: Record<string, string> = { accept: call.accept, ...more };
    if (body !== undefined) headers['content-type'] = 'application/json';
    if (key !== null) headers['idempotency-key'] = key;
    if (credential.kind === 'token')
      Object.assign(headers, await credential.source.authorize({ method, url }));
    else headers.authorization = credential.authorization;
    const request = { method, url, headers, body };
    return signing === null
      ? request
      : { ...request, headers: { ...headers, ...(await signing.sign(request)) } };
  }

  #fetch({ method, url, headers, body }: OutgoingRequest, signal: AbortSignal): Promise<Response> {
    return this.#config.fetch(url, {
      method,
      headers,
      signal,
      redirect: 'manual',
      ...(body === undefined ? {} : { body }),
    });
  }

  #refused(response: Response): boolean {
    const { credential } = this.#config;
    return credential.kind === 'token' && credential.source.refused(response);
  }

  #checkCredential({ operation, publishable }: Call): void {
    if (this.#config.credential.kind === 'publishable' && !publishable)
      throw new InputError(
        `${operation} needs a secret key: a publishable key can only swap a card for a token.`,
      );
  }
}

/** The key of a POST: it is the same for all tries, and a POST is never sent without one. */
function keyOf({ method }: Call, { idempotencyKey }: RequestOptions): string | null {
  if (method !== 'POST') {
    if (idempotencyKey !== undefined)
      throw new InputError('idempotencyKey belongs to calls that change something.');
    return null;
  }
  if (idempotencyKey === undefined) return freshKey();
  if (typeof idempotencyKey !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(idempotencyKey))
    throw new InputError(
      'idempotencyKey must be 1 to 255 printable characters without spaces: a UUID is best.',
    );
  return idempotencyKey;
}

/** A fresh UUID, also on pages without HTTPS, where `randomUUID` is missing. */
function freshKey(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Why there was no answer, which `fetch` hides in `cause`: one line, without a stop at its end. */
function messageOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const { message, cause } = thrown;
  if (!(cause instanceof Error)) return message;
  if ('code' in cause && cause.code === 'ERR_SSL_WRONG_VERSION_NUMBER')
    return `${message}: what listens there does not speak TLS, so see whether baseUrl begins with https:// where http:// is right`;
  return `${message}: ${cause.message.trim() || cause.name}`;
}
