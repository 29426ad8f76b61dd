import type { AccountId, PaymentId } from '../../kernel/ids.ts';
import type { Currency } from '../../kernel/money.ts';
import type { ChannelAnswer, Final, NextAction } from '../channel.ts';
import type { DeclineCode } from '../declines.ts';
import { behaviourOf, type Verdict } from './instruments.ts';

/** The sandbox's record of an authorization that is not final in one call. */
export interface Charge {
  readonly account: AccountId;
  readonly reference: string;
  readonly payment: PaymentId;
  readonly token: string;
  readonly amount: bigint;
  readonly currency: Currency;
  /** `closed`: it was reversed before anything was paid. Money sent by bank is still received after that. */
  readonly state: 'open' | 'approved' | 'declined' | 'closed';
  readonly decline: DeclineCode | null;
  /** The total received by bank. */
  readonly received: bigint;
  /** The total that the bank has taken back since it was approved. */
  readonly takenBack: bigint;
  readonly notifications: number;
  readonly endsAt: number | null;
  readonly returnUrl: string | null;
  readonly createdAt: number;
}

/** What a payer, a bank or the passing of time does to a charge. */
export type Action =
  | { readonly kind: 'complete_challenge' }
  | { readonly kind: 'fail_challenge' }
  | { readonly kind: 'wallet_pay' }
  | { readonly kind: 'wallet_refuse' }
  | { readonly kind: BankAction; readonly amount: bigint }
  | { readonly kind: 'end' };

/** What a payer's bank does with an amount. */
const bankActions = ['bank_receive', 'bank_recall'] as const;
export type BankAction = (typeof bankActions)[number];

export const actionKinds = [
  'complete_challenge',
  'fail_challenge',
  'wallet_pay',
  'wallet_refuse',
  ...bankActions,
] as const;

export function isBankAction(kind: (typeof actionKinds)[number]): kind is BankAction {
  return bankActions.some((each) => each === kind);
}

/** The actions that are possible on the charge as it stands. */
export function actionsOn(charge: Charge): (typeof actionKinds)[number][] {
  return actionKinds.filter(
    (kind) => act(charge, isBankAction(kind) ? { kind, amount: 1n } : { kind }) !== null,
  );
}

/** The most that a bank transfer may sum up to; the API cannot show more. */
const RECEIVED_MAX = 999_999_999_999n;

/** The charge after the action; null if the action is not possible. */
export function act(charge: Charge, action: Action): Charge | null {
  const behaviour = behaviourOf(charge.token);
  const ended = (verdict: Verdict): Charge => ({
    ...charge,
    notifications: charge.notifications + 1,
    ...(verdict === 'approved' ? { state: 'approved' } : { state: 'declined', decline: verdict }),
  });
  if (action.kind === 'bank_receive') {
    const received = charge.received + action.amount;
    if (behaviour?.kind !== 'bank_transfer' || received > RECEIVED_MAX) return null;
    const enough = charge.state === 'open' && received >= charge.amount;
    return enough
      ? { ...ended('approved'), received }
      : { ...charge, received, notifications: charge.notifications + 1 };
  }
  if (action.kind === 'bank_recall') {
    const takenBack = charge.takenBack + action.amount;
    return behaviour?.kind === 'bank_transfer' && charge.state === 'approved' && takenBack <= charge.amount
      ? { ...charge, takenBack, notifications: charge.notifications + 1 }
      : null;
  }
  if (charge.state !== 'open') return null;
  switch (action.kind) {
    case 'complete_challenge':
      return behaviour?.kind === 'challenge' ? ended(behaviour.verdict) : null;
    case 'fail_challenge':
      return behaviour?.kind === 'challenge' ? ended('authentication_failed') : null;
    case 'wallet_pay':
      return behaviour?.kind === 'wallet' ? ended('approved') : null;
    case 'wallet_refuse':
      return behaviour?.kind === 'wallet' ? ended('payer_refused') : null;
    case 'end':
      return behaviour?.kind === 'processing' ? ended(behaviour.verdict) : null;
  }
}

/** A verdict as a channel's final answer. */
export function finalOf(verdict: Verdict, amount: bigint): Final {
  switch (verdict) {
    case 'approved':
      return { kind: 'approved', amount };
    case 'never_sent':
      return { kind: 'never_sent' };
    default:
      return { kind: 'declined', decline: verdict };
  }
}

/**
 * The channel's answer for the charge as it stands.
 * @param page the address of the charge's own page.
 */
export function answerOf(charge: Charge, page: string): ChannelAnswer {
  const receipts =
    behaviourOf(charge.token)?.kind === 'bank_transfer' ? { received: charge.received } : undefined;
  switch (charge.state) {
    case 'approved':
      return {
        kind: 'approved',
        amount: charge.amount,
        ...receipts,
        ...(charge.takenBack === 0n ? {} : { takenBack: charge.takenBack }),
      };
    case 'declined':
      return { kind: 'declined', decline: charge.decline ?? 'card_declined' };
    case 'closed':
      return { kind: 'reversed', ...receipts };
    case 'open': {
      const action = nextActionOf(charge, page);
      return action === null ? { kind: 'pending' } : { kind: 'action', action, ...receipts };
    }
  }
}

/** How long a code is valid: as long as a payment waits for its payer's wallet. */
const CODE_MS = 15 * 60_000;
/** All transfers go to one account of the sandbox's bank; the reference tells which payment they are for. */
const ACCOUNT_NUMBER = '9000 1234 5678';

function nextActionOf(charge: Charge, page: string): NextAction | null {
  switch (behaviourOf(charge.token)?.kind) {
    case 'challenge':
      return { type: 'redirect', url: page };
    case 'wallet':
      return {
        type: 'qr',
        code: page,
        url: page,
        expires_at: new Date(charge.createdAt + CODE_MS).toISOString(),
      };
    case 'bank_transfer':
      return {
        type: 'bank_transfer',
        bank_name: 'Florin Sandbox Bank',
        account_number: ACCOUNT_NUMBER,
        reference: paymentReferenceOf(charge),
        amount_remaining: Number(charge.amount - charge.received),
        currency: charge.currency,
        sandbox_url: page,
      };
    default:
      return null;
  }
}

/** The reference that the payer enters for the transfer: short enough to type. */
export function paymentReferenceOf({ reference }: Charge): string {
  return `FLN-${reference.slice(-10).toUpperCase()}`;
}
