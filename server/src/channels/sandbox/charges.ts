import type pg from 'pg';
import type { Row } from '../../database/index.ts';
import { type AccountId, idFromUuid, type PaymentId, referenceOf, sameId, uuidOf } from '../../kernel/ids.ts';
import type { Currency } from '../../kernel/money.ts';
import type { AuthorizeRequest, QueryRequest } from '../channel.ts';
import type { Charge } from './charge.ts';

const uuidOfReference = (reference: string): string => uuidOf(sameId('att', reference));

function chargeOf(row: Row): Charge {
  return {
    account: idFromUuid('acct', row.account_id),
    reference: referenceOf(idFromUuid('att', row.reference)),
    payment: idFromUuid('pay', row.payment_id),
    token: row.token,
    amount: row.amount,
    currency: row.currency as Currency,
    state: row.state,
    decline: row.decline_code,
    received: row.received,
    takenBack: row.taken_back,
    notifications: row.notifications,
    endsAt: row.ends_at,
    returnUrl: row.return_url,
    createdAt: row.created_at,
  };
}

/** The insert that all ways to create a charge share. */
const INSERT = `
  insert into sandbox_charge (account_id, reference, payment_id, token, amount, currency, state, ends_at, return_url,
                              created_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8::timestamptz, $9, now())`;

function valuesOf(
  { account, reference, payment, method, money }: AuthorizeRequest | QueryRequest,
  state: Charge['state'],
  endsAt: number | null,
  returnUrl: string | null,
): unknown[] {
  return [
    uuidOf(account),
    uuidOfReference(reference),
    uuidOf(payment),
    method.token,
    money.amount.toString(),
    money.currency,
    state,
    endsAt === null ? null : new Date(endsAt).toISOString(),
    returnUrl,
  ];
}

/** Opens a charge. If it exists already, also as `closed`, it is returned unchanged. */
export async function openCharge(
  pool: pg.Pool,
  request: AuthorizeRequest,
  endsAt: number | null,
): Promise<Charge> {
  const { rows } = await pool.query(
    `${INSERT} on conflict (account_id, reference) do update set state = sandbox_charge.state returning *`,
    valuesOf(request, 'open', endsAt, request.returnUrl),
  );
  return chargeOf(rows[0]);
}

/**
 * Closes a charge if it is open. If there is none, creates it as closed, so that a late authorization finds it
 * closed.
 */
export async function closeCharge(pool: pg.Pool, request: QueryRequest): Promise<Charge> {
  const { rows } = await pool.query(
    `${INSERT} on conflict (account_id, reference) do update
       set state = case sandbox_charge.state when 'open' then 'closed' else sandbox_charge.state end
     returning *`,
    valuesOf(request, 'closed', null, null),
  );
  return chargeOf(rows[0]);
}

/** The charge with that reference, or null. */
export async function findCharge(
  database: pg.Pool | pg.PoolClient,
  account: AccountId,
  reference: string,
  lock = false,
): Promise<Charge | null> {
  const { rows } = await database.query(
    `select * from sandbox_charge where account_id = $1 and reference = $2 ${lock ? 'for update' : ''}`,
    [uuidOf(account), uuidOfReference(reference)],
  );
  return rows[0] === undefined ? null : chargeOf(rows[0]);
}

/** The charge of a payment, or null. */
export async function findChargeOf(
  pool: pg.Pool,
  account: AccountId,
  payment: PaymentId,
): Promise<Charge | null> {
  const { rows } = await pool.query(
    'select * from sandbox_charge where account_id = $1 and payment_id = $2 order by reference desc limit 1',
    [uuidOf(account), uuidOf(payment)],
  );
  return rows[0] === undefined ? null : chargeOf(rows[0]);
}

/** Charges that end by themselves and are due. */
export async function endingCharges(
  pool: pg.Pool,
  now: number,
  limit: number,
): Promise<{ account: AccountId; reference: string }[]> {
  const { rows } = await pool.query({
    name: 'ending charges',
    text: `select account_id, reference from sandbox_charge
           where state = 'open' and ends_at <= to_timestamp($1 / 1000.0) order by ends_at limit $2`,
    values: [now, limit],
  });
  return rows.map((row) => ({
    account: idFromUuid('acct', row.account_id),
    reference: referenceOf(idFromUuid('att', row.reference)),
  }));
}

/** Updates a charge whose row the caller has locked. */
export async function updateCharge(client: pg.PoolClient, charge: Charge): Promise<void> {
  await client.query(
    `update sandbox_charge set state = $3, decline_code = $4, received = $5, notifications = $6, taken_back = $7
     where account_id = $1 and reference = $2`,
    [
      uuidOf(charge.account),
      uuidOfReference(charge.reference),
      charge.state,
      charge.decline,
      charge.received.toString(),
      charge.notifications,
      charge.takenBack.toString(),
    ],
  );
}
