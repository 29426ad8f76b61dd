import { generateKeyPair, type JsonWebKey } from 'node:crypto';
import { promisify } from 'node:util';
import { calculateJwkThumbprint } from 'jose';
import type pg from 'pg';
import { inTransaction, type Row } from '../database/index.ts';
import { type KeyRing, open, seal } from '../vault/index.ts';
import { signingKeyContext } from './sealed.ts';

/** What the keys sign with. RS256 is what every client can verify (OpenID Connect Core, section 15.1); FAPI takes the others. */
export const signingAlgorithms = ['RS256', 'PS256', 'ES256'] as const;

/** One RSA key serves both RSA algorithms. */
const kinds = ['RSA', 'EC'] as const;
type Kind = (typeof kinds)[number];

const MINUTE_MS = 60_000;
/** A new key is published for so long before it signs, so that whoever keeps the key set has it by then. */
const PUBLISHED_BEFORE_MS = 10 * MINUTE_MS;
/** Longer than anything that is signed is valid. */
const PUBLISHED_AFTER_MS = 120 * MINUTE_MS;
const ROTATED_EVERY_MS = 90 * 24 * 60 * MINUTE_MS;

export interface SigningKey {
  readonly kid: string;
  readonly kind: Kind;
  readonly privateJwk: JsonWebKey;
  readonly signsFrom: number;
}

function signingKeyOf(keys: KeyRing, row: Row): SigningKey {
  return {
    kid: row.kid,
    kind: row.alg,
    privateJwk: JSON.parse(open(keys, signingKeyContext(row.kid), row.private_key).toString()),
    signsFrom: row.signs_from,
  };
}

const generate = promisify(generateKeyPair);

async function newKey(kind: Kind): Promise<JsonWebKey> {
  const { privateKey } =
    kind === 'RSA'
      ? await generate('rsa', { modulusLength: 2048 })
      : await generate('ec', { namedCurve: 'P-256' });
  return privateKey.export({ format: 'jwk' });
}

/** All keys that are published, the one that signs before the others of its kind. */
export async function publishedKeys(home: pg.Pool, keys: KeyRing, now: number): Promise<SigningKey[]> {
  const { rows } = await home.query({
    name: 'oauth signing keys',
    text: `select kid, alg, private_key, signs_from from oauth_signing_key
           where retired_at is null or retired_at > to_timestamp($1 / 1000.0)`,
    values: [now],
  });
  const all = rows.map((row) => signingKeyOf(keys, row));
  return all.sort((one, other) => rankOf(one, now) - rankOf(other, now));
}

/** The newest that may sign comes first; those that may not yet come last. */
function rankOf({ signsFrom }: SigningKey, now: number): number {
  return signsFrom <= now ? -signsFrom : signsFrom;
}

/** Makes the first keys, and the next ones when the time has come. One process does it, and all others find them. */
export async function maintainKeys(home: pg.Pool, keys: KeyRing, now: number): Promise<void> {
  const { rows } = await home.query(
    `select alg from oauth_signing_key where created_at > to_timestamp($1 / 1000.0)`,
    [now - ROTATED_EVERY_MS],
  );
  const fresh = new Set(rows.map((row) => row.alg));
  for (const kind of kinds) if (!fresh.has(kind)) await addKey(home, keys, kind, now, ROTATED_EVERY_MS);
}

/**
 * Publishes another key of each kind, which signs a little later. The keys that it takes over from stay published until what
 * they have signed has expired.
 */
export async function rotateKeys(home: pg.Pool, keys: KeyRing, now: number): Promise<void> {
  for (const kind of kinds) await addKey(home, keys, kind, now, 0);
}

/** @param unlessWithinMs adds nothing if a key of the kind was made within this time. */
async function addKey(
  home: pg.Pool,
  keys: KeyRing,
  kind: Kind,
  now: number,
  unlessWithinMs: number,
): Promise<void> {
  const privateJwk = await newKey(kind);
  const kid = await calculateJwkThumbprint(privateJwk as Parameters<typeof calculateJwkThumbprint>[0]);
  await inTransaction(home, async (client) => {
    await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', ['oauth signing keys']);
    const { rows } = await client.query(
      `select count(*)::int as others, coalesce(max(created_at) > to_timestamp($2 / 1000.0), false) as fresh
       from oauth_signing_key where alg = $1`,
      [kind, now - unlessWithinMs],
    );
    const { others, fresh } = rows[0];
    if (unlessWithinMs > 0 && fresh) return;
    const signsFrom = others === 0 ? now : now + PUBLISHED_BEFORE_MS;
    await client.query(
      `update oauth_signing_key set retired_at = to_timestamp($2 / 1000.0) where alg = $1 and retired_at is null`,
      [kind, signsFrom + PUBLISHED_AFTER_MS],
    );
    await client.query(
      `insert into oauth_signing_key (kid, alg, private_key, created_at, signs_from)
       values ($1, $2, $3, to_timestamp($4 / 1000.0), to_timestamp($5 / 1000.0))`,
      [
        kid,
        kind,
        seal(keys, signingKeyContext(kid), Buffer.from(JSON.stringify(privateJwk))),
        now,
        signsFrom,
      ],
    );
  });
}
