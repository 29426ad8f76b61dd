/** What a client can ask for: each command with its path and body, and with the patience to ask again. */
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
/** How often a client that has not heard how it went asks again by itself. */
const REPEATS_MAX = 6;
/** The patience of one that hangs up before most answers. */
export const IMPATIENT_MS = 15;

interface Manner {
  /** On a connection of its own. */
  readonly apart?: boolean;
  readonly withinMs?: number;
}

/** A payment that a client means to make. */
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

/** Pays the brief way. */
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

/** Makes a payment, and tries to pay it at once where that is asked for. */
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

/** Asks for a command on a payment, under a key of its own, until it is known how it went. */
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

/** Asks until it is known how it went, for some times: a client that gives up then is one more that must find all in order. */
export async function untilKnown(client: Client, ask: () => Promise<Answer>): Promise<Answer> {
  let answer = await ask();
  for (let repeats = 0; repeats < REPEATS_MAX && !isAtRest(answer); repeats += 1) {
    await delay(client.random.whole(50, 1_000));
    answer = await ask();
  }
  return answer;
}
