import { client } from './florin/client.gen.js';
import {
  createPayment,
  createRefund,
  listEvents,
  listPayments,
  type PaymentRequest,
} from './florin/index.js';

client.setConfig({ auth: process.env.FLORIN_KEY ?? '' });
const order: PaymentRequest = {
  order_id: 'contract',
  amount: 3_000_000_000,
  currency: 'USD',
  payment_method: 'tok_visa',
  confirm: true,
};

const { data: paid } = await createPayment({ body: order });
if (paid === undefined) throw new Error('not paid');
const { data: refunded } = await createRefund({ body: { payment: paid.id, amount: 1_000_000_000 } });
const again = await createPayment({ body: order });
const tooMuch = await createRefund({ body: { payment: paid.id, amount: 2_500_000_000 } });
const listed: number[] = [];
for (let after: string | undefined, more = true; more; ) {
  const { data: page } = await listPayments({ query: { limit: 1, after } });
  if (page === undefined) throw new Error('not listed');
  listed.push(...page.data.map(({ amount }) => amount));
  after = page.data.at(-1)?.id;
  more = page.has_more;
}
const { data: events } = await listEvents({ query: { limit: 1 } });
const last = events?.data[0];
// Its type says what its data are.
const about = last?.type === 'refund.succeeded' ? last.data.amount : undefined;
console.log(
  JSON.stringify({
    paid: { status: paid.status, amount: paid.amount },
    refunded: { status: refunded?.status, amount: refunded?.amount },
    order_refused: {
      status: again.response?.status,
      code: again.error?.code,
      field: again.error?.field,
      payment: again.error?.payment?.id,
      amount_refundable: again.error?.payment?.amount_refundable,
    },
    refund_refused: {
      status: tooMuch.response?.status,
      code: tooMuch.error?.code,
      amount_refundable: tooMuch.error?.amount_refundable,
    },
    listed,
    last_event: { type: last?.type, amount: about },
  }),
);
