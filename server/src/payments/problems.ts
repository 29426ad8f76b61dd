import { Type } from 'typebox';
import { stateMember as state } from '../kernel/problem.ts';

const wanted = Type.String({ description: 'The status or the action that the request asked for.' });
const payment = Type.Unsafe<object>({ $ref: '#/components/schemas/Payment' });
const decline_code = Type.Unsafe<string | null>({
  anyOf: [{ type: 'string' }, { type: 'null' }],
  description: 'Why the payment was declined.',
});
const amount_capturable = Type.Integer({
  format: 'int64',
  minimum: 0,
  description: 'The most that can be captured, in the minor unit of the currency.',
});
const amount_refundable = Type.Integer({
  format: 'int64',
  minimum: 0,
  description: 'The most that can be refunded, in the minor unit of the currency.',
});

const granted = Type.Object(
  {
    type: Type.Literal('payment'),
    amount: Type.Integer({
      format: 'int64',
      minimum: 1,
      description: 'At most so much, in the minor unit of the currency.',
    }),
    currency: Type.String(),
    order_id: Type.Optional(Type.String({ description: 'The only order that it may be for.' })),
  },
  { description: 'The payment that was granted to the app.' },
);
const used_by = Type.String({ description: 'The payment that the grant was used for.' });

/** Why a payment, a refund or a card is refused. */
export const problems = {
  amount_invalid: {
    status: 400,
    title: 'The amount is not a whole number of minor units in range',
    advice: 'Send an integer from 1 to 999999999999, in the minor unit of the currency.',
    field: { name: 'amount' },
  },
  currency_unknown: {
    status: 400,
    title: 'The currency is not an ISO 4217 currency that can be paid in',
    advice: 'Send an upper-case ISO 4217 code, such as USD.',
    field: { name: 'currency' },
  },
  payment_method_unknown: {
    status: 400,
    title: 'This payment method does not exist here',
    advice: 'Use a token or a method from the table of test methods.',
  },
  capture_method_unsupported: {
    status: 400,
    title: 'This payment method does not support manual capture',
    advice:
      'Use `capture_method: automatic`. With this method the payer sends the money, so there is no authorization to capture later.',
  },
  sandbox_only: {
    status: 403,
    title: 'Only a sandbox account can do that',
    advice: 'Use a key of a sandbox account (`sk_test_…`): real money and real time cannot be simulated.',
  },
  payment_not_granted: {
    status: 403,
    title: 'The app was granted another payment than this one',
    advice: 'See `granted`. For another payment, ask the person again, with other `authorization_details`.',
    members: { granted },
  },
  payment_grant_used: {
    status: 403,
    title: 'The app has made the one payment that it was granted',
    advice:
      'See `payment_id`. It counts whatever became of it, also if it was declined. For another payment, ask the person again.',
    members: { granted, payment_id: used_by },
  },
  order_already_paid: {
    status: 409,
    title: 'This order has been paid, or is being paid',
    advice: 'See `payment`: it is the payment that holds the order. Use another order_id for another order.',
    members: { payment },
  },
  invalid_transition: {
    status: 409,
    title: 'The payment’s state does not allow that',
    advice: 'See `state` and `wanted`. Fetch the payment, then decide what to do.',
    members: { state, wanted },
  },
  command_in_progress: {
    status: 409,
    title: 'Another command on this payment is still running',
    advice: 'Wait for the event that reports its result, or try again in a moment.',
    members: { state, wanted },
  },
  capture_exceeds_authorization: {
    status: 409,
    title: 'The capture is more than was authorized',
    advice: 'Capture at most `amount_capturable`.',
    members: { amount_capturable },
  },
  partial_capture_unsupported: {
    status: 409,
    title: 'The channel of this payment does not support partial captures',
    advice: 'Capture without an amount, then refund the excess.',
  },
  refund_exceeds_captured: {
    status: 409,
    title: 'The refund is more than can still be refunded',
    advice: 'Refund at most `amount_refundable`.',
    members: { amount_refundable },
  },
  balance_insufficient: {
    status: 409,
    title: 'The account’s balance does not cover the refund',
    advice: 'Wait until more payments come in, or pay into the account.',
  },
  payment_declined: {
    status: 402,
    title: 'The payment was declined',
    advice: 'See `decline_code`, and ask the payer for another way to pay.',
    members: { payment, decline_code },
  },
} as const;
