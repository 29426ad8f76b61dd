/** The shop's calls to Florin's public API, over HTTP with a secret key. */
export interface FlorinOptions {
  readonly baseUrl: string;
  readonly secretKey: string;
}

export interface CheckoutSession {
  readonly id: string;
  readonly status: 'open' | 'complete' | 'expired';
  readonly url: string;
  readonly payment: string | null;
}

export interface Payment {
  readonly id: string;
  readonly status: string;
  readonly order_id: string;
  readonly amount: number;
  readonly amount_captured: number;
  readonly currency: string;
}

export interface Refund {
  readonly id: string;
  readonly status: 'pending' | 'succeeded' | 'failed';
  readonly payment: string;
  readonly amount: number;
}

export interface NewSession {
  readonly order_id: string;
  readonly amount: number;
  readonly currency: string;
  readonly description: string;
  readonly line_items: readonly { name: string; quantity: number; amount: number }[];
  readonly success_url: string;
  readonly cancel_url: string;
}

/** A refusal by Florin (RFC 9457), or `unreachable` if there was no answer. */
export class FlorinError extends Error {
  readonly code: string;
  readonly requestId: string | null;

  constructor(code: string, detail: string, requestId: string | null) {
    super(detail);
    this.code = code;
    this.requestId = requestId;
  }
}

const TIMEOUT_MS = 10_000;

export class Florin {
  readonly #options: FlorinOptions;

  constructor(options: FlorinOptions) {
    this.#options = options;
  }

  /** With the key it is safe to ask again: the same request gets the first answer. */
  createSession(session: NewSession, idempotencyKey: string): Promise<CheckoutSession> {
    return this.#ask('POST', '/v1/checkout_sessions', session, idempotencyKey);
  }

  session(id: string): Promise<CheckoutSession> {
    return this.#ask('GET', `/v1/checkout_sessions/${encodeURIComponent(id)}`);
  }

  payment(id: string): Promise<Payment> {
    return this.#ask('GET', `/v1/payments/${encodeURIComponent(id)}`);
  }

  refund(payment: string, amount: number, idempotencyKey: string): Promise<Refund> {
    return this.#ask('POST', '/v1/refunds', { payment, amount }, idempotencyKey);
  }

  async #ask<T>(method: 'GET' | 'POST', path: string, body?: object, idempotencyKey?: string): Promise<T> {
    const { baseUrl, secretKey } = this.#options;
    const answer = await fetch(baseUrl + path, {
      method,
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: {
        authorization: `Bearer ${secretKey}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch((error: Error) => {
      throw new FlorinError('unreachable', error.message, null);
    });
    const answered = await answer.json().catch(() => ({}));
    if (answer.ok) return answered as T;
    const { code, detail, request_id } = answered as Record<string, string | undefined>;
    throw new FlorinError(code ?? `http_${answer.status}`, detail ?? answer.statusText, request_id ?? null);
  }
}
