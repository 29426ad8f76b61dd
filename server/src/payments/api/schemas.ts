import { Type } from 'typebox';
import { Card } from '../../cards/index.ts';
import {
  ByType,
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
    'Your own number for the order. While one payment of the order is active or has succeeded, a second one is refused.',
});

/**
 * The payer's payment method: a token, bare or in an object, or a test card's number, which is replaced by its
 * token.
 */
export const PaymentMethodInput = Type.Union(
  [
    Type.String({ minLength: 1, maxLength: 100 }),
    ByType(
      [
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
      { $id: 'PaymentMethodObject', description: 'A payment method. `type` says which members it has.' },
    ),
  ],
  {
    $id: 'PaymentMethodChoice',
    description: 'A token, a test card, or another payment method.',
  },
);

export const CaptureMethod = OneOf(['automatic', 'manual'], { $id: 'CaptureMethod' });
const PaymentState = OneOf(paymentStatuses, { $id: 'PaymentStatus' });

const ReturnUrl = Type.Optional(
  WebAddressField(
    'Where the payer goes after doing what `next_action` asks. A payer who arrives there has not necessarily paid.',
  ),
);

export const CreatePaymentBody = Type.Object(
  {
    order_id: OrderId,
    amount: Amount,
    currency: CurrencyCode,
    payment_method: Type.Optional(PaymentMethodInput),
    confirm: Type.Optional(
      Type.Boolean({ description: 'Confirm the payment at once with `payment_method`.' }),
    ),
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
      description: 'Without an amount, everything that was authorized is captured.',
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

const Token = Type.String({ description: 'What names the payment method in later requests.' });

/** The payment method as the API shows it. */
const ShownMethod = ByType(
  [
    Type.Object(
      {
        type: Type.Literal('card'),
        token: Token,
        brand: Type.String(),
        last4: Type.String({ description: 'The last four digits of its number.' }),
      },
      { $id: 'CardPaymentMethod' },
    ),
    Type.Object({ type: Type.Literal('wallet'), token: Token }, { $id: 'WalletPaymentMethod' }),
    Type.Object({ type: Type.Literal('bank_transfer'), token: Token }, { $id: 'BankTransferPaymentMethod' }),
  ],
  { $id: 'PaymentMethod', description: 'How the payer pays. `type` says which members it has.' },
);

/** What the payer has to do, as channels say it (`NextAction` there). */
const ShownAction = ByType(
  [
    Type.Object(
      { type: Type.Literal('redirect'), url: Type.String({ description: 'Send the payer’s browser here.' }) },
      { $id: 'RedirectAction' },
    ),
    Type.Object(
      {
        type: Type.Literal('qr'),
        code: Type.String({ description: 'The content of the QR code that the payer scans.' }),
        url: Type.String({ description: 'The same page, for a payer who is on the phone already.' }),
        expires_at: Time,
      },
      { $id: 'QrAction' },
    ),
    Type.Object(
      {
        type: Type.Literal('bank_transfer'),
        bank_name: Type.String(),
        account_number: Type.String(),
        reference: Type.String({ description: 'The payer must give it with the transfer.' }),
        amount_remaining: Integer({ minimum: 0, description: 'The amount that is still missing.' }),
        currency: Type.String(),
        sandbox_url: Type.Optional(
          Type.String({ description: 'Only in the sandbox: the page of a bank that plays the payer’s.' }),
        ),
      },
      { $id: 'BankTransferAction' },
    ),
  ],
  { $id: 'NextAction', description: 'What the payer has to do. `type` says which members it has.' },
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
    next_action: Nullable(ShownAction),
    decline_code: Nullable(Type.String()),
    amount_authorized: sum('The amount that the payer’s bank or wallet has approved.'),
    amount_capturable: sum('The amount that can be captured now.'),
    amount_received: sum('The amount that has arrived so far.'),
    amount_remaining: sum('The amount that must still arrive before the payment succeeds.'),
    amount_captured: sum('The amount that was captured, that is, actually taken from the payer.'),
    amount_refunded: sum('The amount that refunds have given back.'),
    amount_refundable: sum('The amount that can still be refunded.'),
    amount_unapplied: sum(
      'Money that arrived but is not part of a successful payment: less than the amount so far, more than the amount, or too late.',
    ),
    amount_returned: sum(
      'Money that arrived, was not part of a successful payment, and was sent back to the payer.',
    ),
    amount_reversed: sum('The amount that the payer’s bank took back after the payment had succeeded.'),
    amount_fee: sum(
      'The part of `amount_captured` that the platform keeps. The rest is yours. A refund does not return the fee.',
    ),
    release_at: Type.Union([Time, Type.Null()], {
      description:
        'When your share moves from the pending to the available balance: two days after the payment succeeded. Null until it succeeds.',
    }),
    expires_at: Type.Union([Time, Type.Null()], {
      description: 'When the payment expires if nobody pays it. Null when it can no longer expire.',
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
  description: 'In minor units. A string, because the value may be larger than a JSON number can hold.',
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
