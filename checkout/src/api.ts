/** What the payer's page asks the platform: always of its own address, which is the payer's only credential. */

export type PaymentStatus =
  | 'created'
  | 'requires_action'
  | 'processing'
  | 'authorized'
  | 'canceling'
  | 'succeeded'
  | 'failed'
  | 'canceled'
  | 'expired';

/** What the payer has to do before the payment goes on. A new kind does not compile until the page can show it. */
export type NextAction = { readonly type: 'redirect'; readonly url: string };

export interface LineItem {
  readonly name: string;
  readonly quantity: number;
  readonly amount: number;
}

export interface TestCard {
  readonly number: string;
  readonly brand: string;
  /** `approved`, or the code of its decline. */
  readonly outcome: string;
}

/** The session as its payer may see it. */
export interface SessionState {
  readonly status: 'open' | 'complete' | 'expired';
  readonly closed_by: 'payer' | 'merchant' | null;
  readonly environment: 'sandbox' | 'live';
  readonly merchant_name: string;
  readonly order_id: string;
  readonly amount: number;
  readonly currency: string;
  readonly decimals: number;
  readonly description: string | null;
  readonly line_items: readonly LineItem[];
  readonly payment: {
    readonly status: PaymentStatus;
    readonly decline_code: string | null;
    readonly next_action: NextAction | null;
    readonly card: { readonly brand: string; readonly last4: string } | null;
  } | null;
  readonly test_cards: readonly TestCard[];
  readonly success_url: string;
  readonly cancel_url: string;
  readonly expires_at: string;
}

export interface Card {
  readonly number: string;
  readonly exp_month: number;
  readonly exp_year: number;
  readonly cvc: string;
}

/** A refusal, by its code in the platform's catalogue; `network` where no answer came. */
export class Refusal extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

const address = window.location.pathname.replace(/\/+$/, '');

/** How the session stands. Throws `Refusal`. */
export function fetchState(): Promise<SessionState> {
  return ask('GET', '/state');
}

/** Tries to pay. The state tells of a decline too. Throws `Refusal`. */
export function pay(card: Card): Promise<SessionState> {
  return ask('POST', '/pay', { method: { type: 'card', card } });
}

/** Closes the session unpaid. Throws `Refusal`. */
export function cancel(): Promise<SessionState> {
  return ask('POST', '/cancel');
}

/** Follows the session until `stop` is called; the browser connects again by itself. */
export function follow(onState: (state: SessionState) => void): { stop(): void } {
  const events = new EventSource(`${address}/events`);
  events.addEventListener('state', (event: MessageEvent<string>) => onState(JSON.parse(event.data)));
  return { stop: () => events.close() };
}

async function ask(method: 'GET' | 'POST', path: string, body?: object): Promise<SessionState> {
  const answer = await fetch(address + path, {
    method,
    cache: 'no-store',
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  }).catch(() => {
    throw new Refusal('network');
  });
  const answered = await answer.json().catch(() => {
    throw new Refusal('network');
  });
  if (!answer.ok) throw new Refusal(String(answered.code));
  return answered;
}
