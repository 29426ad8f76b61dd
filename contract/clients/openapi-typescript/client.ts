import createClient from 'openapi-fetch';
import type { components, paths } from './schema.js';

const { FLORIN_URL: baseUrl = '', FLORIN_KEY: key } = process.env;
const florin = createClient<paths>({ baseUrl, headers: { authorization: `Bearer ${key}` } });
const order: components['schemas']['PaymentRequest'] = {
  order_id: 'contract',
  amount: 3_000_000_000,
  currency: 'USD',
  payment_method: 'tok_visa',
  confirm: true,
};

const { data: paid } = await florin.POST('/v1/payments', { body: order });
if (paid === undefined) throw new Error('not paid');
const { data: refunded } = await florin.POST('/v1/refunds', {
  body: { payment: paid.id, amount: 1_000_000_000 },
});
const again = await florin.POST('/v1/payments', { body: order });
const tooMuch = await florin.POST('/v1/refunds', { body: { payment: paid.id, amount: 2_500_000_000 } });
const listed: number[] = [];
for (let after: string | undefined, more = true; more; ) {
  const { data: page } = await florin.GET('/v1/payments', {
    params: { query: { limit: 1, ...(after === undefined ? {} : { after }) } },
  });
  if (page === undefined) throw new Error('not listed');
  listed.push(...page.data.map(({ amount }) => amount));
  after = page.data.at(-1)?.id;
  more = page.has_more;
}
const { data: events } = await florin.GET('/v1/events', { params: { query: { limit: 1 } } });
const last = events?.data[0];
// Its type says what its data are.
const about = last?.type === 'refund.succeeded' ? last.data.amount : undefined;
console.log(
  JSON.stringify({
    paid: { status: paid.status, amount: paid.amount },
    refunded: { status: refunded?.status, amount: refunded?.amount },
    order_refused: {
      status: again.response.status,
      code: again.error?.code,
      field: again.error?.field,
      payment: again.error?.payment?.id,
      amount_refundable: again.error?.payment?.amount_refundable,
    },
    refund_refused: {
      status: tooMuch.response.status,
      code: tooMuch.error?.code,
      amount_refundable: tooMuch.error?.amount_refundable,
    },
    listed,
    last_event: { type: last?.type, amount: about },
  }),
);
