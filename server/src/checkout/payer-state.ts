import { outcomeOf, type PaymentMethod, testCards } from '../channels/index.ts';
import type { Account } from '../identity/index.ts';
import { rfc3339 } from '../kernel/clock.ts';
import { decimalsOf } from '../kernel/money.ts';
import { statusOf } from './session.ts';
import type { StandingSession } from './store.ts';

/**
 * What the payer's page knows of a session. It is all that a payer may know: no fee, no metadata, no id of the merchant's
 * objects.
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
    /** ISO 4217's own: browsers know CLDR's, which differ. */
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
    /** The sandbox's cards, to try with; none where money is real. */
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

/** What the page offers. Wallets and banks are the sandbox's own so far. */
export function offeredMethods(environment: 'sandbox' | 'live'): PaymentMethod['type'][] {
  return environment === 'sandbox' ? ['card', 'wallet', 'bank_transfer'] : ['card'];
}

/** What a payment is made with, without the token. */
function shown(method: PaymentMethod) {
  switch (method.type) {
    case 'card':
      return { type: method.type, brand: method.brand, last4: method.last4 };
    case 'wallet':
    case 'bank_transfer':
      return { type: method.type };
  }
}
