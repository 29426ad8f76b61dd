import { Type } from 'typebox';
import { CardJwe } from '../cards/index.ts';
import { Integer, Metadata, Nullable, OneOf, PageQuery, Time, WebAddressField } from '../http/index.ts';
import { AMOUNT_MAX } from '../kernel/money.ts';
import { Amount, CaptureMethod, CurrencyCode, OrderId, PaymentMethodInput } from '../payments/index.ts';
import { sessionStatuses } from './session.ts';

const LINE_AMOUNT_MAX = Number(AMOUNT_MAX);

const LineItemSchema = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 200 }),
    quantity: Integer({ minimum: 1, maximum: 1_000_000 }),
    amount: Integer({
      minimum: -LINE_AMOUNT_MAX,
      maximum: LINE_AMOUNT_MAX,
      description:
        'The amount of the whole line, in minor units. It is negative for a discount. The lines must add up to `amount`.',
    }),
  },
  { $id: 'LineItem', additionalProperties: false },
);

const ReturnUrl = WebAddressField(
  'An http or https address of your shop. Florin replaces `{lang}` in it with the payer’s language. A payer who arrives there ' +
    'has not necessarily paid.',
);

export const CreateSessionBody = Type.Object(
  {
    order_id: OrderId,
    amount: Amount,
    currency: CurrencyCode,
    success_url: ReturnUrl,
    cancel_url: ReturnUrl,
    capture_method: Type.Optional(CaptureMethod),
    description: Type.Optional(Type.String({ maxLength: 500 })),
    metadata: Type.Optional(Metadata),
    line_items: Type.Optional(Type.Array(LineItemSchema, { maxItems: 100 })),
    expires_in: Type.Optional(
      Integer({ minimum: 60, maximum: 604_800, description: 'In seconds. The default is one day.' }),
    ),
  },
  { $id: 'CheckoutSessionRequest', additionalProperties: false },
);

export const ListSessionsQuery = Type.Object(
  {
    ...PageQuery,
    order_id: Type.Optional(OrderId),
  },
  { additionalProperties: false },
);

/** A checkout session as the API shows it to the merchant. */
export const SessionSchema = Type.Object(
  {
    id: Type.String(),
    object: Type.Literal('checkout_session'),
    status: OneOf(sessionStatuses, { $id: 'CheckoutSessionStatus' }),
    url: Type.String({ description: 'Send the payer here. Whoever has the address may pay.' }),
    order_id: Type.String(),
    amount: Integer(),
    currency: Type.String(),
    capture_method: CaptureMethod,
    description: Nullable(Type.String()),
    metadata: Metadata,
    line_items: Type.Array(LineItemSchema),
    payment: Nullable(Type.String({ description: 'The last payment that was made in this session.' })),
    success_url: Type.String(),
    cancel_url: Type.String(),
    closed_by: Nullable(OneOf(['payer', 'merchant'])),
    closed_at: Nullable(Time),
    expires_at: Time,
    created_at: Time,
  },
  { $id: 'CheckoutSession' },
);

export const LinkParams = Type.Object({
  account: Type.String(),
  session: Type.String(),
  secret: Type.String(),
});

/** How the payer pays: as merchants may say it, or by a card that the page has encrypted. */
export const PaySessionBody = Type.Object(
  {
    method: Type.Union([
      Type.Object({ type: Type.Literal('card'), card_jwe: CardJwe }, { additionalProperties: false }),
      ...PaymentMethodInput.anyOf,
    ]),
  },
  { additionalProperties: false },
);
