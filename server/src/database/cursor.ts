import type pg from 'pg';
import type { Row } from './queue/lane.ts';

const BATCH = 1000;

/** Reads the rows of a query in batches within a transaction, so that only a few are in memory at a time. */
export async function* streamRows(
  client: pg.ClientBase,
  text: string,
  values: readonly unknown[],
): AsyncGenerator<Row, void, void> {
  await client.query(`declare streamed no scroll cursor for ${text}`, [...values]);
  for (;;) {
    const { rows } = await client.query<Row>(`fetch ${BATCH} from streamed`);
    yield* rows;
    if (rows.length < BATCH) break;
  }
  await client.query('close streamed');
}
