import { type buildConnector, Pool } from 'undici';
import type { Clock } from '../../kernel/clock.ts';
import { AddressRefused } from './address.ts';

/** The result of one attempt. `cut` is neither a success nor a failure: this process stopped waiting for reasons of its own. */
export type Tried =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly answer: string;
      readonly durationMs: number;
    }
  | { readonly kind: 'failed'; readonly error: string; readonly durationMs: number }
  | { readonly kind: 'cut' };

/** How much of an answer is read and stored. */
const ANSWER_BYTES_MAX = 4096;
const KEEP_ALIVE_MS = 10_000;

export interface ReceiverOptions {
  readonly url: string;
  readonly dial: buildConnector.connector;
  readonly connections: number;
  readonly timeoutMs: number;
  readonly clock: Clock;
}

/** Sends requests to one endpoint. Each endpoint has its own connections, so that one that hangs does not delay the others. */
export class Receiver {
  readonly #options: ReceiverOptions;
  readonly #pool: Pool;
  readonly #path: string;

  constructor(options: ReceiverOptions) {
    this.#options = options;
    const url = new URL(options.url);
    this.#path = url.pathname + url.search;
    this.#pool = new Pool(url.origin, {
      connections: options.connections,
      pipelining: 1,
      connect: options.dial,
      keepAliveTimeout: KEEP_ALIVE_MS,
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  /** Posts the body. Redirects are not followed. One deadline applies to the whole exchange. Never throws. */
  async post(body: string, headers: Record<string, string>, cut: AbortSignal): Promise<Tried> {
    const { clock, timeoutMs } = this.#options;
    const startedAt = clock.monotonic();
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), timeoutMs);
    const durationMs = () => Math.round(clock.monotonic() - startedAt);
    try {
      const response = await this.#pool.request({
        path: this.#path,
        method: 'POST',
        headers: { 'user-agent': 'Florin-Webhooks', ...headers },
        body,
        signal: AbortSignal.any([deadline.signal, cut]),
      });
      return {
        kind: 'answered',
        status: response.statusCode,
        answer: await startOf(response.body),
        durationMs: durationMs(),
      };
    } catch (error) {
      if (cut.aborted) return { kind: 'cut' };
      const reason = deadline.signal.aborted ? `no answer within ${timeoutMs} ms` : reasonOf(error as Error);
      return { kind: 'failed', error: reason, durationMs: durationMs() };
    } finally {
      clearTimeout(timer);
    }
  }

  /** Closes all connections, including those with a request in progress. */
  close(): void {
    void this.#pool.destroy().catch(() => {});
  }
}

/** Reads the first bytes of the body as text. If there are more, or the rest does not arrive, it cuts the connection. */
async function startOf(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > ANSWER_BYTES_MAX) break;
    }
  } catch {
    // The status has arrived, and it alone decides. The missing rest of the body does not matter.
  }
  // A PostgreSQL text value cannot contain NUL.
  return Buffer.concat(chunks).subarray(0, ANSWER_BYTES_MAX).toString('utf8').replaceAll('\0', '\ufffd');
}

/** Tells the merchant what went wrong, without revealing addresses of the server's own network. */
function reasonOf(error: Error & { code?: string }): string {
  if (error instanceof AddressRefused) return error.message;
  return error.code ?? 'the connection failed';
}
