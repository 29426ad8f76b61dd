import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { WebhookEvent } from '@florin/sdk/webhooks';
import { leftOf, type Order, Orders } from './orders.ts';
import { applyEvent } from './webhooks.ts';

const NOW = new Date();

function open(): { orders: Orders; order: Order } {
  const orders = new Orders(':memory:');
  return { orders, order: orders.place([{ good: 'mug', quantity: 1, amount: 2400 }], 'USD', NOW.getTime()) };
}

const payment = (order: Order, rest: object = {}) => ({
  id: 'pay_1',
  order_id: order.id,
  amount_captured: order.amount,
  currency: 'USD',
  ...rest,
});

function receive(orders: Orders, id: string, type: string, data: object) {
  return applyEvent(orders, { id, type, data } as WebhookEvent, NOW.getTime());
}

const timesPaid = (orders: Orders, order: Order) =>
  orders.history(order.id).filter(({ happening }) => happening.kind === 'paid').length;

describe('the shop’s orders', () => {
  it('are paid once, a thousand times, whether the webhook or the payer’s return comes first', () => {
    const { orders, order: first } = open();
    const byWhom = new Set<string>();
    for (let n = 0; n < 1000; n++) {
      const order = n === 0 ? first : orders.place(first.lines, 'USD', n);
      const data = payment(order, { id: `pay_${n}` });
      const webhook = () => receive(orders, `evt_${n}`, 'payment.succeeded', data);
      const back = () =>
        orders.markPaid(
          { order: order.id, payment: data.id, amount: order.amount, currency: 'USD' },
          'return',
          n,
        );
      // Any order of two webhooks (the second a repeat) and two returns.
      const steps = n % 2 === 0 ? [webhook, back, webhook, back] : [back, webhook, back, webhook];
      const effects = steps.map((step) => step());
      assert.equal(effects.filter((effect) => effect === 'done').length, 1);
      assert.equal(timesPaid(orders, order), 1);
      const paid = orders.history(order.id).find(({ happening }) => happening.kind === 'paid');
      if (paid?.happening.kind === 'paid') byWhom.add(paid.happening.by);
    }
    assert.deepEqual(byWhom, new Set(['webhook', 'return']));
  });

  it('are not paid by a payment of another order, amount or currency', () => {
    const { orders, order } = open();
    assert.equal(
      receive(orders, 'a', 'payment.succeeded', payment(order, { amount_captured: 1 })),
      'ignored',
    );
    assert.equal(receive(orders, 'b', 'payment.succeeded', payment(order, { currency: 'JPY' })), 'ignored');
    assert.equal(receive(orders, 'c', 'payment.succeeded', payment(order, { order_id: 'other' })), 'ignored');
    assert.equal(orders.find(order.id)?.status, 'open');
  });

  it('are refunded once for each refund, whoever reports it', () => {
    const { orders, order } = open();
    receive(orders, 'a', 'payment.succeeded', payment(order));
    const refund = { id: 'ref_1', payment: 'pay_1', amount: 400 };
    assert.equal(orders.markRefunded(refund, NOW.getTime()), 'done');
    assert.equal(receive(orders, 'b', 'refund.succeeded', refund), 'already');
    assert.equal(orders.find(order.id)?.refunded, 400);
  });

  it('count once what the payer’s bank took back each time, and know what is left to refund', () => {
    const { orders, order } = open();
    receive(orders, 'a', 'payment.succeeded', payment(order));
    const reversal = { id: 'rev_1', payment: 'pay_1', amount: 2000 };
    assert.equal(receive(orders, 'b', 'reversal.created', reversal), 'done');
    assert.equal(receive(orders, 'c', 'reversal.created', reversal), 'already');
    assert.equal(
      receive(orders, 'd', 'reversal.created', { ...reversal, id: 'rev_2', payment: 'pay_2' }),
      'done',
    );
    const found = orders.find(order.id) as Order;
    assert.deepEqual([found.status, found.takenBack, leftOf(found)], ['paid', 2000, 400]);
  });

  it('count what went back even if that webhook comes before the one of the payment', () => {
    const { orders, order } = open();
    const reversal = { id: 'rev_1', payment: 'pay_1', amount: 400 };
    assert.equal(receive(orders, 'a', 'reversal.created', reversal), 'done');
    const refund = { id: 'ref_1', payment: 'pay_1', amount: 500 };
    assert.equal(receive(orders, 'b', 'refund.succeeded', refund), 'done');
    receive(orders, 'c', 'payment.succeeded', payment(order));
    const found = orders.find(order.id) as Order;
    assert.deepEqual(
      [found.status, found.takenBack, found.refunded, leftOf(found)],
      ['paid', 400, 500, 1500],
    );
    assert.deepEqual(
      orders.history(order.id).map(({ happening }) => happening.kind),
      ['placed', 'paid', 'taken_back', 'refunded'],
    );
  });
});
