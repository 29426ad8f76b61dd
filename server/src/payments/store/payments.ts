import {
  type Column,
  id,
  int4,
  int8,
  questionOf,
  type Round,
  type Row,
  reader,
  type Statement,
  text,
  timestamp,
  writer,
} from '../../database/index.ts';
import { type AccountId, idFromUuid, type PaymentId } from '../../kernel/ids.ts';
import type { Currency } from '../../kernel/money.ts';
import { hasEndedUnpaid, type Payment } from '../rules/payment.ts';

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
    channel: row.channel,
    method: row.method,
    nextAction: row.next_action,
    declineCode: row.decline_code,
    cancelReason: row.cancel_reason,
    openAttempt: row.open_attempt === null ? null : idFromUuid('att', row.open_attempt),
    chargeAttempt: row.charge_attempt === null ? null : idFromUuid('att', row.charge_attempt),
    amountAuthorized: row.amount_authorized,
    amountReceived: row.amount_received,
    amountCaptured: row.amount_captured,
    amountRefundReserved: row.amount_refund_reserved,
    amountRefunded: row.amount_refunded,
    amountFee: row.amount_fee,
    amountPendingLeft: row.amount_pending_left,
    amountUnapplied: row.amount_unapplied,
    amountReturning: row.amount_returning,
    amountReturned: row.amount_returned,
    amountReversed: row.amount_reversed,
    returnAt: row.return_at,
    releaseAt: row.release_at,
    expiresAt: row.expires_at,
    description: row.description,
    metadata: row.metadata ?? {},
    createdAt: row.created_at,
  };
}

const json = (value: object | null): string | null => (value === null ? null : JSON.stringify(value));
const metadata = (payment: Payment) =>
  Object.keys(payment.metadata).length === 0 ? null : json(payment.metadata);

export const newPaymentWriter = writer<Payment>(
  'new_payments',
  {
    account_id: id((payment) => payment.account),
    id: id((payment) => payment.id),
    version: int4((payment) => payment.version),
    status: text((payment) => payment.status),
    order_id: text((payment) => payment.orderId),
    amount: int8((payment) => payment.amount),
    currency: text((payment) => payment.currency),
    capture_method: text((payment) => payment.captureMethod),
    channel: text((payment) => payment.channel),
    method: text((payment) => json(payment.method)),
    open_attempt: id((payment) => payment.openAttempt),
    expires_at: timestamp((payment) => payment.expiresAt),
    description: text((payment) => payment.description),
    metadata: text(metadata),
    created_at: timestamp((payment) => payment.createdAt),
  },
  (rows) => `
    insert into payment (account_id, id, version, status, order_id, amount, currency, capture_method, channel, method,
                         open_attempt, expires_at, description, metadata, created_at, amount_authorized,
                         amount_received, amount_captured, amount_refund_reserved, amount_refunded, amount_fee,
                         amount_pending_left)
    select c.account_id, c.id, c.version, c.status, c.order_id, c.amount, c.currency, c.capture_method, c.channel, c.method::jsonb, c.open_attempt, c.expires_at, c.description, c.metadata::jsonb, c.created_at,
           0, 0, 0, 0, 0, 0, 0
    from ${rows}`,
);

/** The payment, and its new version. */
const identity = {
  account: id((payment: Payment) => payment.account),
  id: id((payment: Payment) => payment.id),
  version: int4((payment: Payment) => payment.version),
};

/** The columns that an approval changes. Nearly every change of a payment is one. */
const approval = {
  status: text((payment: Payment) => payment.status),
  open_attempt: id((payment: Payment) => payment.openAttempt),
  charge_attempt: id((payment: Payment) => payment.chargeAttempt),
  amount_authorized: int8((payment: Payment) => payment.amountAuthorized),
  amount_received: int8((payment: Payment) => payment.amountReceived),
  amount_captured: int8((payment: Payment) => payment.amountCaptured),
  amount_fee: int8((payment: Payment) => payment.amountFee),
  amount_pending_left: int8((payment: Payment) => payment.amountPendingLeft),
  release_at: timestamp((payment: Payment) => payment.releaseAt),
};

/** The other columns that may change. */
const others = {
  order_released: id((payment: Payment) => (hasEndedUnpaid(payment.status) ? payment.id : null)),
  channel: text((payment: Payment) => payment.channel),
  method: text((payment: Payment) => json(payment.method)),
  next_action: text((payment: Payment) => json(payment.nextAction)),
  decline_code: text((payment: Payment) => payment.declineCode),
  cancel_reason: text((payment: Payment) => payment.cancelReason),
  amount_refund_reserved: int8((payment: Payment) => payment.amountRefundReserved),
  amount_refunded: int8((payment: Payment) => payment.amountRefunded),
  amount_unapplied: int8((payment: Payment) => payment.amountUnapplied),
  amount_returning: int8((payment: Payment) => payment.amountReturning),
  amount_returned: int8((payment: Payment) => payment.amountReturned),
  amount_reversed: int8((payment: Payment) => payment.amountReversed),
  return_at: timestamp((payment: Payment) => payment.returnAt),
  expires_at: timestamp((payment: Payment) => payment.expiresAt),
};

/** The same as fields. `order_released` follows from the status. */
const OTHER_FIELDS = [
  'channel',
  'method',
  'nextAction',
  'declineCode',
  'cancelReason',
  'amountRefundReserved',
  'amountRefunded',
  'amountUnapplied',
  'amountReturning',
  'amountReturned',
  'amountReversed',
  'returnAt',
  'expiresAt',
] as const satisfies (keyof Payment)[];

/**
 * Updates existing payments. The old version is asserted although the head's lock protects the row: if any row
 * differs, the whole round fails.
 */
function changeWriter(name: string, columns: Readonly<Record<string, Column<Payment>>>) {
  const changes = Object.keys(columns).map(
    (column) => `${column} = c.${column}${JSONB.has(column) ? '::jsonb' : ''}`,
  );
  return writer<Payment>(
    name,
    { ...identity, ...columns },
    (rows) => `
      update payment p set version = c.version, ${changes.join(', ')}
      from ${rows} where p.account_id = c.account and p.id = c.id and p.version = c.version - 1
      returning 1`,
    { everyRow: true },
  );
}

const JSONB: ReadonlySet<string> = new Set<keyof typeof others>(['method', 'next_action']);
const approvedPayments = changeWriter('approved_payments', approval);
const changedPayments = changeWriter('changed_payments', { ...approval, ...others });

/** Writes the change of an existing payment. Most changes need only the columns of an approval. */
export function writeChange(round: Round, before: Payment, after: Payment): void {
  const approved =
    !hasEndedUnpaid(after.status) && OTHER_FIELDS.every((field) => before[field] === after[field]);
  round.write(approved ? approvedPayments : changedPayments, after);
}

/** The payment of a command, with the version that its process knows, or -1. */
export interface PaymentRef {
  readonly account: AccountId;
  readonly id: PaymentId;
  readonly version: number;
}

const otherVersions = reader<PaymentRef>(
  'other versions',
  { account: id((ref) => ref.account), id: id((ref) => ref.id), version: int4((ref) => ref.version) },
  (rows) => `select p.* from ${rows} join payment p on p.account_id = c.account and p.id = c.id
             where p.version <> c.version`,
);

/** The payments whose stored version is not the one that the process knows. */
export function readPayments(refs: readonly PaymentRef[]): Statement | null {
  return questionOf(otherVersions, refs);
}

interface Order {
  readonly account: AccountId;
  readonly orderId: string;
}

const orderHolders = reader<Order>(
  'order holders',
  { account: id((order) => order.account), order_id: text((order) => order.orderId) },
  (rows) => `select p.* from ${rows}
             join payment p on p.account_id = c.account and p.order_id = c.order_id and p.order_released is null`,
);

/** The payments that hold these orders: those that can still be paid, or have been. */
export function readOrderHolders(orders: readonly Order[]): Statement | null {
  return questionOf(orderHolders, orders);
}
