import type { DeclineCode } from '../declines.ts';

/** What the sandbox does with an instrument. */
export type Behaviour =
  | { readonly kind: 'approve' }
  | { readonly kind: 'decline'; readonly decline: DeclineCode };

export interface TestCard {
  /** A published test number; any other is refused and not kept. */
  readonly number: string;
  readonly token: string;
  readonly brand: 'visa' | 'mastercard' | 'amex' | 'unionpay';
  readonly behaviour: Behaviour;
}

const decline = (reason: DeclineCode): Behaviour => ({ kind: 'decline', decline: reason });

/** Every test card of the sandbox. The documents' table is made from this one. */
export const testCards: readonly TestCard[] = [
  { number: '4242424242424242', token: 'tok_visa', brand: 'visa', behaviour: { kind: 'approve' } },
  {
    number: '5555555555554444',
    token: 'tok_mastercard',
    brand: 'mastercard',
    behaviour: { kind: 'approve' },
  },
  { number: '378282246310005', token: 'tok_amex', brand: 'amex', behaviour: { kind: 'approve' } },
  { number: '6200000000000005', token: 'tok_unionpay', brand: 'unionpay', behaviour: { kind: 'approve' } },
  { number: '4000000000000002', token: 'tok_declined', brand: 'visa', behaviour: decline('card_declined') },
  {
    number: '4000000000009995',
    token: 'tok_insufficient_funds',
    brand: 'visa',
    behaviour: decline('insufficient_funds'),
  },
  {
    number: '4000000000000069',
    token: 'tok_expired_card',
    brand: 'visa',
    behaviour: decline('expired_card'),
  },
  {
    number: '4000000000000127',
    token: 'tok_incorrect_cvc',
    brand: 'visa',
    behaviour: decline('incorrect_cvc'),
  },
  { number: '4000000000009987', token: 'tok_lost_card', brand: 'visa', behaviour: decline('lost_card') },
  { number: '4000000000009979', token: 'tok_stolen_card', brand: 'visa', behaviour: decline('stolen_card') },
  {
    number: '4100000000000019',
    token: 'tok_fraud_suspected',
    brand: 'visa',
    behaviour: decline('fraud_suspected'),
  },
  {
    number: '4000000000000119',
    token: 'tok_processing_error',
    brand: 'visa',
    behaviour: decline('processing_error'),
  },
];
