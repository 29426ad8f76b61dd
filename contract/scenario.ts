/** What every generated client does with its own platform, and what it must report. */
import assert from 'node:assert/strict';
import type { Installation } from './installation.ts';

/** 30 million dollars, which does not fit into 32 bits. */
const LARGE = 3_000_000_000;

/**
 * Runs a client, which takes the API's address from the document and the key from `FLORIN_KEY`, and
 * 1. pays the order `contract` over 3000000000 with `tok_visa`, and refunds 1000000000 of it;
 * 2. pays the order again, and refunds too much: both are refused with 409;
 * 3. goes through the list of payments with a limit of 1, and reads the last event;
 * and prints the results as JSON.
 */
export async function walkWith(installation: Installation, client: () => Promise<string>): Promise<void> {
  const { florin } = installation;
  for (const order_id of ['small', 'smaller'])
    await florin.call('POST', '/v1/payments', { order_id, amount: 100, currency: 'USD' });
  const told = JSON.parse(await client());
  const { body: payments } = await florin.call('GET', '/v1/payments?order_id=contract');
  const { id } = payments.data[0];
  assert.deepEqual(told, {
    paid: { status: 'succeeded', amount: LARGE },
    refunded: { status: 'succeeded', amount: 1_000_000_000 },
    order_refused: {
      status: 409,
      code: 'order_already_paid',
      field: 'order_id',
      payment: id,
      amount_refundable: LARGE - 1_000_000_000,
    },
    refund_refused: {
      status: 409,
      code: 'refund_exceeds_captured',
      amount_refundable: LARGE - 1_000_000_000,
    },
    listed: [LARGE, 100, 100],
    last_event: { type: 'refund.succeeded', amount: 1_000_000_000 },
  });
}
