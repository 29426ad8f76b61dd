import type pg from 'pg';
import { readRows } from '../database/index.ts';
import { type AccountId, uuidOf } from '../kernel/ids.ts';
import { type KeyRing, open, seal } from '../vault/index.ts';
import type { PlainCard } from './card.ts';
import { cardContext, type TokenId } from './sealed.ts';

const MINUTE_MS = 60_000;
/** A token that no payment has used is deleted after so long. */
const UNUSED_MS = 24 * 60 * MINUTE_MS;
/** A security code that came to no authorization. Sweeps run every minute, so it is gone within eleven. */
const CODE_MS = 10 * MINUTE_MS;

/** A token, with the little that may be seen of its card. */
export interface NewToken {
  readonly account: AccountId;
  readonly id: TokenId;
  readonly card: PlainCard;
  readonly brand: string;
  readonly last4: string;
  /** Whether the card is deleted when it is sent to the channel, because nobody asked to keep it. */
  readonly once: boolean;
}

/** Stores a card, sealed. The security code is in a table of its own, from which it soon disappears. */
export async function insertToken(
  pool: pg.Pool,
  keys: KeyRing,
  { account, id, card, brand, last4, once }: NewToken,
  now: number,
): Promise<void> {
  const { cvc, ...kept } = card;
  const sealed = (field: 'card' | 'security code', text: string) =>
    seal(keys, cardContext(account, id, field), Buffer.from(text));
  await pool.query({
    name: 'new card token',
    text: `with code as (
             insert into card_security_code (account_id, token_id, sealed_code, delete_at)
             select $1, $2, $11, to_timestamp($10 / 1000.0) where $11::bytea is not null)
           insert into card_token (account_id, id, brand, last4, exp_month, exp_year, sealed_card, once, created_at, delete_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, to_timestamp($9 / 1000.0), to_timestamp($12 / 1000.0))`,
    values: [
      ...[uuidOf(account), uuidOf(id), brand, last4, kept.exp_month, kept.exp_year],
      ...[sealed('card', JSON.stringify(kept)), once, now, now + CODE_MS],
      ...[cvc === undefined ? null : sealed('security code', cvc), now + UNUSED_MS],
    ],
  });
}

/** What may be seen of a token's card, or null if the account has no such token, or not any more. */
export async function findToken(
  pool: pg.Pool,
  account: AccountId,
  id: TokenId,
  now: number,
): Promise<{ brand: string; last4: string } | null> {
  const [row] = await readRows(pool, {
    name: 'card token',
    text: `select brand, last4 from card_token
           where account_id = $1 and id = $2 and delete_at > to_timestamp($3 / 1000.0)`,
    values: [uuidOf(account), uuidOf(id), now],
  });
  return row === undefined ? null : { brand: row.brand, last4: row.last4 };
}

/**
 * The card, to be sent to its channel, or null if the account has no such token any more. From now on the token counts as used: it is
 * kept until its card expires, or, if it was for one payment, not at all. The security code is deleted by the statement that reads
 * it, so that no second authorization gets it, whatever becomes of this one (PCI DSS 3.3.1).
 */
export async function takeCard(
  pool: pg.Pool,
  keys: KeyRing,
  account: AccountId,
  id: TokenId,
  now: number,
): Promise<PlainCard | null> {
  const { rows } = await pool.query({
    name: 'card to its channel',
    text: `with code as (
             delete from card_security_code where account_id = $1 and token_id = $2 returning sealed_code, delete_at),
           ended as (delete from card_token where account_id = $1 and id = $2 and once),
           used as (
             update card_token set delete_at = make_timestamptz(exp_year, exp_month, 1, 0, 0, 0, 'UTC') + interval '1 month'
             where account_id = $1 and id = $2 and not once and delete_at = created_at + $4 * interval '1 millisecond')
           select sealed_card, (select sealed_code from code where delete_at > to_timestamp($3 / 1000.0)) as sealed_code
           from card_token where account_id = $1 and id = $2 and delete_at > to_timestamp($3 / 1000.0)`,
    values: [uuidOf(account), uuidOf(id), now, UNUSED_MS],
  });
  const [row] = rows;
  if (row === undefined) return null;
  const opened = (field: 'card' | 'security code', sealed: Buffer) =>
    open(keys, cardContext(account, id, field), sealed).toString();
  return {
    ...(JSON.parse(opened('card', row.sealed_card)) as PlainCard),
    ...(row.sealed_code === null ? {} : { cvc: opened('security code', row.sealed_code) }),
  };
}

/** Deletes a card with its security code. Returns whether the account had such a token. */
export async function deleteToken(pool: pg.Pool, account: AccountId, id: TokenId): Promise<boolean> {
  const { rows } = await pool.query(
    `with code as (delete from card_security_code where account_id = $1 and token_id = $2)
     delete from card_token where account_id = $1 and id = $2 returning id`,
    [uuidOf(account), uuidOf(id)],
  );
  return rows.length > 0;
}
