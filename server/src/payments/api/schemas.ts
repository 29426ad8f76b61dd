import { Type } from 'typebox';
import {
  Integer,
  Metadata,
  MomentField,
  Nullable,
  OneOf,
  PageQuery,
  Time,
  WebAddressField,
} from '../../http/index.ts';
import { AMOUNT_MAX } from '../../kernel/money.ts';
import { paymentStatuses } from '../rules/payment.ts';

/** An amount in the API: a whole number of minor units. */
export const Amount = Integer({
  minimum: 1,
  maximum: Number(AMOUNT_MAX),
  description: 'In the minor unit of the currency: cents for USD, whole yen for JPY, fils for KWD.',
});

export const CurrencyCode = Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217, upper case.' });

export const OrderId = Type.String({
  minLength: 1,
  maxLength: 128,
  description:
    'Your own number of the order. While a payment of it lives or has succeeded there is no second one.',
});

export const Card = Type.Object(
  {
    number: Type.String({
      pattern: '^[0-9 -]{12,23}$',
      description: 'A published test number; no other is taken here.',
    }),
    exp_month: Integer({
      minimum: 1,
      maximum: 12,
      description: 'The card is good through the last day of this month.',
    }),
    exp_year: Integer({ minimum: 2000, maximum: 2099 }),
    cvc: Type.Optional(Type.String({ pattern: '^[0-9]{3,4}$' })),
  },
  { $id: 'Card', additionalProperties: false },
);

/**
 * The payer's payment method: a token, bare or in an object, or a test card's number, which is replaced by its
 * token.
 */
export const PaymentMethodInput = Type.Union(
  [
    Type.String({ minLength: 1, maxLength: 100 }),
    Type.Object(
      {
        type: Type.Literal('card'),
        token: Type.Optional(Type.String({ maxLength: 100 })),
        card: Type.Optional(Card),
      },
      { $id: 'CardMethod', additionalProperties: false },
    ),
    Type.Object({ type: Type.Literal('wallet') }, { $id: 'WalletMethod', additionalProperties: false }),
    Type.Object(
      { type: Type.Literal('bank_transfer') },
      { $id: 'BankTransferMethod', additionalProperties: false },
    ),
  ],
  {
    $id: 'PaymentMethodChoice',
    description: 'A token, a test card’s number, or the name of another method.',
  },
);

export const CaptureMethod = OneOf(['automatic', 'manual'], { $id: 'CaptureMethod' });
const PaymentState = OneOf(paymentStatuses, { $id: 'PaymentStatus' });

const ReturnUrl = Type.Optional(
  WebAddressField(
    'Where the payer goes once they have done what `next_action` asks. That they came back proves nothing.',
  ),
);

export const CreatePaymentBody = Type.Object(
  {
    order_id: OrderId,
    amount: Amount,
    currency: CurrencyCode,
    payment_method: Type.Optional(PaymentMethodInput),
    confirm: Type.Optional(Type.Boolean({ description: 'Try to pay at once with the payment_method.' })),
    return_url: ReturnUrl,
    capture_method: Type.Optional(CaptureMethod),
    description: Type.Optional(Type.String({ maxLength: 500 })),
    metadata: Type.Optional(Metadata),
  },
  { $id: 'PaymentRequest', additionalProperties: false },
);

export const PayBody = Type.Object(
  {
    order_id: OrderId,
    amount: Amount,
    currency: CurrencyCode,
    payment_method: Type.Optional(PaymentMethodInput),
    description: Type.Optional(Type.String({ maxLength: 500 })),
    metadata: Type.Optional(Metadata),
  },
  { $id: 'OrderToPay', additionalProperties: false },
);

export const ConfirmBody = Type.Object(
  { payment_method: PaymentMethodInput, return_url: ReturnUrl },
  { $id: 'Confirmation', additionalProperties: false },
);

export const CaptureBody = Type.Optional(
  Type.Object(
    { amount: Type.Optional(Amount) },
    {
      $id: 'Capture',
      additionalProperties: false,
      description: 'Without an amount, all that was authorized.',
    },
  ),
);

export const CreateRefundBody = Type.Object(
  {
    payment: Type.String({ description: 'The id of the payment.' }),
    amount: Type.Optional(Amount),
    reason: Type.Optional(Type.String({ maxLength: 500 })),
    metadata: Type.Optional(Metadata),
  },
  { $id: 'RefundRequest', additionalProperties: false, description: 'Without an amount, all that is left.' },
);

export const ListPaymentsQuery = Type.Object(
  {
    ...PageQuery,
    status: Type.Optional(PaymentState),
    order_id: Type.Optional(OrderId),
    currency: Type.Optional(CurrencyCode),
    created_from: Type.Optional(MomentField),
    created_before: Type.Optional(MomentField),
  },
  { additionalProperties: false },
);

const RefundState = OneOf(['pending', 'succeeded', 'failed'], { $id: 'RefundStatus' });

export const ListRefundsQuery = Type.Object(
  {
    ...PageQuery,
    payment: Type.Optional(Type.String()),
    status: Type.Optional(RefundState),
  },
  { additionalProperties: false },
);

export const ListReversalsQuery = Type.Object(
  { ...PageQuery, payment: Type.Optional(Type.String()) },
  { additionalProperties: false },
);

const Money = Integer({ minimum: 0 });
const sum = (description: string) => Integer({ minimum: 0, description });

/** The payment method as the API shows it. */
const ShownMethod = Type.Object(
  {
    type: OneOf(['card', 'wallet', 'bank_transfer']),
    token: Type.String(),
    brand: Type.Optional(Type.String({ description: 'Of a card.' })),
    last4: Type.Optional(Type.String({ description: 'Of a card.' })),
  },
  { $id: 'PaymentMethod' },
);

const NextAction = Type.Object(
  { type: Type.String() },
  {
    $id: 'NextAction',
    additionalProperties: true,
    description:
      'What the payer has to do: `type` is redirect, qr or bank_transfer, and says what else is here.',
  },
);

/** A payment as the API shows it. The table in docs/payments.md repeats these descriptions; a test compares. */
export const PaymentSchema = Type.Object(
  {
    id: Type.String(),
    object: Type.Literal('payment'),
    status: PaymentState,
    order_id: Type.String(),
    amount: Money,
    currency: Type.String(),
    capture_method: CaptureMethod,
    payment_method: Nullable(ShownMethod),
    next_action: Nullable(NextAction),
    decline_code: Nullable(Type.String()),
    amount_authorized: sum('What the payer’s side has approved.'),
    amount_capturable: sum('What can be captured now.'),
    amount_received: sum('What has come in so far.'),
    amount_remaining: sum('What is still to come before the payment succeeds.'),
    amount_captured: sum('What was taken from the payer for good.'),
    amount_refunded: sum('What refunds have given back.'),
    amount_refundable: sum('What can still be refunded.'),
    amount_unapplied: sum('What came in and pays for nothing: short so far, over, or late.'),
    amount_returned: sum('What came in, paid for nothing, and went back to the payer.'),
    amount_reversed: sum('What the payer’s bank took back after the payment had succeeded.'),
    amount_fee: sum(
      'What the platform keeps of `amount_captured`. The rest is yours. A refund does not give it back.',
    ),
    release_at: Type.Union([Time, Type.Null()], {
      description:
        'When what is yours of it goes from the pending to the available balance: two days after it succeeded. Null until then.',
    }),
    expires_at: Type.Union([Time, Type.Null()], {
      description: 'When it expires if nobody pays it. Null where it cannot expire any more.',
    }),
    description: Nullable(Type.String()),
    metadata: Metadata,
    created_at: Time,
  },
  { $id: 'Payment' },
);

/** A refund as the API shows it. */
export const RefundSchema = Type.Object(
  {
    id: Type.String(),
    object: Type.Literal('refund'),
    payment: Type.String(),
    status: RefundState,
    amount: Money,
    currency: Type.String(),
    failure_code: Nullable(Type.String()),
    reason: Nullable(Type.String()),
    metadata: Metadata,
    created_at: Time,
  },
  { $id: 'Refund' },
);

/** A reversal as the API shows it. */
export const ReversalSchema = Type.Object(
  {
    id: Type.String(),
    object: Type.Literal('reversal'),
    payment: Type.String(),
    amount: Money,
    currency: Type.String(),
    created_at: Time,
  },
  { $id: 'Reversal' },
);

const Digits = Type.String({
  pattern: '^-?[0-9]+$',
  description: 'In minor units; may be more than a JSON number holds.',
});

/** The merchant's balances in one currency. */
export const BalanceSchema = Type.Object(
  {
    object: Type.Literal('balance'),
    currency: Type.String(),
    pending_balance: Digits,
    available_balance: Digits,
  },
  { $id: 'Balance' },
);
