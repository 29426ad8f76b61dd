import type { Florin } from '../client.ts';
import { checkedBaseUrl } from '../configuration.ts';
import { ApiError, InputError } from '../errors.ts';
import { encryptJwe } from '../jwe.ts';
import { PublishedKeys } from '../keys-list.ts';
import type { Schemas } from '../methods.ts';

export { ApiError, FlorinError, InputError } from '../errors.ts';

export interface CardEncryptionOptions {
  readonly baseUrl: string;
  /** Your account, `acct_…`: no other can use what was encrypted for it. */
  readonly account: string;
  readonly fetch?: typeof globalThis.fetch;
}

export type Card = Schemas['Card'];

/** A key is used for a day, and the next one is shown ten minutes before. */
const KEPT_MS = 5 * 60_000;

/** Encrypts cards where they are typed, so that nothing between the browser and Florin’s vault can read them (docs/cards.md). */
export class CardEncryption {
  readonly #account: string;
  readonly #keys: PublishedKeys;

  constructor({ baseUrl, account, fetch }: CardEncryptionOptions) {
    if (typeof account !== 'string' || !account.startsWith('acct_'))
      throw new InputError('account must be your own account, acct_….');
    if (globalThis.crypto?.subtle === undefined)
      throw new InputError('Browsers encrypt on HTTPS and on localhost only: serve the page by HTTPS.');
    this.#account = account;
    this.#keys = new PublishedKeys(
      `${checkedBaseUrl(baseUrl)}/.well-known/florin-encryption.json`,
      KEPT_MS,
      fetch,
    );
  }

  /** The card as a `card_jwe`. */
  async encrypt(card: Card): Promise<string> {
    return this.#encrypt(card, KEPT_MS);
  }

  /** Swaps the card for a token, by a client with the publishable key. The card is never sent in the clear. */
  async token(florin: Pick<Florin, 'tokens'>, card: Card): Promise<Schemas['Token']> {
    const swap = async (keptMs: number) =>
      florin.tokens.create({ card_jwe: await this.#encrypt(card, keptMs) });
    try {
      return await swap(KEPT_MS);
    } catch (error) {
      if (!(error instanceof ApiError && error.is('encryption_key_unknown'))) throw error;
      return swap(0);
    }
  }

  async #encrypt(card: Card, keptMs: number): Promise<string> {
    const [key] = await this.#keys.keys(keptMs);
    if (key?.kid === undefined) throw new InputError('Florin publishes no key to encrypt cards to.');
    return encryptJwe(JSON.stringify({ account: this.#account, ...card }), { ...key, kid: key.kid });
  }
}
