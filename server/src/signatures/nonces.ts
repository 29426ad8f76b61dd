import { hash } from 'node:crypto';
import type pg from 'pg';
import { readRows } from '../database/index.ts';
import { uuidOf } from '../kernel/ids.ts';
import type { SignatureKeyId } from './key.ts';

interface Waiting {
  readonly key: string;
  readonly nonce: string;
  readonly forgetAt: number;
  readonly settle: (fresh: boolean) => void;
  readonly fail: (error: unknown) => void;
}

/** So many at once: more only make the statement slow. */
const BATCH_MAX = 1000;

/**
 * Remembers which nonces were used, for all processes. While one statement runs, those that come are gathered for the next: under
 * load many requests share one.
 */
export class Nonces {
  readonly #home: pg.Pool;
  #waiting: Waiting[] = [];
  #running: Promise<void> | null = null;
  /** How many statements were sent. */
  statements = 0;

  constructor(home: pg.Pool) {
    this.#home = home;
  }

  /** Uses the nonce, and tells whether it is the first use. Throws `database_unavailable`, and then it may have been used. */
  use(key: SignatureKeyId, nonce: string, forgetAt: number): Promise<boolean> {
    return new Promise((settle, fail) => {
      // 128 bits: nonces may be long, and nobody looks them up.
      const hashed = hash('sha256', nonce).slice(0, 32);
      this.#waiting.push({ key: uuidOf(key), nonce: hashed, forgetAt, settle, fail });
      this.#running ??= this.#run();
    });
  }

  async stop(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    // What comes in the same turn of the event loop goes along.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, BATCH_MAX);
      this.#waiting = this.#waiting.slice(BATCH_MAX);
      await this.#write(batch);
    }
    this.#running = null;
  }

  async #write(batch: readonly Waiting[]): Promise<void> {
    // Of two that are the same, the first is used here, and the other is a replay.
    const firsts = new Map<string, Waiting>();
    for (const each of batch) {
      const name = `${each.key} ${each.nonce}`;
      if (firsts.has(name)) each.settle(false);
      else firsts.set(name, each);
    }
    const uses = [...firsts.values()];
    this.statements++;
    try {
      const rows = await readRows(this.#home, {
        name: 'use nonces',
        text: `insert into signature_nonce (key_id, nonce_hash, forget_at)
               select key, decode(nonce, 'hex'), to_timestamp(until / 1000.0)
               from unnest($1::uuid[], $2::text[], $3::float8[]) as c (key, nonce, until)
               -- Processes that write the same nonces at once would else wait for one another in a circle.
               order by key, nonce
               on conflict do nothing
               returning key_id::text as key, encode(nonce_hash, 'hex') as nonce`,
        values: [
          uses.map(({ key }) => key),
          uses.map(({ nonce }) => nonce),
          uses.map(({ forgetAt }) => forgetAt),
        ],
      });
      const fresh = new Set(rows.map(({ key, nonce }) => `${key} ${nonce}`));
      for (const [name, { settle }] of firsts) settle(fresh.has(name));
    } catch (error) {
      for (const { fail } of uses) fail(error);
    }
  }
}
