import { type buildConnector, Pool } from 'undici';
import type { Clock } from '../../kernel/clock.ts';
import { AddressRefused } from './address.ts';

/** What became of one try. `cut` is neither success nor failure: this process stopped waiting for its own reasons. */
export type Tried =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly answer: string;
      readonly durationMs: number;
    }
  | { readonly kind: 'failed'; readonly error: string; readonly durationMs: number }
  | { readonly kind: 'cut' };

/** So much of an answer is kept; a longer one is not read. */
const ANSWER_BYTES_MAX = 4096;
const KEEP_ALIVE_MS = 10_000;

export interface ReceiverOptions {
  readonly url: string;
  readonly dial: buildConnector.connector;
  readonly connections: number;
  readonly timeoutMs: number;
  readonly clock: Clock;
}

/** The far end of one endpoint: its own connections, so that one that hangs holds up no other. */
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

  /** Posts the body. Redirects are not followed; the whole exchange has one deadline. Never throws. */
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
        headers: { 'content-type': 'application/json', 'user-agent': 'Florin-Webhooks', ...headers },
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

  /** Closes the connections, also those that somebody still waits on. */
  close(): void {
    void this.#pool.destroy().catch(() => {});
  }
}

/** The first bytes of the body as text. The connection is cut where there are more, or where the rest does not come. */
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
    // The status has come and decides; what is missing of the body is of no interest.
  }
  // PostgreSQL's text holds no NUL.
  return Buffer.concat(chunks).subarray(0, ANSWER_BYTES_MAX).toString('utf8').replaceAll('\0', '\ufffd');
}

/** For the merchant: what went wrong, and no address of our own network. */
function reasonOf(error: Error & { code?: string }): string {
  if (error instanceof AddressRefused) return error.message;
  return error.code ?? 'the connection failed';
}
