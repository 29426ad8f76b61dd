import type { Module } from '../module.ts';
import { sealedCards } from './sealed.ts';
import { sweeps } from './sweeps.ts';

declare module '../kernel/modules.ts' {
  interface Modules {
    cards: typeof cards;
  }
}

export const cards = {
  name: 'cards',
  schema: 'cell',
  tables: {
    card_token: 'mutable',
    card_security_code: 'mutable',
  },
  problems: {
    live_card_in_sandbox: {
      status: 400,
      title: 'The sandbox accepts published test cards only',
      advice: 'Use a test card number from the documents. The number you sent was not stored.',
    },
    live_cards_unavailable: {
      status: 409,
      title: 'This Florin has no channel for the cards of live accounts',
      advice:
        'Its operator has to connect an acquirer first, as docs/channels.md says. The number you sent was not stored.',
    },
    card_encryption_required: {
      status: 400,
      title: 'The payment page of a live account takes encrypted cards alone',
      advice:
        'Encrypt the card to the first key of /.well-known/florin-encryption.json, as docs/cards.md shows, and send it as `card_jwe`. Whatever else you sent was not stored.',
    },
    card_token_required: {
      status: 400,
      title: 'A payment of a live account names a card by its token',
      advice:
        'Swap the card for a token at POST /v1/tokens, and send that as `payment_method`. The number you sent was not stored.',
    },
  },
  scopes: ['tokens:write'],
  ids: ['tok'],
  sealed: sealedCards,
  sweeps,
} as const satisfies Module;
