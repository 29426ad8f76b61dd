import { base64url, type Jwk, type Key, utf8 } from '../base64.ts';

/** A difference of clocks below this is not worth a correction. */
const EXACT_MS = 2000;
const EC = { name: 'ECDSA', namedCurve: 'P-256' };

/**
 * A key to which access tokens are bound (DPoP, RFC 9449). Its private part never leaves Web Crypto. A proof may be a minute old at
 * most, so it is made by the server’s clock where ours turns out to be wrong.
 */
export class DpopKey {
  readonly #privateKey: Key;
  readonly #jwk: Jwk;
  #nonce: string | null = null;
  #aheadMs = 0;
  readonly #now: () => number;

  private constructor(privateKey: Key, jwk: Jwk, now: () => number) {
    this.#privateKey = privateKey;
    this.#jwk = jwk;
    this.#now = now;
  }

  /** @param now the time in milliseconds. */
  static async generate(now: () => number = Date.now): Promise<DpopKey> {
    const pair = await crypto.subtle.generateKey(EC, false, ['sign', 'verify']);
    if (!('privateKey' in pair)) throw new TypeError('P-256 makes pairs');
    const { kty, crv, x, y } = (await crypto.subtle.exportKey('jwk', pair.publicKey)) as Jwk;
    return new DpopKey(pair.privateKey, { kty, crv, x, y } as Jwk, now);
  }

  /** The proof for one request. */
  async prove(method: string, url: string, token: string | null): Promise<string> {
    const [htu] = url.split(/[?#]/);
    const payload = {
      ...{ htm: method, htu, jti: base64url(crypto.getRandomValues(new Uint8Array(18))) },
      iat: Math.floor((this.#now() + this.#aheadMs) / 1000),
      ...(token === null ? {} : { ath: base64url(await crypto.subtle.digest('SHA-256', utf8(token))) }),
      ...(this.#nonce === null ? {} : { nonce: this.#nonce }),
    };
    const header = { alg: 'ES256', typ: 'dpop+jwt', jwk: this.#jwk };
    const text = [header, payload].map((part) => base64url(utf8(JSON.stringify(part)))).join('.');
    const signature = await crypto.subtle.sign(
      { name: 'ECDSA', hash: 'SHA-256' },
      this.#privateKey,
      utf8(text),
    );
    return `${text}.${base64url(signature)}`;
  }

  /** Learns the server’s clock and nonce from an answer that refused a proof. */
  learn(headers: Headers): void {
    const date = Date.parse(headers.get('date') ?? '');
    if (!Number.isNaN(date)) {
      const ahead = date - this.#now();
      this.#aheadMs = Math.abs(ahead) < EXACT_MS ? 0 : ahead;
    }
    this.#nonce = headers.get('dpop-nonce') ?? this.#nonce;
  }
}
