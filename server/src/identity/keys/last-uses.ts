import type pg from 'pg';
import { type KeyId, uuidOf } from '../../kernel/ids.ts';

/** How many keys one statement writes. */
const BATCH = 5000;

/** When each key was last used. A request costs an entry of a map; the rows are written together, now and then. */
export class LastUses {
  readonly #pool: pg.Pool;
  #uses = new Map<KeyId, number>();

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  note(key: KeyId, at: number): void {
    this.#uses.set(key, at);
  }

  /** Writes what was noted since the last time. What cannot be written is noted again. */
  async write(): Promise<void> {
    const uses = [...this.#uses];
    this.#uses = new Map();
    for (let from = 0; from < uses.length; from += BATCH) {
      try {
        await this.#writeBatch(uses.slice(from, from + BATCH));
      } catch (error) {
        for (const [key, at] of uses.slice(from)) if (!this.#uses.has(key)) this.#uses.set(key, at);
        throw error;
      }
    }
  }

  async #writeBatch(uses: readonly (readonly [KeyId, number])[]): Promise<void> {
    // A row that another process writes is passed over: that one knows as well when the key was used.
    await this.#pool.query(
      `with used as (
         select k.key_hash, to_timestamp(u.at / 1000.0) as at
         from unnest($1::uuid[], $2::float8[]) u (id, at) join api_key k on k.id = u.id
         where k.last_used_at is null or k.last_used_at < to_timestamp(u.at / 1000.0)
         for update of k skip locked)
       update api_key k set last_used_at = used.at from used where k.key_hash = used.key_hash`,
      [uses.map(([key]) => uuidOf(key)), uses.map(([, at]) => at)],
    );
  }
}
