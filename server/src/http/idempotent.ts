import type { FastifyRequest } from 'fastify';
import type pg from 'pg';
import type { Clock } from '../kernel/clock.ts';
import { uuidOf } from '../kernel/ids.ts';
import type { NamesSaid } from '../kernel/modules.ts';
import { Problem } from '../kernel/problem.ts';
import type { KeyRing } from '../vault/index.ts';
import { type ActsLog, keepDone } from './acts.ts';
import { principalOf } from './authentication.ts';
import { idempotencyKeyOf } from './idempotency.ts';

export interface IdempotentOptions {
  readonly pool: pg.Pool;
  readonly keys: KeyRing;
  readonly clock: Clock;
  /** Where the keys of what the pool writes are kept: in the table of the cell, if nothing is said. */
  readonly table?: NamesSaid<'tables'>;
  /** Where acts that are kept in the same transaction are kept. */
  readonly acts?: ActsLog;
}

export interface IdempotentAnswer {
  readonly status: number;
  readonly body: object;
  /** Shown only in the first answer. A repeated request gets `secret_already_shown` instead. */
  readonly secrets?: object;
}

/**
 * Runs a POST that does not go through the commit queue, in one transaction. With an idempotency key it takes effect once, and a
 * repeated request gets the first answer, which is stored in the key's row. If the work throws, the transaction is rolled back
 * together with the key, so that nothing is stored. `lock` takes what has to be locked before the key.
 */
export async function runIdempotently(
  { pool, keys, clock, acts, table = 'idempotency' }: IdempotentOptions,
  request: FastifyRequest,
  work: (database: pg.PoolClient) => Promise<IdempotentAnswer>,
  lock?: (database: pg.PoolClient) => Promise<void>,
): Promise<{ status: number; body: object }> {
  const { account } = principalOf(request);
  const key = idempotencyKeyOf(keys, request, request.body);
  const database = await pool.connect().catch(() => {
    throw new Problem('database_unavailable', undefined, { retryAfter: 1 });
  });
  let broken = false;
  try {
    await database.query('begin');
    await lock?.(database);
    const owner = [uuidOf(account), key?.scope, key?.key];
    if (key !== null) {
      // This statement waits while the first request with this key is still running.
      const taken = await database.query(
        `insert into ${table} (account_id, scope, key, fingerprint, at)
         values ($1, $2, $3, $4, to_timestamp($5 / 1000.0)) on conflict do nothing`,
        [...owner, key.fingerprint, clock.now()],
      );
      if (taken.rowCount === 0) {
        const { rows } = await database.query(
          `select fingerprint, status, body from ${table} where account_id = $1 and scope = $2 and key = $3`,
          owner,
        );
        await database.query('rollback');
        if (rows[0]?.status == null || !key.fingerprint.equals(rows[0].fingerprint))
          throw new Problem('idempotency_key_reused');
        return { status: rows[0].status, body: JSON.parse(rows[0].body) };
      }
    }
    const { status, body, secrets } = await work(database);
    if (key !== null) {
      const kept = secrets === undefined ? body : { ...body, secret_already_shown: true };
      await database.query(
        `update ${table} set status = $4, body = $5 where account_id = $1 and scope = $2 and key = $3`,
        [...owner, status, JSON.stringify(kept)],
      );
    }
    await keepDone(acts, database, request, body);
    await database.query('commit');
    return { status, body: { ...body, ...secrets } };
  } catch (error) {
    await database.query('rollback').catch(() => {
      broken = true;
    });
    throw error;
  } finally {
    database.release(broken);
  }
}

/** Stored with a key whose work has begun but not ended. */
const BEGUN = 102;

/**
 * Like `once`, but for work that continues after the commit. `begin` writes what must happen only once, together with the key, and
 * returns what `finish` needs. `finish` may run more than once: a repeated request runs it too, if it arrives in the meantime or
 * after a process has died. The first result becomes the answer.
 */
export async function runIdempotentlyInSteps<Begun extends object, Body extends object>(
  options: IdempotentOptions,
  request: FastifyRequest,
  begin: (database: pg.PoolClient) => Promise<Begun>,
  finish: (begun: Begun) => Promise<Body>,
  lock?: (database: pg.PoolClient) => Promise<void>,
): Promise<Body> {
  const begun = async (database: pg.PoolClient) => ({ status: BEGUN, body: await begin(database) });
  const { status, body: known } = await runIdempotently(options, request, begun, lock);
  if (status !== BEGUN) return known as Body;
  const body = await finish(known as Begun);
  const key = idempotencyKeyOf(options.keys, request, request.body);
  if (key === null) return body;
  const { rows } = await options.pool.query(
    `update idempotency set status = 200, body = case status when ${BEGUN} then $4 else body end
     where account_id = $1 and scope = $2 and key = $3 returning body`,
    [uuidOf(principalOf(request).account), key.scope, key.key, JSON.stringify(body)],
  );
  return rows[0] === undefined ? body : JSON.parse(rows[0].body);
}
