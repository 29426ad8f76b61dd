import { base64, utf8 } from '../base64.ts';
import { checkedBaseUrl } from '../configuration.ts';
import { ConnectionError, InputError, OAuthError } from '../errors.ts';
import type { DpopKey } from './proofs.ts';

export interface OAuthOptions {
  /** Where Florin is, which is also the issuer. */
  readonly baseUrl: string;
  /** `app_…` */
  readonly clientId: string;
  /** Left out where the program cannot keep one. */
  readonly clientSecret?: string;
  /** Binds all tokens to this key. */
  readonly dpop?: DpopKey;
  readonly fetch?: typeof globalThis.fetch;
}

export interface TokenAnswer {
  readonly access_token: string;
  readonly token_type: string;
  readonly expires_in?: number;
  readonly refresh_token?: string;
  readonly scope?: string;
  readonly id_token?: string;
}

const TIMEOUT_MS = 30_000;

/** The endpoints of the authorization server, as one app asks them. */
export class Endpoint {
  readonly baseUrl: string;
  readonly clientId: string;
  readonly dpop: DpopKey | null;
  readonly #secret: string | null;
  readonly #fetch: typeof globalThis.fetch;

  constructor({ baseUrl, clientId, clientSecret, dpop, fetch }: OAuthOptions) {
    for (const [name, value] of Object.entries({ clientId, clientSecret }))
      if (value !== undefined && (typeof value !== 'string' || value === '' || /\s/.test(value)))
        throw new InputError(`${name} is empty or has white space in it.`);
    if (clientId === undefined) throw new InputError('clientId is missing: it is the app_… of your app.');
    this.baseUrl = checkedBaseUrl(baseUrl);
    this.clientId = clientId;
    this.dpop = dpop ?? null;
    this.#secret = clientSecret ?? null;
    this.#fetch = fetch ?? ((input, init) => globalThis.fetch(input, init));
  }

  token(fields: Readonly<Record<string, string>>): Promise<TokenAnswer> {
    return this.post('/oauth/token', fields) as Promise<TokenAnswer>;
  }

  /** Sends a form. Throws `OAuthError` where it is refused, and `ConnectionError` where asking again may help. */
  async post(path: string, fields: Readonly<Record<string, string>>): Promise<object> {
    const first = await this.#send(path, fields);
    if (first.ok) return first.body;
    // A wrong clock is the usual reason why a proof is refused. The answer has the right one.
    const again = this.dpop !== null && ['invalid_dpop_proof', 'use_dpop_nonce'].includes(first.error.error);
    if (!again) throw first.error;
    this.dpop?.learn(first.headers);
    const second = await this.#send(path, fields);
    if (second.ok) return second.body;
    throw second.error;
  }

  async #send(path: string, fields: Readonly<Record<string, string>>) {
    const url = `${this.baseUrl}${path}`;
    const secret = this.#secret;
    const form = new URLSearchParams(secret === null ? { ...fields, client_id: this.clientId } : fields);
    const headers: Record<string, string> = {
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
      ...(secret === null
        ? {}
        : { authorization: `Basic ${base64(utf8(`${formed(this.clientId)}:${formed(secret)}`))}` }),
      ...(this.dpop === null ? {} : { dpop: await this.dpop.prove('POST', url, null) }),
    };
    const request = {
      method: 'POST',
      headers,
      body: form.toString(),
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    } as const;
    const response = await this.#fetch(url, request).catch((cause) => {
      throw new ConnectionError('The authorization server did not answer.', { cause });
    });
    const body = (await response.json().catch(() => null)) as Record<string, unknown> | null;
    if (response.ok && body !== null) return { ok: true, body } as const;
    if (response.status === 429 || response.status >= 500 || body === null)
      throw new ConnectionError(`The authorization server answered ${response.status}.`);
    const { error, error_description: said, code, detail } = body;
    const description = String(said ?? detail ?? 'The authorization server refused');
    return {
      ok: false,
      error: new OAuthError(String(error ?? code ?? 'unknown'), description, response.status),
      headers: response.headers,
    } as const;
  }
}

/** Of the credentials in `Authorization` (RFC 6749 section 2.3.1). */
function formed(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1);
}
