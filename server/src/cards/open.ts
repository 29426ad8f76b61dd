import type { CardSource } from '../channels/index.ts';
import type { EncryptionKeys } from '../encryption/index.ts';
import type { Base } from '../module.ts';
import { Cards } from './cards.ts';
import { cardForConnector } from './for-connector.ts';
import { tokenRoutes } from './routes.ts';

/** Opens the cards: tokens for what payers type, and what the operator's connector gets for a token. */
export function openCards(
  { app, pool, keys, clock, settings }: Base,
  encryption: EncryptionKeys,
): {
  cards: Cards;
  cardSource: CardSource;
} {
  const { cardChannelUrl, cardChannelKey: key } = settings;
  const cards = new Cards({
    ...{ pool, keys, clock, encryption },
    takesLiveCards: cardChannelUrl !== undefined && key !== undefined,
  });
  tokenRoutes(app, cards, clock);
  return {
    cards,
    cardSource: async (request) =>
      key === undefined ? null : cardForConnector({ pool, keys, clock, key }, request),
  };
}
