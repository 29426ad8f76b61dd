import { id, int4, int8, type Row, type Statement, text, timestamp, type Writer } from '../database/index.ts';
import { type AccountId, idFromUuid, type PaymentId } from '../kernel/ids.ts';
import type { Currency } from '../kernel/money.ts';
import { hasEndedUnpaid, type Payment } from './payment.ts';

/** A payment from its row. */
export function paymentOf(row: Row): Payment {
  return {
    account: idFromUuid('acct', row.account_id),
    id: idFromUuid('pay', row.id),
    version: row.version,
    status: row.status,
    orderId: row.order_id,
    amount: row.amount,
    currency: row.currency as Currency,
    captureMethod: row.capture_method,
    method: row.method,
    nextAction: row.next_action,
    declineCode: row.decline_code,
    cancelReason: row.cancel_reason,
    openAttempt: row.open_attempt === null ? null : idFromUuid('att', row.open_attempt),
    amountAuthorized: row.amount_authorized,
    amountReceived: row.amount_received,
    amountCaptured: row.amount_captured,
    amountRefundReserved: row.amount_refund_reserved,
    amountRefunded: row.amount_refunded,
    amountFee: row.amount_fee,
    amountPendingLeft: row.amount_pending_left,
    releaseAt: row.release_at,
    expiresAt: row.expires_at,
    description: row.description,
    metadata: row.metadata ?? {},
    createdAt: row.created_at,
  };
}

/** Who holds the order: the payment itself while it lives or has succeeded. */
function orderClaim(payment: Payment): string | null {
  return hasEndedUnpaid(payment.status) ? null : payment.orderId;
}

const json = (value: object | null): string | null => (value === null ? null : JSON.stringify(value));
const metadata = (payment: Payment) =>
  Object.keys(payment.metadata).length === 0 ? null : json(payment.metadata);

export const newPaymentWriter: Writer<Payment> = {
  name: 'new payments',
  text: `
    insert into payment (account_id, id, version, status, order_id, order_claim, amount, currency, capture_method,
                         method, open_attempt, expires_at, description, metadata, created_at, amount_authorized,
                         amount_received, amount_captured, amount_refund_reserved, amount_refunded, amount_fee,
                         amount_pending_left)
    select c.account, c.id, c.version, c.status, c.order_id, c.order_id, c.amount, c.currency, c.capture_method,
           c.method::jsonb, c.open_attempt, c.expires_at, c.description, c.metadata::jsonb, c.created_at,
           0, 0, 0, 0, 0, 0, 0
    from unnest($1::uuid[], $2::uuid[], $3::int4[], $4::text[], $5::text[], $6::int8[], $7::text[], $8::text[],
                $9::text[], $10::uuid[], $11::timestamptz[], $12::text[], $13::text[], $14::timestamptz[])
      as c(account, id, version, status, order_id, amount, currency, capture_method, method, open_attempt, expires_at,
           description, metadata, created_at)`,
  columns: [
    id((payment) => payment.account),
    id((payment) => payment.id),
    int4((payment) => payment.version),
    text((payment) => payment.status),
    text((payment) => payment.orderId),
    int8((payment) => payment.amount),
    text((payment) => payment.currency),
    text((payment) => payment.captureMethod),
    text((payment) => json(payment.method)),
    id((payment) => payment.openAttempt),
    timestamp((payment) => payment.expiresAt),
    text((payment) => payment.description),
    text(metadata),
    timestamp((payment) => payment.createdAt),
  ],
};

/**
 * Writes what a decision made of payments that stand, whole. The version before is asked for once more, although the
 * head's lock already protects it: were one row another, the division by zero would refuse the whole round.
 */
export const paymentWriter: Writer<Payment> = {
  name: 'payments',
  text: `
    with changed as (update payment p set
      version = c.version, status = c.status, order_claim = c.order_claim, method = c.method::jsonb,
      next_action = c.next_action::jsonb, decline_code = c.decline_code, cancel_reason = c.cancel_reason,
      open_attempt = c.open_attempt, amount_authorized = c.authorized, amount_received = c.received,
      amount_captured = c.captured, amount_refund_reserved = c.refund_reserved, amount_refunded = c.refunded,
      amount_fee = c.fee, amount_pending_left = c.pending_left, release_at = c.release_at, expires_at = c.expires_at
    from unnest($1::uuid[], $2::uuid[], $3::int4[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                $9::text[], $10::uuid[], $11::int8[], $12::int8[], $13::int8[], $14::int8[], $15::int8[], $16::int8[],
                $17::int8[], $18::timestamptz[], $19::timestamptz[])
      as c(account, id, version, status, order_claim, method, next_action, decline_code, cancel_reason, open_attempt,
           authorized, received, captured, refund_reserved, refunded, fee, pending_left, release_at, expires_at)
    where p.account_id = c.account and p.id = c.id and p.version = c.version - 1
    returning 1)
    select 1 / (count(*) = cardinality($1::uuid[]))::int from changed`,
  columns: [
    id((payment) => payment.account),
    id((payment) => payment.id),
    int4((payment) => payment.version),
    text((payment) => payment.status),
    text(orderClaim),
    text((payment) => json(payment.method)),
    text((payment) => json(payment.nextAction)),
    text((payment) => payment.declineCode),
    text((payment) => payment.cancelReason),
    id((payment) => payment.openAttempt),
    int8((payment) => payment.amountAuthorized),
    int8((payment) => payment.amountReceived),
    int8((payment) => payment.amountCaptured),
    int8((payment) => payment.amountRefundReserved),
    int8((payment) => payment.amountRefunded),
    int8((payment) => payment.amountFee),
    int8((payment) => payment.amountPendingLeft),
    timestamp((payment) => payment.releaseAt),
    timestamp((payment) => payment.expiresAt),
  ],
};

/** A payment that a command is about, with the version its process knows, or -1. */
export interface PaymentRef {
  readonly account: AccountId;
  readonly id: PaymentId;
  readonly version: number;
}

/** The payments whose row is not the one that the process knows. */
export function readPayments(refs: readonly PaymentRef[]): Statement {
  return {
    name: 'payments by id',
    text: `select p.* from unnest($1::uuid[], $2::uuid[], $3::int4[]) as c(account, id, version)
           join payment p on p.account_id = c.account and p.id = c.id where p.version <> c.version`,
    values: [
      id<PaymentRef>((ref) => ref.account).encode(refs),
      id<PaymentRef>((ref) => ref.id).encode(refs),
      int4<PaymentRef>((ref) => ref.version).encode(refs),
    ],
  };
}

interface Order {
  readonly account: AccountId;
  readonly orderId: string;
}

/** The payments that hold these orders. */
export function readOrderClaims(orders: readonly Order[]): Statement {
  return {
    name: 'payments by order',
    text: `select p.* from unnest($1::uuid[], $2::text[]) as c(account, order_id)
           join payment p on p.account_id = c.account and p.order_claim = c.order_id`,
    values: [
      id<Order>((order) => order.account).encode(orders),
      text<Order>((order) => order.orderId).encode(orders),
    ],
  };
}
