import { hash } from 'node:crypto';
import type pg from 'pg';
import { type Row, readRows } from '../../database/index.ts';
import { type Principal, PUBLISHABLE_SCOPES } from '../../http/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { idFromUuid, type KeyId } from '../../kernel/ids.ts';
import { Repeating } from '../../kernel/repeating.ts';
import type { KeyRing } from '../../vault/index.ts';
import { accountOf } from '../account.ts';
import { type KeyKind, scopesOfRow } from './key.ts';
import { LastUses } from './last-uses.ts';

const POLL_MS = 250;
/** How long a cached key is still accepted, counted from when the last successful poll was sent. */
const BELIEVE_MS = 1000;
const CACHED_MAX = 10_000;
const USES_WRITTEN_EVERY_MS = 60_000;

/** What is known of a token. */
interface Known {
  readonly holder: Principal | null;
  readonly key: KeyId | null;
  /** When the key expires. */
  readonly until: number;
}

const NOBODY: Known = { holder: null, key: null, until: Infinity };

/**
 * Finds the owner of a key. Results are cached until the revision counter changes, which is polled. So every process refuses a
 * revoked key within a second, and refuses all keys while the database does not answer.
 */
export class KeyDirectory {
  readonly #pool: pg.Pool;
  readonly #keys: KeyRing;
  readonly #clock: Clock;
  readonly #cached = new Map<string, Known>();
  readonly #poll: NodeJS.Timeout;
  readonly #uses: LastUses;
  readonly #writing: Repeating;
  #asking = false;
  #revision: bigint | null = null;
  #goodUntil = -Infinity;

  constructor(pool: pg.Pool, keys: KeyRing, clock: Clock) {
    this.#pool = pool;
    this.#keys = keys;
    this.#clock = clock;
    this.#poll = setInterval(() => void this.#ask().catch(() => {}), POLL_MS);
    this.#uses = new LastUses(pool);
    // What could not be written is written next time.
    this.#writing = new Repeating(
      USES_WRITTEN_EVERY_MS,
      () => this.#uses.write(),
      () => {},
    );
  }

  /** Whether the database has answered recently. If it has not, no key is accepted. */
  get reachable(): boolean {
    return this.#clock.monotonic() < this.#goodUntil;
  }

  async stop(): Promise<void> {
    clearInterval(this.#poll);
    await this.#writing.stop();
    await this.#uses.write().catch(() => {});
  }

  /** The holder of the key, null for none. Throws `database_unavailable` when that cannot be told. */
  authenticate(token: string): Principal | null | Promise<Principal | null> {
    const digest = hash('sha256', token, 'base64');
    if (this.reachable) {
      const cached = this.#cached.get(digest);
      if (cached !== undefined) return this.#use(cached);
    }
    return this.#lookUp(token, digest);
  }

  /** The holder, as long as the key has not expired. */
  #use({ holder, key, until }: Known): Principal | null {
    const now = this.#clock.now();
    if (key === null || now >= until) return null;
    this.#uses.note(key, now);
    return holder;
  }

  async #lookUp(token: string, digest: string): Promise<Principal | null> {
    const sentAt = this.#clock.monotonic();
    const [row] = (await readRows(this.#pool, {
      name: 'key',
      text: `select r.revision, k.kind, k.id, k.scopes, k.expires_at, a.* from identity_revision r
             left join api_key k on k.key_hash = $1 and k.revoked_at is null
             left join account a on a.account_id = k.account_id`,
      values: [this.#keys.mac('api-keys', token)],
    })) as [Row];
    this.#believe(row.revision, sentAt);
    const known = row.kind === null ? NOBODY : knownOf(row);
    if (this.#cached.size >= CACHED_MAX) this.#cached.clear();
    if (row.revision === this.#revision) this.#cached.set(digest, known);
    return this.#use(known);
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

function knownOf(row: Row): Known {
  const key: KeyId = idFromUuid('key', row.id);
  return { holder: holderOf(row, key), key, until: row.expires_at ?? Infinity };
}

function holderOf(row: Row, key: KeyId): Principal {
  const settings = accountOf(row);
  const kind: KeyKind = row.kind;
  return {
    account: settings.id,
    environment: settings.environment,
    settings,
    scopes: kind === 'secret' ? scopesOfRow(row.scopes) : PUBLISHABLE_SCOPES,
    actor: { kind: 'key', id: key },
    rateLimit: kind === 'secret' ? settings.rateLimit : 'address',
    idempotencyScope: kind,
  };
}
