import type pg from 'pg';
import { hashOf } from '../people/secrets.ts';

/** How long a device may take to sign. */
export const CHALLENGE_MS = 5 * 60_000;

/** Notes what a device has to sign for whoever holds the cookie. The last one counts. */
export async function keepChallenge(
  home: pg.Pool,
  holder: string,
  challenge: string,
  now: number,
): Promise<void> {
  await home.query(
    `insert into passkey_challenge (holder_hash, challenge, created_at) values ($1, $2, to_timestamp($3 / 1000.0))
     on conflict (holder_hash) do update set challenge = excluded.challenge, created_at = excluded.created_at`,
    [hashOf(holder), challenge, now],
  );
}

/** Each challenge is signed once, whatever comes of it. */
export async function useChallenge(
  transaction: pg.PoolClient,
  holder: string,
  now: number,
): Promise<string | null> {
  const { rows } = await transaction.query(
    'delete from passkey_challenge where holder_hash = $1 returning challenge, created_at',
    [hashOf(holder)],
  );
  return rows[0] !== undefined && rows[0].created_at > now - CHALLENGE_MS ? rows[0].challenge : null;
}
