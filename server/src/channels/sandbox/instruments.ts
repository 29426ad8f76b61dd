import type { BankTransferMethod, CardMethod, PaymentMethod, WalletMethod } from '../channel.ts';
import type { DeclineCode } from '../declines.ts';

/** The final result of an instrument. */
export type Verdict = 'approved' | DeclineCode;

/** How the sandbox answers for an instrument. */
export type Behaviour =
  /** The call is answered at once. */
  | { readonly kind: 'instant'; readonly verdict: Verdict }
  /** The call is answered after two seconds. */
  | { readonly kind: 'slow'; readonly verdict: Verdict }
  /** The call is never answered. A query later gives the verdict. */
  | { readonly kind: 'silent'; readonly verdict: Verdict }
  /** The payer has to authenticate; then the issuer gives this verdict. */
  | { readonly kind: 'challenge'; readonly verdict: Verdict }
  /** It is final after three seconds, and a notification reports it. */
  | { readonly kind: 'processing'; readonly verdict: Verdict }
  /** The payer pays or refuses in their wallet. */
  | { readonly kind: 'wallet' }
  /** The payer sends money from their bank: too late, too little, too much, or never. */
  | { readonly kind: 'bank_transfer' };

export interface Instrument {
  readonly method: PaymentMethod;
  /** The published test number of a card. Any other number is refused and not stored. */
  readonly number: string | null;
  readonly behaviour: Behaviour;
  /** What happens, as the documents say it. */
  readonly says: string;
}

export interface TestCard extends Instrument {
  readonly method: CardMethod;
  readonly number: string;
}

function card(
  number: string,
  token: string,
  brand: 'visa' | 'mastercard' | 'amex' | 'unionpay',
  behaviour: Behaviour,
  says: string,
): TestCard {
  return { method: { type: 'card', token, brand, last4: number.slice(-4) }, number, behaviour, says };
}

const instant = (verdict: Verdict): Behaviour => ({ kind: 'instant', verdict });
const approved = instant('approved');

/** Every test card of the sandbox. */
export const testCards: readonly TestCard[] = [
  card('4242424242424242', 'tok_visa', 'visa', approved, 'Approved.'),
  card('5555555555554444', 'tok_mastercard', 'mastercard', approved, 'Approved.'),
  card('378282246310005', 'tok_amex', 'amex', approved, 'Approved.'),
  card('6200000000000005', 'tok_unionpay', 'unionpay', approved, 'Approved.'),
  card('4000000000000002', 'tok_declined', 'visa', instant('card_declined'), 'Declined: `card_declined`.'),
  card(
    '4000000000009995',
    'tok_insufficient_funds',
    'visa',
    instant('insufficient_funds'),
    'Declined: `insufficient_funds`.',
  ),
  card('4000000000000069', 'tok_expired_card', 'visa', instant('expired_card'), 'Declined: `expired_card`.'),
  card(
    '4000000000000127',
    'tok_incorrect_cvc',
    'visa',
    instant('incorrect_cvc'),
    'Declined: `incorrect_cvc`.',
  ),
  card('4000000000009987', 'tok_lost_card', 'visa', instant('lost_card'), 'Declined: `lost_card`.'),
  card('4000000000009979', 'tok_stolen_card', 'visa', instant('stolen_card'), 'Declined: `stolen_card`.'),
  card(
    '4100000000000019',
    'tok_fraud_suspected',
    'visa',
    instant('fraud_suspected'),
    'Declined: `fraud_suspected`.',
  ),
  card(
    '4000000000000119',
    'tok_processing_error',
    'visa',
    instant('processing_error'),
    'Declined: `processing_error`.',
  ),
  card(
    '4000000000003220',
    'tok_challenge',
    'visa',
    { kind: 'challenge', verdict: 'approved' },
    'Asks for a challenge (3-D Secure). Approved when the payer completes it, declined with `authentication_failed` when they fail it.',
  ),
  card(
    '4000008400001629',
    'tok_challenge_declined',
    'visa',
    { kind: 'challenge', verdict: 'card_declined' },
    'Asks for a challenge. Declined with `card_declined` although the payer completes it.',
  ),
  card(
    '4000000000000077',
    'tok_processing_succeeds',
    'visa',
    { kind: 'processing', verdict: 'approved' },
    'Processing; approved by notification three seconds later.',
  ),
  card(
    '4000000000003303',
    'tok_processing_fails',
    'visa',
    { kind: 'processing', verdict: 'card_declined' },
    'Processing; declined with `card_declined` by notification three seconds later.',
  ),
  card(
    '4000000000004400',
    'tok_timeout_approved',
    'visa',
    { kind: 'silent', verdict: 'approved' },
    'The call is never answered: processing, until the channel is asked. It was approved.',
  ),
  card(
    '4000000000004418',
    'tok_timeout_declined',
    'visa',
    { kind: 'silent', verdict: 'card_declined' },
    'The call is never answered: processing, until the channel is asked. It was declined with `card_declined`.',
  ),
  card(
    '4000000000005506',
    'tok_never_sent',
    'visa',
    instant('never_sent'),
    'The channel never handed it on: failed with `never_sent`.',
  ),
  card(
    '4000000000006603',
    'tok_slow',
    'visa',
    { kind: 'slow', verdict: 'approved' },
    'Approved after two seconds.',
  ),
];

const wallet: Instrument & { method: WalletMethod } = {
  method: { type: 'wallet', token: 'wallet' },
  number: null,
  behaviour: { kind: 'wallet' },
  says: 'Shows a QR code. The payer pays or refuses (`payer_refused`) on the page that it leads to.',
};

const bankTransfer: Instrument & { method: BankTransferMethod } = {
  method: { type: 'bank_transfer', token: 'bank_transfer' },
  number: null,
  behaviour: { kind: 'bank_transfer' },
  says:
    'Names an account and a reference to send money to. If too little arrives, the payment waits for the rest. Money that ' +
    'is too much or too late is sent back, and so is a part payment when the payment expires. The bank can recall a ' +
    'transfer that was paid.',
};

/** All payment instruments of the sandbox. A test compares the documents' table with this one. */
export const instruments: readonly Instrument[] = [...testCards, wallet, bankTransfer];

const byToken = new Map(instruments.map((instrument) => [instrument.method.token, instrument]));
const byNumber = new Map(testCards.map((each) => [each.number, each.method]));

/** The behaviour of a token; undefined if the sandbox does not know it. */
export function behaviourOf(token: string): Behaviour | undefined {
  return byToken.get(token)?.behaviour;
}

/** The method behind a test token, or null. */
export function methodOfToken(token: string): PaymentMethod | null {
  return byToken.get(token)?.method ?? null;
}

/** A card as the payer types it. */
export interface CardInput {
  readonly number: string;
  readonly exp_month: number;
  readonly exp_year: number;
}

/** A card is good through the last day of its month, in UTC. */
export function isExpired({ exp_month, exp_year }: Omit<CardInput, 'number'>, now: number): boolean {
  return now >= Date.UTC(exp_year, exp_month);
}

/** The token of a card that its issuer declines as expired. */
const EXPIRED = 'tok_expired_card';

/**
 * The method of a published test number, or null: then the number may belong to a live card and must not be stored.
 * An expired card becomes one that is declined as expired, as its issuer would.
 */
export function methodOfCard(card: CardInput, now: number): CardMethod | null {
  const method = byNumber.get(card.number.replace(/[ -]/g, ''));
  if (method === undefined) return null;
  return isExpired(card, now) ? { ...method, token: EXPIRED } : method;
}

/** A test card's behaviour in a word: its verdict, if that is all there is to it, else the name of its token. */
export function outcomeOf({ behaviour, method }: TestCard): string {
  return behaviour.kind === 'instant' ? behaviour.verdict : method.token.slice('tok_'.length);
}
