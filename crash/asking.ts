/** What a client can ask for: each command with its path and body. A client repeats a request that was not answered. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client, Merchant } from './client.ts';
import {
  type Answer,
  type FollowUpDraft,
  isAtRest,
  type PaymentDraft,
  type ShownPayment,
} from './journal.ts';

const CURRENCIES = ['USD', 'EUR', 'JPY'] as const;
/** How often a client repeats a request by itself while it does not know the result. */
const REPEATS_MAX = 6;
/** How long a client waits that disconnects before most answers. */
export const IMPATIENT_MS = 15;

interface Manner {
  /** Whether to use a new connection. */
  readonly apart?: boolean;
  readonly withinMs?: number;
}

/** A payment that a client wants to make. */
export function draftOf(
  client: Client,
  { account }: Merchant,
  { key, orderId }: { key: string | null; orderId?: string },
): PaymentDraft {
  const id = randomUUID();
  return {
    makes: 'payment',
    id,
    account,
    orderId: orderId ?? `order-${id}`,
    amount: client.random.whole(1, 100_000),
    currency: CURRENCIES[client.random.whole(0, CURRENCIES.length - 1)] as string,
    key,
  };
}

function bodyOf({ id, orderId, amount, currency }: PaymentDraft): object {
  return { order_id: orderId, amount, currency, metadata: { draft: id } };
}

/** Pays with one call of `POST /pay`. */
export function pay(
  client: Client,
  merchant: Merchant,
  action: string,
  draft: PaymentDraft,
  manner: Manner = {},
): Promise<Answer> {
  return client.ask({
    merchant,
    action,
    method: 'POST',
    path: '/pay',
    draft,
    body: bodyOf(draft),
    ...manner,
  });
}

export function payUntilKnown(
  client: Client,
  merchant: Merchant,
  action: string,
  draft: PaymentDraft,
): Promise<Answer> {
  return untilKnown(client, () => pay(client, merchant, action, draft));
}

/** Creates a payment, and confirms it at once if that was asked for. */
export function create(
  client: Client,
  merchant: Merchant,
  action: string,
  draft: PaymentDraft,
  more: { confirm?: true; capture_method?: 'manual' } = {},
): Promise<Answer> {
  const method = more.confirm === true ? { payment_method: 'tok_visa' } : {};
  const body = { ...bodyOf(draft), ...method, ...more };
  return client.ask({ merchant, action, method: 'POST', path: '/v1/payments', draft, body });
}

export function confirm(client: Client, merchant: Merchant, action: string, payment: ShownPayment) {
  const body = { payment_method: 'tok_visa' };
  return followUp(client, merchant, action, payment, `/v1/payments/${payment.id}/confirm`, body, {});
}

export function capture(
  client: Client,
  merchant: Merchant,
  action: string,
  payment: ShownPayment,
  amount: number,
  manner: Manner = {},
): Promise<Answer> {
  return followUp(
    client,
    merchant,
    action,
    payment,
    `/v1/payments/${payment.id}/capture`,
    { amount },
    manner,
  );
}

export function cancel(
  client: Client,
  merchant: Merchant,
  action: string,
  payment: ShownPayment,
  manner: Manner = {},
): Promise<Answer> {
  return followUp(client, merchant, action, payment, `/v1/payments/${payment.id}/cancel`, {}, manner);
}

export function refund(
  client: Client,
  merchant: Merchant,
  action: string,
  payment: ShownPayment,
  amount: number,
  manner: Manner = {},
): Promise<Answer> {
  return followUp(client, merchant, action, payment, '/v1/refunds', { payment: payment.id, amount }, manner);
}

/** Sends a command for a payment, with its own key, until the result is known. */
function followUp(
  client: Client,
  merchant: Merchant,
  action: string,
  payment: ShownPayment,
  path: string,
  body: object,
  manner: Manner,
): Promise<Answer> {
  const refunds = path === '/v1/refunds';
  const draft: FollowUpDraft = {
    makes: refunds ? 'refund' : 'nothing',
    id: randomUUID(),
    account: merchant.account,
    payment: payment.id,
    key: randomUUID(),
  };
  const whole = refunds ? { ...body, metadata: { draft: draft.id } } : body;
  return untilKnown(client, () =>
    client.ask({ merchant, action, method: 'POST', path, draft, body: whole, ...manner }),
  );
}

/**
 * Repeats a request until the result is known, but only a few times. A client that gives up after that is one more case in
 * which everything must be right.
 */
export async function untilKnown(client: Client, ask: () => Promise<Answer>): Promise<Answer> {
  let answer = await ask();
  for (let repeats = 0; repeats < REPEATS_MAX && !isAtRest(answer); repeats += 1) {
    await delay(client.random.whole(50, 1_000));
    answer = await ask();
  }
  return answer;
}
