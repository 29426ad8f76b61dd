import { type Static, Type } from 'typebox';

/**
 * Every refusal the API knows, in one place: the HTTP status, a title, and what to do next. The error pages of the
 * documents and the OpenAPI description are made from this table. A code is stable once it has been published.
 */
export const catalogue = {
  // The request itself
  malformed_json: [
    400,
    'The body is not JSON',
    'Send a JSON object. Check quotes, commas and the encoding (UTF-8), and that no object has the same member twice.',
  ],
  invalid_request: [
    400,
    'A field is missing, unknown or of the wrong kind',
    'See `field` and `detail`; the API reference lists every field.',
  ],
  amount_invalid: [
    400,
    'The amount is not a whole number of minor units in range',
    'Send an integer from 1 to 999999999999, in the minor unit of the currency.',
  ],
  currency_unknown: [
    400,
    'The currency is not an ISO 4217 currency that can be paid in',
    'Send an upper-case ISO 4217 code, such as USD.',
  ],
  idempotency_key_invalid: [
    400,
    'The idempotency key is not 1 to 255 printable characters',
    'Send a fresh UUID as Idempotency-Key.',
  ],
  card_number_refused: [
    400,
    'A card number is in a field that may not contain one',
    'Send card numbers in `payment_method` only. If a number of your own happens to look like a card number, put a letter before its first digit: A4242….',
  ],
  live_card_in_sandbox: [
    400,
    'The sandbox accepts published test cards only',
    'Use a test card number from the documents. The number you sent was not stored.',
  ],
  payment_method_unknown: [
    400,
    'This payment method does not exist here',
    'Use a token or a method from the table of test methods.',
  ],
  capture_method_unsupported: [
    400,
    'This payment method does not support manual capture',
    'Use `capture_method: automatic`. With this method the payer sends the money, so there is no authorization to capture later.',
  ],
  event_type_unknown: [
    400,
    'This event type does not exist',
    'Send types from the list of events in the documents, or ["*"] for all of them.',
  ],
  webhook_url_refused: [
    400,
    'Webhooks may not be sent to this address',
    'Send an https URL whose host can be reached from the internet, without a user name or password.',
  ],
  unauthorized: [
    401,
    'The key is missing or wrong',
    'Send `Authorization: Bearer sk_test_…` with a key that has not been revoked.',
  ],
  notification_refused: [
    401,
    'The notification was not signed by this channel',
    'Sign the bytes of the body with the channel’s secret. The channels page of the documents says how.',
  ],
  forbidden: [
    403,
    'This key may not do that',
    'Use a secret key. A publishable key is only for the payer’s page.',
  ],
  sandbox_only: [
    403,
    'Only a sandbox account can do that',
    'Use a key of a sandbox account (`sk_test_…`): real money and real time cannot be simulated.',
  ],
  address_unknown: [
    404,
    'There is nothing at this address',
    'Look up the path in /openapi.json. Paths of objects begin with /v1 and use the plural.',
  ],
  not_found: [
    404,
    'This account has no such object',
    'Check the id, and that the key belongs to the same account and environment.',
  ],
  method_not_allowed: [405, 'This address does not support that method', 'See the `Allow` header.'],
  request_timeout: [
    408,
    'The request did not arrive completely in time',
    'Send the whole request within 30 seconds.',
  ],
  body_too_large: [413, 'The body is over 256 KiB', 'Send less. Metadata is for short notes.'],
  headers_too_large: [
    431,
    'The header fields are over 16 KiB',
    'Send fewer or shorter header fields. Data belongs in the body.',
  ],
  unsupported_media_type: [
    415,
    'The body is not application/json in UTF-8',
    'Send `Content-Type: application/json`, in UTF-8 and without Content-Encoding.',
  ],
  // Conflicts with the current state
  order_already_paid: [
    409,
    'This order has been paid, or is being paid',
    'See `payment`: it is the payment that holds the order. Use another order_id for another order.',
  ],
  invalid_transition: [
    409,
    'The payment’s state does not allow that',
    'See `state` and `wanted`. Fetch the payment, then decide what to do.',
  ],
  command_in_progress: [
    409,
    'Another command on this payment is still running',
    'Wait for the event that reports its result, or try again in a moment.',
  ],
  session_not_open: [
    409,
    'The checkout session is no longer open',
    'Fetch the session: it is complete or expired. To ask the payer again, create a new session.',
  ],
  capture_exceeds_authorization: [
    409,
    'The capture is more than was authorized',
    'Capture at most `amount_capturable`.',
  ],
  partial_capture_unsupported: [
    409,
    'The channel of this payment does not support partial captures',
    'Capture without an amount, then refund the excess.',
  ],
  refund_exceeds_captured: [
    409,
    'The refund is more than can still be refunded',
    'Refund at most `amount_refundable`.',
  ],
  balance_insufficient: [
    409,
    'The account’s balance does not cover the refund',
    'Wait until more payments come in, or pay into the account.',
  ],
  idempotency_in_progress: [
    409,
    'The first request with this key is still running',
    'Send the same request again after Retry-After seconds, with the same key and body.',
  ],
  webhook_endpoint_limit: [
    409,
    'The account has reached its limit of webhook endpoints',
    'Delete an endpoint that is no longer used.',
  ],
  idempotency_key_reused: [
    422,
    'This idempotency key was used with another body',
    'Use a new key for a new request.',
  ],
  // A payment that was declined, on POST /pay
  payment_declined: [
    402,
    'The payment was declined',
    'See `decline_code`, and ask the payer for another way to pay.',
  ],
  // The service
  rate_limited: [429, 'Too many requests', 'Wait Retry-After seconds, then try again.'],
  internal: [
    500,
    'Something went wrong in Florin',
    'Try again with the same Idempotency-Key. If you report it, include the request_id.',
  ],
  overloaded: [
    503,
    'The service is overloaded; nothing was written',
    'Try again after Retry-After seconds, with the same Idempotency-Key.',
  ],
  database_unavailable: [
    503,
    'The database does not answer; nothing was written',
    'Try again after Retry-After seconds, with the same Idempotency-Key.',
  ],
  outcome_unknown: [
    503,
    'The result is not known yet',
    'Try again with the same Idempotency-Key, or look up the order_id.',
  ],
} as const satisfies Record<string, readonly [status: number, title: string, advice: string]>;

export type ProblemCode = keyof typeof catalogue;

/** The URI reference that names the problem (RFC 9457 section 3.1.1): its place in the documents. */
export function problemTypeOf(code: ProblemCode): string {
  return `/docs/errors#${code}`;
}

/** The members that a problem document may have in addition to the standard ones (RFC 9457 section 3.2). */
export const problemMembers = {
  field: Type.String({
    description:
      'The field at fault, as a path into the body such as `card/number`, or the name of a parameter or header.',
  }),
  state: Type.String({ description: 'The current status of the object.' }),
  wanted: Type.String({ description: 'The status or the action that the request asked for.' }),
  payment: Type.Unsafe<object>({ $ref: '#/components/schemas/Payment' }),
  decline_code: Type.Unsafe<string | null>({
    anyOf: [{ type: 'string' }, { type: 'null' }],
    description: 'Why the payment was declined.',
  }),
  amount_capturable: Type.Integer({
    format: 'int64',
    minimum: 0,
    description: 'The most that can be captured, in the minor unit of the currency.',
  }),
  amount_refundable: Type.Integer({
    format: 'int64',
    minimum: 0,
    description: 'The most that can be refunded, in the minor unit of the currency.',
  }),
} as const;

/** Which of these members each refusal may have. Every refusal may have `field`. */
export const membersOf = {
  order_already_paid: ['payment'],
  payment_declined: ['payment', 'decline_code'],
  invalid_transition: ['state', 'wanted'],
  command_in_progress: ['state', 'wanted'],
  session_not_open: ['state'],
  capture_exceeds_authorization: ['amount_capturable'],
  refund_exceeds_captured: ['amount_refundable'],
} as const satisfies Partial<Record<ProblemCode, readonly (keyof typeof problemMembers)[]>>;

type Members<Names extends keyof typeof problemMembers> = {
  readonly [Name in Names]?: Static<(typeof problemMembers)[Name]>;
};

/** What a refusal of that code may have in addition to the standard members. */
export type ExtrasOf<Code extends ProblemCode> = Members<'field'> & {
  /** Seconds for the Retry-After header. */
  readonly retryAfter?: number;
} & (Code extends keyof typeof membersOf ? Members<(typeof membersOf)[Code][number]> : unknown);

/** Every additional member that any refusal may have. */
export type ProblemExtras = Members<keyof typeof problemMembers> & Pick<ExtrasOf<'internal'>, 'retryAfter'>;

/**
 * A refusal that is sent to a client. Commands return refusals as values. The route throws them, so that one error handler
 * writes every refusal.
 */
export class Problem<Code extends ProblemCode = ProblemCode> extends Error {
  readonly code: Code;
  readonly extras: ProblemExtras;

  constructor(code: Code, detail?: string, extras?: ExtrasOf<Code>) {
    super(detail ?? catalogue[code][2]);
    this.name = 'Problem';
    this.code = code;
    this.extras = extras ?? {};
  }

  get status(): number {
    return catalogue[this.code][0];
  }
}
