import { withoutBidiControls } from './foreign-text.ts';

/** The calls of the payer's page to the platform. They use the page's own address, which is the payer's only credential. */

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

/** The code for a wallet to scan, and the address that opens the wallet on the same phone. */
export interface QrAction {
  readonly type: 'qr';
  readonly code: string;
  readonly url: string;
  readonly expires_at: string;
}

/** How much the payer's bank has to send, and where. */
export interface BankTransferAction {
  readonly type: 'bank_transfer';
  readonly bank_name: string;
  readonly account_number: string;
  readonly reference: string;
  readonly amount_remaining: number;
  readonly currency: string;
  /** The page of the sandbox's bank, from which the money can be sent. */
  readonly sandbox_url?: string;
}

/** What the payer has to do before the payment continues. A new kind does not compile until the page can show it. */
export type NextAction = { readonly type: 'redirect'; readonly url: string } | QrAction | BankTransferAction;

/** A way to pay that the session offers. */
export type MethodType = 'card' | 'wallet' | 'bank_transfer';

/** The payment method, as the payer sees it. */
export type PaidWith =
  | { readonly type: 'card'; readonly brand: string; readonly last4: string }
  | { readonly type: 'wallet' }
  | { readonly type: 'bank_transfer' };

export interface LineItem {
  readonly name: string;
  readonly quantity: number;
  readonly amount: number;
}

export interface TestCard {
  readonly number: string;
  readonly brand: string;
  /** `approved`, the decline code, or the name of another behaviour. */
  readonly outcome: string;
}

/** The session as the payer may see it. */
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
  readonly methods: readonly { readonly type: MethodType }[];
  readonly payment: {
    readonly status: PaymentStatus;
    readonly method: PaidWith | null;
    readonly decline_code: string | null;
    readonly next_action: NextAction | null;
    /** How much of a bank transfer has arrived so far. */
    readonly amount_received: number;
  } | null;
  readonly test_cards: readonly TestCard[];
  readonly success_url: string;
  readonly cancel_url: string;
  readonly expires_at: string;
  /** The order was paid by a payment that does not belong to this session. */
  readonly paid_elsewhere: boolean;
}

export interface Card {
  readonly number: string;
  readonly exp_month: number;
  readonly exp_year: number;
  readonly cvc: string;
}

/** The payment method, as it is sent to the platform. */
export type MethodInput =
  | { readonly type: 'card'; readonly card_jwe: string }
  | { readonly type: 'card'; readonly card: Card }
  | { readonly type: 'wallet' }
  | { readonly type: 'bank_transfer' };

/** A refusal, with its code from the platform's catalogue. The code is `network` if there was no answer. */
export class Refusal extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

const address = window.location.pathname.replace(/\/+$/, '');

/** The merchant's account, and the checkout session. */
export const [accountOfPage = '', sessionOfPage = ''] = address.split('/').slice(2);

/**
 * How far the platform's clock is ahead of this machine's, from its last answer. QR codes expire by the platform's clock.
 */
let clockAheadMs = 0;

/** The platform's time, to the second. */
export function platformTime(): number {
  return Date.now() + clockAheadMs;
}

/** Returns the current state of the session. Throws `Refusal`. */
export function fetchState(): Promise<SessionState> {
  return ask('GET', '/state');
}

/** Tries to pay. If the payment is declined, the state says so. Throws `Refusal`. */
export function pay(method: MethodInput): Promise<SessionState> {
  return ask('POST', '/pay', { method });
}

/** Gives up the attempt that waits for the payer. The session stays open for another. Throws `Refusal`. */
export function giveUp(): Promise<SessionState> {
  return ask('POST', '/give_up');
}

/** Closes the session without payment. Throws `Refusal`. */
export function cancel(): Promise<SessionState> {
  return ask('POST', '/cancel');
}

/** Opens the stream of the session's states. */
export function openStream(): EventSource {
  return new EventSource(`${address}/events`);
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
  const told = Date.parse(answer.headers.get('date') ?? '');
  if (!Number.isNaN(told)) clockAheadMs = told - Date.now();
  const answered = await answer.json().catch(() => {
    throw new Refusal('network');
  });
  if (!answer.ok) throw new Refusal(String(answered.code));
  return stateFrom(answered);
}

/** Reads the state from an answer, and makes the merchant's texts harmless before anything shows them. */
export function stateFrom(told: SessionState): SessionState {
  return {
    ...told,
    merchant_name: withoutBidiControls(told.merchant_name),
    description: told.description === null ? null : withoutBidiControls(told.description),
    line_items: told.line_items.map((line) => ({ ...line, name: withoutBidiControls(line.name) })),
  };
}
