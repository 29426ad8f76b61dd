import { Type } from 'typebox';
import { Integer } from '../http/index.ts';

/** A card as it is typed. */
export const Card = Type.Object(
  {
    number: Type.String({
      pattern: '^[0-9 -]{12,23}$',
      description: 'In the sandbox, a published test number. Other numbers are refused there.',
    }),
    exp_month: Integer({
      minimum: 1,
      maximum: 12,
      description: 'The card is valid through the last day of this month.',
    }),
    exp_year: Integer({ minimum: 2000, maximum: 2099 }),
    cvc: Type.Optional(Type.String({ pattern: '^[0-9]{3,4}$' })),
  },
  { $id: 'Card', additionalProperties: false },
);

/** What is in an encrypted card. */
export const CardContent = Type.Object(
  { account: Type.String(), checkout_session: Type.Optional(Type.String()), ...Card.properties },
  { additionalProperties: false },
);

export const CardJwe = Type.String({
  maxLength: 4096,
  description:
    'In place of `card`: the card as a compact JWE, encrypted to a key of /.well-known/florin-encryption.json.',
});

export const CreateTokenBody = Type.Object(
  { card: Type.Optional(Card), card_jwe: Type.Optional(CardJwe) },
  { $id: 'TokenRequest', additionalProperties: false },
);

export const TokenSchema = Type.Object(
  { object: Type.Literal('token'), token: Type.String(), brand: Type.String(), last4: Type.String() },
  { $id: 'Token' },
);
