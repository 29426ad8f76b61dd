import type pg from 'pg';
import { troubleOf } from '../database/index.ts';
import { Problem } from '../kernel/problem.ts';
import type { KeyRing } from '../vault/index.ts';

interface Waiting {
  readonly expiresAt: number;
  readonly answer: (first: boolean) => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Remembers which proofs were used, for all processes. Those that come while a statement is under way are written together by the
 * next one, so that many requests cost few statements.
 */
export class ProofMarks {
  readonly #pool: pg.Pool;
  readonly #keys: KeyRing;
  #waiting = new Map<string, Waiting>();
  #writing = false;

  constructor(pool: pg.Pool, keys: KeyRing) {
    this.#pool = pool;
    this.#keys = keys;
  }

  /** Whether the proof is used for the first time. Throws `database_unavailable`. */
  take(proof: string, expiresAt: number): Promise<boolean> {
    const mark = this.#keys.mac('oauth', `proof ${proof}`).toString('hex');
    if (this.#waiting.has(mark)) return Promise.resolve(false);
    return new Promise((answer, fail) => {
      this.#waiting.set(mark, { expiresAt, answer, fail });
      if (!this.#writing) void this.#write();
    });
  }

  async #write(): Promise<void> {
    this.#writing = true;
    while (this.#waiting.size > 0) {
      const batch = this.#waiting;
      this.#waiting = new Map();
      // In one order everywhere, so that two processes never wait for each other.
      const marks = [...batch.keys()].sort();
      try {
        const { rows } = await this.#pool.query({
          name: 'oauth proofs',
          text: `insert into oauth_proof (proof_hash, expires_at)
                 select decode(mark, 'hex'), to_timestamp(at / 1000.0)
                 from unnest($1::text[], $2::float8[]) as proof (mark, at)
                 on conflict do nothing returning encode(proof_hash, 'hex') as mark`,
          values: [marks, marks.map((mark) => batch.get(mark)?.expiresAt)],
        });
        const first = new Set(rows.map(({ mark }) => mark));
        for (const [mark, { answer }] of batch) answer(first.has(mark));
      } catch (error) {
        const refusal =
          troubleOf(error as Error) === null
            ? error
            : new Problem('database_unavailable', undefined, { retryAfter: 1 });
        for (const { fail } of batch.values()) fail(refusal);
      }
    }
    this.#writing = false;
  }
}
