import type { AuthorizeRequest, Channel, ChannelAnswer, PaymentMethod } from '../channel.ts';
import { type TestCard, testCards } from './instruments.ts';

const byToken = new Map(testCards.map((card) => [card.token, card]));
const byNumber = new Map(testCards.map((card) => [card.number, card]));

function methodOf(card: TestCard): PaymentMethod {
  return { type: 'card', token: card.token, brand: card.brand, last4: card.number.slice(-4) };
}

const methodByToken = new Map(testCards.map((card) => [card.token, methodOf(card)]));

/** The method behind a test token, or null. */
export function methodOfToken(token: string): PaymentMethod | null {
  return methodByToken.get(token) ?? null;
}

/** The method behind a published test number, or null: then the number may be a live one and must not be kept. */
export function methodOfNumber(number: string): PaymentMethod | null {
  const card = byNumber.get(number.replace(/[ -]/g, ''));
  return card === undefined ? null : methodOfToken(card.token);
}

/** The answer is a pure function of the instrument and the amount, so that asking after a crash agrees with nothing stored. */
function answer(method: PaymentMethod, amount: bigint): ChannelAnswer {
  const card = byToken.get(method.token);
  if (card === undefined) return { kind: 'unknown', reason: `the sandbox has no card ${method.token}` };
  switch (card.behaviour.kind) {
    case 'approve':
      return { kind: 'approved', amount };
    case 'decline':
      return { kind: 'declined', decline: card.behaviour.decline };
  }
}

/** The channel of every sandbox account. It keeps nothing: what it said once, it says again. */
export const sandbox: Channel = {
  name: 'sandbox',
  authorize: (request: AuthorizeRequest) => answer(request.method, request.money.amount),
  capture: (request) => ({ kind: 'approved', amount: request.money.amount }),
  void: (request) => ({ kind: 'approved', amount: request.money.amount }),
  refund: (request) => ({ kind: 'approved', amount: request.money.amount }),
  query: (request) =>
    request.kind === 'authorize'
      ? answer(request.method, request.money.amount)
      : { kind: 'approved', amount: request.money.amount },
  reverse: (request) =>
    request.kind === 'authorize'
      ? answer(request.method, request.money.amount)
      : { kind: 'approved', amount: request.money.amount },
};
