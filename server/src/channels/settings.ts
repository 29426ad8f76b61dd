import { Fault, optional, url } from '../kernel/setting.ts';
import { parseConnectorKey } from './connector-key.ts';

const secret = (value: string): string => {
  if (value.length >= 32) return value;
  throw new Fault('must have 32 characters or more: whoever guesses it reports payments');
};

export const settings = {
  cardChannelUrl: optional(
    'FLORIN_CARD_CHANNEL_URL',
    url('https:', 'http:'),
    'the sandbox takes the cards',
    'The address of your own connector to an acquirer: a program in any language that speaks the [channel protocol](channels.md). It takes every card payment.',
  ),
  cardChannelSecret: optional(
    'FLORIN_CARD_CHANNEL_SECRET',
    secret,
    'notifications are refused',
    'The secret with which that connector signs its [notifications](channels.md#notifications): 32 characters or more (`openssl rand -hex 32`).',
  ),
  cardChannelKey: optional(
    'FLORIN_CARD_CHANNEL_KEY',
    parseConnectorKey,
    'live accounts take no cards',
    'The public key of that connector, to which [cards are encrypted](channels.md#cards): RSA of 2048 to 8192 bits, as a PEM or a JWK, or the name of a file with either.',
  ),
} as const;
