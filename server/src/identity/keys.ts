import { hash, randomBytes } from 'node:crypto';
import type pg from 'pg';
import { type Row, readRows } from '../database/index.ts';
import { type Principal, PUBLISHABLE_SCOPES } from '../http/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { type AccountId, idFromUuid, type KeyId, newId, uuidOf } from '../kernel/ids.ts';
import type { KeyRing } from '../vault/index.ts';
import { type Account, accountOf } from './account.ts';

/** A secret key may do everything; a publishable key is for the payer's page. */
type KeyKind = 'secret' | 'publishable';

const POLL_MS = 250;
/** How long a cached key is still accepted, counted from when the last successful poll was sent. */
const BELIEVE_MS = 1000;
const CACHED_MAX = 10_000;
/** 192 random bits. */
const KEY_BYTES = 24;

/** Creates a key of the account. The key itself is only in the answer and is stored nowhere. */
export async function createKey(
  database: pg.Pool | pg.PoolClient,
  keys: KeyRing,
  account: { id: AccountId; environment: Account['environment'] },
  kind: KeyKind,
  at: number,
): Promise<string> {
  const environment = account.environment === 'sandbox' ? 'test' : 'live';
  const secret = `${kind === 'secret' ? 'sk' : 'pk'}_${environment}_${randomBytes(KEY_BYTES).toString('base64url')}`;
  await database.query(
    `insert into api_key (key_hash, account_id, key_id, kind, hint, created_at)
     values ($1, $2, $3, $4, $5, to_timestamp($6 / 1000.0))`,
    [keys.mac('api-keys', secret), uuidOf(account.id), uuidOf(newId('key')), kind, secret.slice(-4), at],
  );
  return secret;
}

/**
 * Finds the owner of a key. Results are cached until the revision counter changes, which is polled. So every process refuses a
 * revoked key within a second, and refuses all keys while the database does not answer.
 */
export class KeyDirectory {
  readonly #pool: pg.Pool;
  readonly #keys: KeyRing;
  readonly #clock: Clock;
  readonly #cached = new Map<string, Principal | null>();
  readonly #poll: NodeJS.Timeout;
  #asking = false;
  #revision: bigint | null = null;
  #goodUntil = -Infinity;

  constructor(pool: pg.Pool, keys: KeyRing, clock: Clock) {
    this.#pool = pool;
    this.#keys = keys;
    this.#clock = clock;
    this.#poll = setInterval(() => void this.#ask().catch(() => {}), POLL_MS);
  }

  /** Whether the database has answered recently. If it has not, no key is accepted. */
  get reachable(): boolean {
    return this.#clock.monotonic() < this.#goodUntil;
  }

  stop(): void {
    clearInterval(this.#poll);
  }

  /** The holder of the key, null for none. Throws `database_unavailable` when that cannot be told. */
  authenticate(token: string): Principal | null | Promise<Principal | null> {
    const digest = hash('sha256', token, 'base64');
    if (this.reachable) {
      const cached = this.#cached.get(digest);
      if (cached !== undefined) return cached;
    }
    return this.#lookUp(token, digest);
  }

  async #lookUp(token: string, digest: string): Promise<Principal | null> {
    const sentAt = this.#clock.monotonic();
    const [row] = (await readRows(this.#pool, {
      name: 'key',
      text: `select r.revision, k.kind, k.key_id, a.* from identity_revision r
             left join api_key k on k.key_hash = $1 and k.revoked_at is null
             left join account a on a.account_id = k.account_id`,
      values: [this.#keys.mac('api-keys', token)],
    })) as [Row];
    this.#believe(row.revision, sentAt);
    const holder = row.kind === null ? null : holderOf(row);
    if (this.#cached.size >= CACHED_MAX) this.#cached.clear();
    if (row.revision === this.#revision) this.#cached.set(digest, holder);
    return holder;
  }

  async #ask(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    const sentAt = this.#clock.monotonic();
    try {
      const statement = { name: 'revision', text: 'select revision from identity_revision' };
      const [row] = (await readRows(this.#pool, statement)) as [Row];
      this.#believe(row.revision, sentAt);
    } finally {
      this.#asking = false;
    }
  }

  #believe(revision: bigint, sentAt: number): void {
    if (this.#revision === null || revision > this.#revision) {
      this.#cached.clear();
      this.#revision = revision;
    }
    this.#goodUntil = Math.max(this.#goodUntil, sentAt + BELIEVE_MS);
  }
}

function holderOf(row: Row): Principal {
  const settings = accountOf(row);
  const kind: KeyKind = row.kind;
  return {
    account: settings.id,
    environment: settings.environment,
    settings,
    scopes: kind === 'secret' ? 'all' : PUBLISHABLE_SCOPES,
    actor: { kind: 'key', id: idFromUuid('key', row.key_id) },
    rateLimit: kind === 'secret' ? settings.rateLimit : 'address',
    idempotencyScope: kind,
  };
}

/** Revokes the key. Every process refuses it within a second. */
export async function revokeKey(pool: pg.Pool, account: AccountId, key: KeyId, at: number): Promise<void> {
  await pool.query(
    `with revoked as (update api_key set revoked_at = to_timestamp($3 / 1000.0)
                      where account_id = $1 and key_id = $2 and revoked_at is null)
     update identity_revision set revision = revision + 1`,
    [uuidOf(account), uuidOf(key), at],
  );
}
