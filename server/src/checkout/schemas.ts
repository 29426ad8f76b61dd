import { Type } from 'typebox';
import { MetadataField, ShownMetadata, WebAddressField } from '../http/index.ts';
import { AMOUNT_MAX } from '../kernel/money.ts';
import { Amount, Card, CurrencyCode, OrderId, PaymentMethodInput } from '../payments/index.ts';
import { sessionStatuses } from './session.ts';

const LINE_AMOUNT_MAX = Number(AMOUNT_MAX);

const LineItemSchema = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 200 }),
    quantity: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
    amount: Type.Integer({
      minimum: -LINE_AMOUNT_MAX,
      maximum: LINE_AMOUNT_MAX,
      description:
        'Of the whole line, in minor units; below zero for a discount. The lines add up to `amount`.',
    }),
  },
  { additionalProperties: false },
);

const ReturnUrl = WebAddressField(
  'An http or https address of your shop. That the payer came back to it proves nothing.',
);

export const CreateSessionBody = Type.Object(
  {
    order_id: OrderId,
    amount: Amount,
    currency: CurrencyCode,
    success_url: ReturnUrl,
    cancel_url: ReturnUrl,
    capture_method: Type.Optional(Type.Union([Type.Literal('automatic'), Type.Literal('manual')])),
    description: Type.Optional(Type.String({ maxLength: 500 })),
    metadata: Type.Optional(MetadataField),
    line_items: Type.Optional(Type.Array(LineItemSchema, { maxItems: 100 })),
    expires_in: Type.Optional(
      Type.Integer({ minimum: 60, maximum: 604_800, description: 'Seconds; a day when left out.' }),
    ),
  },
  { additionalProperties: false },
);

export const SessionIdParams = Type.Object({ id: Type.String() });

export const ListSessionsQuery = Type.Object(
  {
    limit: Type.Optional(Type.String({ pattern: '^([1-9]|[1-9][0-9]|100)$' })),
    after: Type.Optional(Type.String()),
    before: Type.Optional(Type.String()),
    order_id: Type.Optional(OrderId),
  },
  { additionalProperties: false },
);

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) =>
  Type.Union([type, Type.Null()]);
const Time = Type.String({ format: 'date-time' });

/** A checkout session as the merchant sees it. */
export const SessionSchema = Type.Object(
  {
    id: Type.String(),
    object: Type.Literal('checkout_session'),
    status: Type.Enum([...sessionStatuses]),
    url: Type.String({ description: 'Send the payer here. Whoever has the address may pay.' }),
    order_id: Type.String(),
    amount: Type.Integer(),
    currency: Type.String(),
    capture_method: Type.String(),
    description: nullable(Type.String()),
    metadata: ShownMetadata,
    line_items: Type.Array(LineItemSchema),
    payment: nullable(Type.String({ description: 'The last payment that the payer made of it.' })),
    success_url: Type.String(),
    cancel_url: Type.String(),
    closed_by: nullable(Type.Enum(['payer', 'merchant'])),
    closed_at: nullable(Time),
    expires_at: Time,
    created_at: Time,
  },
  { $id: 'CheckoutSession' },
);

export const SessionListSchema = Type.Object({
  object: Type.Literal('list'),
  data: Type.Array(SessionSchema),
  has_more: Type.Boolean(),
});

export const LinkParams = Type.Object({
  account: Type.String(),
  session: Type.String(),
  secret: Type.String(),
});

export const PaySessionBody = Type.Object({ method: PaymentMethodInput }, { additionalProperties: false });

export const CreateTokenBody = Type.Object({ card: Card }, { additionalProperties: false });
