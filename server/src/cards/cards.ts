import type pg from 'pg';
import type { CardMethod } from '../channels/index.ts';
import type { EncryptionKeys } from '../encryption/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { type AccountId, newId, parseId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import type { KeyRing } from '../vault/index.ts';
import { checkedCard, type TypedCard, testCardOf } from './card.ts';
import { openCard, type TypedWhere } from './card-jwe.ts';
import { deleteToken, findToken, insertToken } from './store.ts';

/** Whose card it is. */
export interface CardOwner {
  readonly account: AccountId;
  readonly environment: 'sandbox' | 'live';
}

export interface CardsOptions {
  readonly pool: pg.Pool;
  readonly keys: KeyRing;
  readonly clock: Clock;
  readonly encryption: EncryptionKeys;
  /** Whether there is a channel for cards that are none of the sandbox's. */
  readonly takesLiveCards: boolean;
}

/** Swaps cards for tokens. Whoever has a card asks here first, so that all others see its token alone. */
export class Cards {
  readonly #options: CardsOptions;

  constructor(options: CardsOptions) {
    this.#options = options;
  }

  /** Opens a card that was encrypted to Florin where it was typed. Throws `jwe_invalid` or `encryption_key_unknown`. */
  open(where: TypedWhere, jwe: string, field: string): Promise<TypedCard> {
    return openCard(this.#options.encryption, jwe, where, field);
  }

  /**
   * The token of a card that was typed. In the sandbox it is that of a published test number, and nothing is stored. In a live
   * account the card is sealed and stored under a new token. Throws `live_card_in_sandbox`, `live_cards_unavailable` or
   * `invalid_request`.
   * @param field where the card is in the request.
   * @param once whether the card is for one payment, because nobody asked to keep it.
   */
  async swap(
    { account, environment }: CardOwner,
    card: TypedCard,
    { field, once }: { field: string; once: boolean },
  ): Promise<CardMethod> {
    const { pool, keys, clock, takesLiveCards } = this.#options;
    const now = clock.now();
    if (environment === 'sandbox') return testCardOf(card, now, field);
    if (!takesLiveCards) throw new Problem('live_cards_unavailable');
    const checked = checkedCard(card, now, field);
    const token = { ...checked, account, id: newId('tok'), once };
    await insertToken(pool, keys, token, now);
    return { type: 'card', token: token.id, brand: checked.brand, last4: checked.last4 };
  }

  /**
   * The card of a token that `swap` has given the account; null if there is none, or not any more. Throws `live_cards_unavailable` if
   * its channel is gone: no other takes it.
   */
  async find(account: AccountId, token: string): Promise<CardMethod | null> {
    const { pool, clock, takesLiveCards } = this.#options;
    if (!takesLiveCards) throw new Problem('live_cards_unavailable');
    const id = parseId('tok', token);
    const found = id === null ? null : await findToken(pool, account, id, clock.now());
    return found === null ? null : { type: 'card', token, ...found };
  }

  /** Deletes what is kept of the token. Throws `not_found`. */
  async remove(account: AccountId, token: string): Promise<void> {
    const id = parseId('tok', token);
    if (id === null || !(await deleteToken(this.#options.pool, account, id))) throw new Problem('not_found');
  }
}
