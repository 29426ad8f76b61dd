import {
  type AuthorizationDetailsForIntrospection,
  errors,
  type KoaContextWithOIDC,
  type RichAuthorizationRequestsActiveConfiguration,
} from 'oidc-provider';
import { checkText } from '../http/index.ts';
import { JsonFault, parseJson } from '../kernel/json.ts';
import { AMOUNT_MAX, type Money, parseCurrency } from '../kernel/money.ts';
import { Problem } from '../kernel/problem.ts';

/** The scope whose routes make payments. Who grants one payment, and the app that makes it, need it; the token does not get it. */
export const PAYMENT_SCOPE = 'payments:write';
const MEMBERS: ReadonlySet<string> = new Set(['type', 'amount', 'currency', 'order_id']);
const ORDER_ID_MAX = 128;

/** The one payment that an app asks a person for (RFC 9396). */
export interface AskedPayment extends Money {
  readonly orderId: string | null;
}

/** As it is asked for and kept. */
export interface PaymentDetail {
  readonly type: 'payment';
  readonly amount: number;
  readonly currency: string;
  readonly order_id?: string;
}

/**
 * Reads `authorization_details`: null where there are none. Throws `invalid_authorization_details` where they are not one payment.
 */
export function askedPayment(text: unknown): AskedPayment | null {
  if (text === undefined) return null;
  const details = parsed(String(text));
  if (!Array.isArray(details) || details.length !== 1) return refuse('ask for one payment, in a list');
  const [detail] = details as [Record<string, unknown>];
  const { type, amount, currency, order_id: orderId } = detail;
  if (type !== 'payment') return refuse('type must be payment');
  const unknown = Object.keys(detail).find((member) => !MEMBERS.has(member));
  if (unknown !== undefined) return refuse(`a payment has no ${unknown}`);
  if (typeof amount !== 'number' || !Number.isInteger(amount) || amount < 1 || amount > Number(AMOUNT_MAX))
    return refuse(`amount must be a whole number of minor units, from 1 to ${AMOUNT_MAX}`);
  const parsedCurrency = typeof currency === 'string' ? parseCurrency(currency) : null;
  if (parsedCurrency === null) return refuse('currency must be an ISO 4217 currency to pay in, as USD');
  if (orderId !== undefined && !isOrder(orderId))
    return refuse('order_id must be a text that an order may have');
  return {
    amount: BigInt(amount),
    currency: parsedCurrency,
    orderId: (orderId as string | undefined) ?? null,
  };
}

export function detailOf({ amount, currency, orderId }: AskedPayment): PaymentDetail {
  return {
    type: 'payment',
    amount: Number(amount),
    currency,
    ...(orderId === null ? {} : { order_id: orderId }),
  };
}

function isOrder(value: unknown): boolean {
  if (typeof value !== 'string' || value === '' || [...value].length > ORDER_ID_MAX) return false;
  try {
    checkText('order_id', value);
    return true;
  } catch (error) {
    if (error instanceof Problem) return false;
    throw error;
  }
}

/** Two members of one name could be read in two ways: the person would see the one, and the app get the other. */
function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof JsonFault) return refuse(error.message);
    throw error;
  }
}

function refuse(description: string): never {
  throw new errors.InvalidAuthorizationDetails(description);
}

/**
 * What the provider is told of them. A payment comes without scopes of the API, so that the token can do nothing else.
 * @param asksForApi whether the request asks for scopes of the API too.
 */
export function paymentRequests(asksForApi: (ctx: KoaContextWithOIDC) => boolean): {
  readonly richAuthorizationRequests: RichAuthorizationRequestsActiveConfiguration & {
    readonly authorizationDetailsForIntrospection: AuthorizationDetailsForIntrospection;
  };
} {
  return {
    richAuthorizationRequests: {
      enabled: true,
      types: {
        payment: {
          validate(ctx) {
            askedPayment(ctx.oidc.params?.authorization_details);
            if (ctx.oidc.route === 'token')
              refuse('a person grants a payment: send authorization_details with the authorization request');
            if (asksForApi(ctx)) refuse('ask for one payment, or for scopes of the API, not for both');
          },
        },
      },
      authorizationDetailsForGrantSource: ({ oidc }) =>
        oidc.params?.authorization_details === undefined ? undefined : oidc.grant?.rar,
      authorizationDetailsForAccessToken: (_ctx, _token, source) => source?.rar,
      authorizationDetailsForIntrospection: (_ctx, { rar }) => rar,
    },
  };
}
