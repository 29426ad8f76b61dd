import { isDeepStrictEqual } from 'node:util';
import type { Florin, Schemas } from '@florin/sdk';

/**
 * What the cashier sees of a sale. `tried`: an attempt failed, and the payer may try another way to pay. `expired`: nobody can pay it
 * any more.
 */
export type SaleState = 'waiting' | 'paying' | 'tried' | 'paid' | 'partly_refunded' | 'refunded' | 'expired';

export interface Sale {
  readonly order: string;
  /** In minor units. */
  readonly amount: number;
  readonly currency: string;
  readonly state: SaleState;
  /** What the QR code says. Whoever has it can pay. */
  readonly link: string;
  /** The payment that can be given back. */
  readonly refundable: { readonly payment: string; readonly amount: number } | null;
  readonly session: string;
}

/** A sale that is over, in the list of the latest. */
export interface PaidSale {
  readonly order: string;
  readonly amount: number;
  readonly currency: string;
  readonly refunded: number;
  readonly at: string;
}

export interface NewSale {
  readonly order: string;
  readonly amount: number;
  readonly currency: string;
  /** Where the payer's phone shows that it is done. */
  readonly thanksUrl: string;
}

type Payment = Schemas['Payment'];

const ORDER = /^till-[\w-]{1,60}$/;
/** Who stands at a till pays at once. */
const EXPIRES_IN_S = 900;
/** A payer who leaves the payment page causes no event, so a sale that is open is looked at this often as well. */
const LOOK_AGAIN_MS = 5_000;
const LATEST_MAX = 6;

/** The sales of the till. It keeps nothing itself: what Florin says is true, also after the till was restarted. */
export class Sales {
  readonly #florin: Florin;
  /** Looks again at each sale that somebody watches. */
  readonly #watched = new Set<() => void>();
  readonly #ending = new AbortController();

  constructor(florin: Florin) {
    this.#florin = florin;
  }

  /** Asks for the money. The order is the key, so that a form that is sent twice is one sale. */
  async open({ order, amount, currency, thanksUrl }: NewSale): Promise<void> {
    const addresses = { success_url: thanksUrl, cancel_url: thanksUrl };
    await this.#florin.checkoutSessions.create(
      { order_id: order, amount, currency, expires_in: EXPIRES_IN_S, ...addresses },
      { idempotencyKey: order },
    );
  }

  /** The sale as it is now, or null if it is none of the till's. */
  async find(order: string): Promise<Sale | null> {
    if (!ORDER.test(order)) return null;
    const { data } = await this.#florin.checkoutSessions.list({ order_id: order, limit: 1 });
    const session = data[0];
    if (session === undefined) return null;
    const payment = session.payment === null ? null : await this.#florin.payments.retrieve(session.payment);
    return saleOf(session, payment);
  }

  /** The last sales that were paid, the newest first. */
  async latest(): Promise<PaidSale[]> {
    const { data } = await this.#florin.payments.list({ status: 'succeeded', limit: 50 });
    return data
      .filter(({ order_id }) => ORDER.test(order_id))
      .slice(0, LATEST_MAX)
      .map(({ order_id, amount, currency, amount_refunded, created_at }) => ({
        ...{ order: order_id, amount, currency, refunded: amount_refunded, at: created_at },
      }));
  }

  /** Closes the payment page. Refused while a payment is in progress. */
  async cancel({ session }: Sale): Promise<void> {
    await this.#florin.checkoutSessions.expire(session);
  }

  /** Gives everything back that can still be given back. Asked twice, it happens once. */
  async refund({ payment, amount }: NonNullable<Sale['refundable']>): Promise<void> {
    await this.#florin.refunds.create({ payment, amount }, { idempotencyKey: `refund-${payment}-${amount}` });
  }

  /** Calls `onSale` with the sale now and whenever it has changed, until the function that it returns is called. */
  watch(order: string, onSale: (sale: Sale) => void): () => void {
    let known: Sale | null = null;
    let asking = false;
    let again = false;
    const look = async (): Promise<void> => {
      // What happens while the answer is on its way may not be in it.
      again = true;
      if (asking) return;
      asking = true;
      while (again) {
        again = false;
        // Where Florin does not answer, the next look will.
        const sale = await this.find(order).catch(() => null);
        if (sale === null || isDeepStrictEqual(sale, known) || !this.#watched.has(start)) continue;
        known = sale;
        onSale(sale);
      }
      asking = false;
    };
    const start = () => void look();
    this.#watched.add(start);
    const timer = setInterval(() => (known === null || isOpen(known.state)) && start(), LOOK_AGAIN_MS);
    start();
    return () => {
      clearInterval(timer);
      this.#watched.delete(start);
    };
  }

  /** Hears of what happens at Florin as it happens, until `close`. The SDK connects again by itself. */
  async follow(): Promise<void> {
    const { signal } = this.#ending;
    try {
      for await (const _event of this.#florin.events.stream({ signal }))
        for (const look of this.#watched) look();
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  close(): void {
    this.#ending.abort();
  }
}

function saleOf(session: Schemas['CheckoutSession'], payment: Payment | null): Sale {
  const { order_id: order, amount, currency, url: link, id } = session;
  const left = payment?.amount_refundable ?? 0;
  return {
    ...{ order, amount, currency, link, session: id },
    state: stateOf(session.status, payment),
    refundable: payment !== null && left > 0 ? { payment: payment.id, amount: left } : null,
  };
}

/** Whether the payer can still pay. */
export function isOpen(state: SaleState): state is 'waiting' | 'paying' | 'tried' {
  return state === 'waiting' || state === 'paying' || state === 'tried';
}

/** A pure decision, from what Florin says of the session and of its last payment. */
function stateOf(session: Schemas['CheckoutSessionStatus'], payment: Payment | null): SaleState {
  if (payment !== null && payment.status === 'succeeded') {
    if (payment.amount_refunded === 0) return 'paid';
    return payment.amount_refundable > 0 ? 'partly_refunded' : 'refunded';
  }
  if (session === 'expired') return 'expired';
  switch (payment?.status) {
    case undefined:
    case 'canceled':
    case 'expired':
      return 'waiting';
    case 'failed':
      return 'tried';
    default:
      return 'paying';
  }
}
