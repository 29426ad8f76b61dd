import type pg from 'pg';
import { inTransaction, type Row } from '../database/index.ts';
import { type Id, idFromUuid, uuidOf } from '../kernel/ids.ts';

/** A data key as it lies in the table. */
export interface DataKeyRow {
  readonly id: Id<'datakey'>;
  /** The id of the key encryption key that wrapped it. */
  readonly kek: string;
  readonly wrapped: Buffer;
  /** Whether its time to seal has come, by the clock of the database, which is one for all processes. */
  readonly seals: boolean;
  /** Whether a newer one has taken over all that it had sealed. */
  readonly retired: boolean;
}

type Database = Pick<pg.Pool | pg.ClientBase, 'query'>;

/** Of the advisory lock under which the first key is made: one process makes it, the others find it. */
const LOCK = 'data keys';

/**
 * All data keys, in the order in which they seal. Whether one seals is asked of the clock as it goes on: `now()` stands still in a
 * transaction, and one that has waited for the lock would not find the key seal that was made meanwhile.
 */
export async function readDataKeys(home: Database): Promise<DataKeyRow[]> {
  const { rows } = await home.query<Row>(
    `select id, kek, wrapped, seals_from <= clock_timestamp() as seals, retired_at is not null as retired
     from data_key order by seals_from, id`,
  );
  return rows.map(({ id, kek, wrapped, seals, retired }) => ({
    ...{ id: idFromUuid('datakey', id), kek, wrapped, seals, retired },
  }));
}

/** Stores the first key, which seals at once, unless another process has. Returns the keys that there are then. */
export async function insertFirstDataKey(
  home: pg.Pool,
  { id, kek, wrapped }: Pick<DataKeyRow, 'id' | 'kek' | 'wrapped'>,
): Promise<DataKeyRow[]> {
  return inTransaction(home, async (client) => {
    await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [LOCK]);
    const others = await readDataKeys(client);
    if (others.length > 0) return others;
    await client.query('insert into data_key (id, kek, wrapped, seals_from) values ($1, $2, $3, now())', [
      ...[uuidOf(id), kek, wrapped],
    ]);
    return readDataKeys(client);
  });
}
