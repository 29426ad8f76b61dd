import {
  id,
  int4,
  int8,
  questionOf,
  type Row,
  reader,
  type Statement,
  text,
  timestamp,
  writer,
} from '../../database/index.ts';
import { type AccountId, idFromUuid, type RefundId } from '../../kernel/ids.ts';
import type { Currency } from '../../kernel/money.ts';
import type { Refund } from '../rules/refund.ts';

/** A refund from its row. */
export function refundOf(row: Row): Refund {
  return {
    account: idFromUuid('acct', row.account_id),
    id: idFromUuid('ref', row.id),
    payment: idFromUuid('pay', row.payment_id),
    version: row.version,
    status: row.status,
    amount: row.amount,
    currency: row.currency as Currency,
    amountFromPending: row.amount_from_pending,
    amountFromAvailable: row.amount_from_available,
    failureCode: row.failure_code,
    reason: row.reason,
    metadata: row.metadata ?? {},
    createdAt: row.created_at,
  };
}

export const newRefundWriter = writer<Refund>(
  'new_refunds',
  {
    account_id: id((refund) => refund.account),
    id: id((refund) => refund.id),
    payment_id: id((refund) => refund.payment),
    version: int4((refund) => refund.version),
    status: text((refund) => refund.status),
    amount: int8((refund) => refund.amount),
    currency: text((refund) => refund.currency),
    amount_from_pending: int8((refund) => refund.amountFromPending),
    amount_from_available: int8((refund) => refund.amountFromAvailable),
    reason: text((refund) => refund.reason),
    metadata: text((refund) => JSON.stringify(refund.metadata)),
    created_at: timestamp((refund) => refund.createdAt),
  },
  (rows) => `
    insert into refund (account_id, id, payment_id, version, status, amount, currency, amount_from_pending,
                        amount_from_available, reason, metadata, created_at)
    select c.account_id, c.id, c.payment_id, c.version, c.status, c.amount, c.currency, c.amount_from_pending,
           c.amount_from_available, c.reason, c.metadata::jsonb, c.created_at
    from ${rows}`,
);

/** Writes the end of refunds. As with payments, the round fails if a row's version is not the one decided on. */
export const refundWriter = writer<Refund>(
  'changed_refunds',
  {
    account: id((refund) => refund.account),
    id: id((refund) => refund.id),
    version: int4((refund) => refund.version),
    status: text((refund) => refund.status),
    failure_code: text((refund) => refund.failureCode),
  },
  (rows) => `
    update refund r set version = c.version, status = c.status, failure_code = c.failure_code
    from ${rows} where r.account_id = c.account and r.id = c.id and r.version = c.version - 1
    returning 1`,
  { everyRow: true },
);

interface RefundRef {
  readonly account: AccountId;
  readonly id: RefundId;
}

const refundsById = reader<RefundRef>(
  'refunds by id',
  { account: id((ref) => ref.account), id: id((ref) => ref.id) },
  (rows) => `select r.* from ${rows} join refund r on r.account_id = c.account and r.id = c.id`,
);

/** The refunds of these ids. */
export function readRefunds(refs: readonly RefundRef[]): Statement | null {
  return questionOf(refundsById, refs);
}
