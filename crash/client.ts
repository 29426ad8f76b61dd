import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Answer, Draft, Journal, ShownPayment, ShownRefund } from './journal.ts';
import type { Random } from './random.ts';

export interface Merchant {
  readonly account: string;
  readonly secretKey: string;
}

interface Asking {
  readonly merchant: Merchant;
  readonly action: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly draft?: Draft;
  readonly body?: object;
  /** How long the client waits for an answer. */
  readonly withinMs?: number;
  /** Whether to use a new connection, which may reach another process. */
  readonly apart?: boolean;
}

const PATIENCE_MS = 10_000;
/** After this many requests a client opens a new connection, which may reach another process. */
const REQUESTS_PER_CONNECTION = 25;

/** One client with one connection. It records every answer. */
export class Client {
  readonly random: Random;
  readonly #port: number;
  readonly #journal: Journal;
  #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  #left = REQUESTS_PER_CONNECTION;

  constructor(port: number, journal: Journal, random: Random) {
    this.#port = port;
    this.#journal = journal;
    this.random = random;
  }

  async ask(asking: Asking): Promise<Answer> {
    const { merchant, action, path, draft = null } = asking;
    const sentAt = performance.now();
    const heard = await this.#send(asking).then(
      ({ status, body }) => ({ status, text: body, ...read(body) }),
      (error: Error) => ({ status: null, code: null, payment: null, refund: null, text: error.message }),
    );
    const answer: Answer = {
      action,
      account: merchant.account,
      draft,
      path,
      sentAt,
      receivedAt: performance.now(),
      ...heard,
    };
    this.#journal.add(answer);
    return answer;
  }

  close(): void {
    this.#agent.destroy();
  }

  #send({ merchant, method, path, draft, body, withinMs = PATIENCE_MS, apart = false }: Asking) {
    const headers: Record<string, string> = { authorization: `Bearer ${merchant.secretKey}` };
    if (body !== undefined) headers['content-type'] = 'application/json';
    if (draft?.key != null) headers['idempotency-key'] = draft.key;
    const { promise, resolve, reject } = Promise.withResolvers<{ status: number; body: string }>();
    const sent = request({
      host: '127.0.0.1',
      port: this.#port,
      method,
      path,
      headers,
      agent: apart ? false : this.#connection(),
      signal: AbortSignal.timeout(withinMs),
    });
    sent.on('error', reject).on('response', (response) => {
      text(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject);
    });
    sent.end(body === undefined ? undefined : JSON.stringify(body));
    return promise;
  }

  #connection(): Agent {
    this.#left -= 1;
    if (this.#left > 0) return this.#agent;
    this.#left = REQUESTS_PER_CONNECTION;
    this.#agent.destroy();
    this.#agent = new Agent({ keepAlive: true, maxSockets: 1 });
    return this.#agent;
  }
}

/** Reads the problem code of an answer and the object that it shows. A refusal may also show a payment. */
function read(body: string): Pick<Answer, 'code' | 'payment' | 'refund'> {
  let parsed: { code?: string; object?: string; payment?: ShownPayment };
  try {
    parsed = JSON.parse(body);
  } catch {
    return { code: 'no JSON', payment: null, refund: null };
  }
  const code = parsed.code ?? null;
  if (parsed.object === 'refund') return { code, payment: null, refund: parsed as unknown as ShownRefund };
  const payment = parsed.object === 'payment' ? (parsed as ShownPayment) : (parsed.payment ?? null);
  return { code, payment, refund: null };
}
