import { outcomeOf, type PaymentMethod, testCards } from '../channels/index.ts';
import type { Account } from '../identity/index.ts';
import { rfc3339 } from '../kernel/clock.ts';
import { decimalsOf } from '../kernel/money.ts';
import { statusOf } from './session.ts';
import type { StandingSession } from './store.ts';

/**
 * What the payer's page receives about a session. It contains only what a payer may see: no fee, no metadata, and no ids of the
 * merchant's objects.
 */
export function payerState(
  { session, clockOffset, paidElsewhere }: StandingSession,
  { name, environment }: Pick<Account, 'name' | 'environment'>,
  at: number,
) {
  const { payment } = session;
  return {
    status: statusOf(session, at + clockOffset),
    closed_by: session.closedBy,
    environment,
    merchant_name: name,
    order_id: session.orderId,
    amount: Number(session.amount),
    currency: session.currency,
    /** The decimals of ISO 4217. Browsers use those of CLDR, which differ. */
    decimals: decimalsOf(session.currency),
    description: session.description,
    line_items: [...session.lineItems],
    methods: offeredMethods(environment).map((type) => ({ type })),
    payment:
      payment === null
        ? null
        : {
            status: payment.status,
            decline_code: payment.declineCode,
            next_action: payment.nextAction,
            method: payment.method === null ? null : shown(payment.method),
            amount_received: Number(payment.amountReceived),
          },
    /** The sandbox's test cards. Empty for a live account. */
    test_cards:
      environment === 'sandbox'
        ? testCards.map((card) => ({
            number: card.number,
            brand: card.method.brand,
            outcome: outcomeOf(card),
          }))
        : [],
    success_url: session.successUrl,
    cancel_url: session.cancelUrl,
    expires_at: rfc3339(session.expiresAt - clockOffset),
    paid_elsewhere: paidElsewhere,
  };
}

export type PayerState = ReturnType<typeof payerState>;

/** The payment methods that the page offers. So far, wallets and banks exist only in the sandbox. */
export function offeredMethods(environment: 'sandbox' | 'live'): PaymentMethod['type'][] {
  return environment === 'sandbox' ? ['card', 'wallet', 'bank_transfer'] : ['card'];
}

/** The payment method of a payment, without its token. */
function shown(method: PaymentMethod) {
  switch (method.type) {
    case 'card':
      return { type: method.type, brand: method.brand, last4: method.last4 };
    case 'wallet':
    case 'bank_transfer':
      return { type: method.type };
  }
}
