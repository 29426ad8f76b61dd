import type pg from 'pg';
import { Refusal } from '../kernel/operator-error.ts';

/** Of the advisory lock of the session that rotates keys. It ends with the session. */
const LOCK = 'rotation of keys';
/** PostgreSQL notices a little later that a session's program was killed. */
const WAITED = '5s';

/** Keeps other rotations out until the session ends. Throws `Refusal` if one is running. */
export async function lockRotation(owner: pg.ClientBase): Promise<void> {
  await owner.query(`set lock_timeout = '${WAITED}'`);
  await owner.query('select pg_advisory_lock(hashtextextended($1, 0))', [LOCK]).catch((error) => {
    if (error.code !== '55P03') throw error;
    throw new Refusal('Keys are being rotated by another "florin keys" already. Wait until it has ended.');
  });
  await owner.query('reset lock_timeout');
}
