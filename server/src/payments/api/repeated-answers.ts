import type pg from 'pg';
import { type Row, readRows } from '../../database/index.ts';
import type { IdempotencyKey, StandingKey } from '../../http/index.ts';
import { type AccountId, uuidOf } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problem.ts';
import { paymentView } from '../rules/payment.ts';
import { refundView } from '../rules/refund.ts';
import { paymentOf } from '../store/payments.ts';
import { refundOf } from '../store/refunds.ts';

/**
 * The first answer to a key: the snapshot in its command's first event. Without one, the command may still be
 * running: throws `idempotency_in_progress`. Once its recovery time has passed, returns the object as it stands, so
 * that a key whose process died never stays stuck. Throws `idempotency_key_reused` for another request.
 */
export async function repeatedAnswer(
  pool: pg.Pool,
  account: AccountId,
  asked: IdempotencyKey,
  standing: StandingKey,
): Promise<string> {
  if (standing.command === null || !asked.fingerprint.equals(standing.fingerprint)) {
    throw new Problem('idempotency_key_reused');
  }
  const { object, recoverAfter } = standing;
  const told = await firstTold(pool, account, object, uuidOf(standing.command), recoverAfter);
  if (told.payload !== null) return told.payload;
  if (told.running) throw new Problem('idempotency_in_progress', undefined, { retryAfter: 1 });
  return JSON.stringify(await standingView(pool, account, standing.object));
}

/**
 * The object as in the command's first event, if there is one; and whether database time is still before
 * `recoverAfter`.
 */
export async function firstTold(
  pool: pg.Pool,
  account: AccountId,
  object: string,
  command: string,
  recoverAfter: number,
): Promise<{ payload: string | null; running: boolean }> {
  const [told] = await readRows(pool, {
    name: 'repeated answer',
    text: `select e.payload, now() < to_timestamp($4 / 1000.0) as running
           from (select) as always
           left join lateral (select payload from event
             where account_id = $1 and object_id = $2 and command_id = $3 order by seq limit 1) e on true`,
    values: [uuidOf(account), object, command, recoverAfter],
  });
  return told as { payload: string | null; running: boolean };
}

/** The payment or refund with this id, as it stands now. */
async function standingView(pool: pg.Pool, account: AccountId, object: string) {
  const values = [uuidOf(account), object];
  const [refund] = await readRows(pool, {
    text: 'select * from refund where account_id = $1 and id = $2',
    values,
  });
  if (refund !== undefined) return refundView(refundOf(refund));
  const [payment] = await readRows(pool, {
    text: 'select * from payment where account_id = $1 and id = $2',
    values,
  });
  return paymentView(paymentOf(payment as Row));
}
