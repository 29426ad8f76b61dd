import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client, Merchant } from './client.ts';
import { type Answer, type Draft, isOpen } from './journal.ts';

/** Something that a client does. A new command of the API joins the kill test by an entry in the table below. */
interface Action {
  readonly name: string;
  /** How often, in proportion to the others. */
  readonly share: number;
  run(client: Client, merchant: Merchant, name: string): Promise<void>;
}

const CURRENCIES = ['USD', 'EUR', 'JPY'] as const;
/** How often a client that has not heard how it went asks again by itself. */
const REPEATS_MAX = 6;
/** One that hangs up before most answers. */
const IMPATIENT_MS = 15;

export const actions: readonly Action[] = [
  {
    name: 'pays without a key',
    share: 20,
    async run(client, merchant, name) {
      await payUntilKnown(client, merchant, name, draftOf(client, merchant, { key: null }));
    },
  },
  {
    name: 'pays with a key',
    share: 30,
    async run(client, merchant, name) {
      const draft = draftOf(client, merchant, { key: randomUUID() });
      await payUntilKnown(client, merchant, name, draft);
      if (client.random.chance(0.3)) await pay(client, merchant, name, draft);
    },
  },
  {
    name: 'repeats a key while it runs',
    share: 15,
    async run(client, merchant, name) {
      const draft = draftOf(client, merchant, { key: randomUUID() });
      await Promise.all([
        pay(client, merchant, name, draft),
        pay(client, merchant, name, draft, { apart: true }),
        pay(client, merchant, name, draft, { apart: true, withinMs: IMPATIENT_MS }),
      ]);
      await payUntilKnown(client, merchant, name, draft);
    },
  },
  {
    name: 'hangs up and asks again',
    share: 10,
    async run(client, merchant, name) {
      const draft = draftOf(client, merchant, { key: client.random.chance(0.5) ? randomUUID() : null });
      await pay(client, merchant, name, draft, { withinMs: client.random.whole(1, IMPATIENT_MS) });
      await payUntilKnown(client, merchant, name, draft);
    },
  },
  {
    name: 'pays one order by several payments',
    share: 10,
    async run(client, merchant, name) {
      const orderId = `order-${randomUUID()}`;
      const rivals = [null, null, randomUUID()].map((key) => draftOf(client, merchant, { key, orderId }));
      await Promise.all(rivals.map((rival) => pay(client, merchant, name, rival, { apart: true })));
    },
  },
  {
    name: 'pays again after a decline',
    share: 5,
    async run(client, merchant, name) {
      const orderId = `order-${randomUUID()}`;
      for (let tries = 0; tries < 3; tries += 1) {
        const draft = draftOf(client, merchant, { key: randomUUID(), orderId });
        if ((await payUntilKnown(client, merchant, name, draft)).status === 200) return;
      }
    },
  },
  {
    name: 'creates and confirms',
    share: 8,
    async run(client, merchant, name) {
      const draft = draftOf(client, merchant, { key: randomUUID() });
      const body = { ...bodyOf(draft), payment_method: 'tok_visa', confirm: true };
      await untilKnown(client, () =>
        client.ask({ merchant, action: name, method: 'POST', path: '/v1/payments', draft, body }),
      );
    },
  },
  {
    name: 'creates',
    share: 2,
    async run(client, merchant, name) {
      const draft = draftOf(client, merchant, { key: randomUUID() });
      await client.ask({
        merchant,
        action: name,
        method: 'POST',
        path: '/v1/payments',
        draft,
        body: bodyOf(draft),
      });
    },
  },
  {
    name: 'pays and looks',
    share: 5,
    async run(client, merchant, name) {
      const draft = draftOf(client, merchant, { key: randomUUID() });
      const { payment } = await payUntilKnown(client, merchant, name, draft);
      if (payment === null) return;
      await client.ask({
        merchant,
        action: name,
        method: 'GET',
        path: `/v1/payments/${payment.id}`,
        apart: true,
      });
    },
  },
];

function draftOf(
  client: Client,
  { account }: Merchant,
  { key, orderId }: { key: string | null; orderId?: string },
): Draft {
  const id = randomUUID();
  return {
    id,
    account,
    orderId: orderId ?? `order-${id}`,
    amount: client.random.whole(1, 100_000),
    currency: CURRENCIES[client.random.whole(0, CURRENCIES.length - 1)] as string,
    key,
  };
}

function bodyOf({ id, orderId, amount, currency }: Draft): object {
  return { order_id: orderId, amount, currency, metadata: { draft: id } };
}

/** Pays the brief way. */
export function pay(
  client: Client,
  merchant: Merchant,
  action: string,
  draft: Draft,
  manner: { apart?: boolean; withinMs?: number } = {},
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

function payUntilKnown(client: Client, merchant: Merchant, action: string, draft: Draft): Promise<Answer> {
  return untilKnown(client, () => pay(client, merchant, action, draft));
}

/** Asks until it is known how it went, for some times: a client that gives up then is one more that must find all in order. */
async function untilKnown(client: Client, ask: () => Promise<Answer>): Promise<Answer> {
  let answer = await ask();
  for (let repeats = 0; repeats < REPEATS_MAX && isOpen(answer); repeats += 1) {
    await delay(client.random.whole(50, 1_000));
    answer = await ask();
  }
  return answer;
}
