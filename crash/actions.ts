import { randomUUID } from 'node:crypto';
import {
  cancel,
  capture,
  confirm,
  create,
  draftOf,
  IMPATIENT_MS,
  pay,
  payUntilKnown,
  refund,
  untilKnown,
} from './asking.ts';
import type { Client, Merchant } from './client.ts';

/** Something that a client does. To add a new command of the API to the kill test, add an entry to the table below. */
interface Action {
  readonly name: string;
  /** How often it is done, relative to the others. */
  readonly share: number;
  run(client: Client, merchant: Merchant, name: string): Promise<void>;
}

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
      await untilKnown(client, () => create(client, merchant, name, draft, { confirm: true }));
    },
  },
  {
    name: 'cancels while it is paid',
    share: 6,
    async run(client, merchant, name) {
      const draft = draftOf(client, merchant, { key: randomUUID() });
      const { payment } = await create(client, merchant, name, draft);
      if (payment === null) return;
      await Promise.all([
        confirm(client, merchant, name, payment),
        cancel(client, merchant, name, payment, { apart: true }),
      ]);
    },
  },
  {
    name: 'authorizes, then captures and cancels at once',
    share: 12,
    async run(client, merchant, name) {
      const draft = draftOf(client, merchant, { key: randomUUID() });
      const made = () => create(client, merchant, name, draft, { confirm: true, capture_method: 'manual' });
      const { payment } = await untilKnown(client, made);
      if (payment?.status !== 'authorized') return;
      const part = client.random.whole(1, payment.amount);
      await client.random.pick<() => Promise<unknown>>([
        [5, () => capture(client, merchant, name, payment, payment.amount)],
        [2, () => cancel(client, merchant, name, payment)],
        [
          3,
          () =>
            Promise.all([
              capture(client, merchant, name, payment, part),
              capture(client, merchant, name, payment, payment.amount, { apart: true }),
              cancel(client, merchant, name, payment, { apart: true }),
            ]),
        ],
      ])();
    },
  },
  {
    name: 'refunds in parts that are more than the whole',
    share: 12,
    async run(client, merchant, name) {
      const draft = draftOf(client, merchant, { key: randomUUID() });
      const { payment } = await payUntilKnown(client, merchant, name, draft);
      if (payment?.status !== 'succeeded') return;
      const part = Math.ceil(payment.amount * client.random.next());
      await Promise.all([
        refund(client, merchant, name, payment, part),
        refund(client, merchant, name, payment, part, { apart: true }),
        refund(client, merchant, name, payment, payment.amount, { apart: true }),
      ]);
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
