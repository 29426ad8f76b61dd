import type { Jwk } from './base64.ts';
import { AnswerError } from './errors.ts';

type Fetch = typeof globalThis.fetch;

/** A list of public keys that Florin publishes (RFC 7517), kept for a while. */
export class PublishedKeys {
  readonly #url: string;
  readonly #keptMs: number;
  readonly #fetch: Fetch;
  #kept: { readonly at: number; readonly keys: Promise<readonly Jwk[]> } | null = null;

  constructor(url: string, keptMs: number, fetch: Fetch | undefined) {
    this.#url = url;
    this.#keptMs = keptMs;
    this.#fetch = fetch ?? ((input, init) => globalThis.fetch(input, init));
  }

  /** @param atLeastMs how old the list may be. */
  keys(atLeastMs = this.#keptMs): Promise<readonly Jwk[]> {
    const now = performance.now();
    if (this.#kept !== null && now - this.#kept.at < atLeastMs) return this.#kept.keys;
    const keys = this.#read();
    const kept = { at: now, keys };
    this.#kept = kept;
    // What failed is asked for again by the next who needs it.
    keys.catch(() => {
      if (this.#kept === kept) this.#kept = null;
    });
    return keys;
  }

  async #read(): Promise<readonly Jwk[]> {
    const response = await this.#fetch(this.#url, {
      redirect: 'manual',
      headers: { accept: 'application/json' },
    });
    const list = response.ok ? ((await response.json().catch(() => null)) as { keys?: Jwk[] } | null) : null;
    if (!Array.isArray(list?.keys))
      throw new AnswerError(
        `${this.#url} has no list of keys: is baseUrl Florin’s own address?`,
        response.status,
        null,
      );
    return list.keys;
  }
}
