import type pg from 'pg';
import type { Row } from '../../database/index.ts';
import { rfc3339 } from '../../kernel/clock.ts';
import { type DeliveryId, type EndpointId, idFromUuid, uuidOf } from '../../kernel/ids.ts';
import { eventId } from '../log.ts';
import type { Endpoint } from './endpoint.ts';

/** One attempt to deliver one event to one endpoint. Times are real time in milliseconds. */
export interface DeliveryTry {
  readonly id: DeliveryId;
  readonly seq: bigint;
  /** The first attempt is 1. */
  readonly attempt: number;
  readonly succeeded: boolean;
  readonly httpStatus: number | null;
  readonly error: string | null;
  readonly answer: string | null;
  readonly durationMs: number;
  readonly at: number;
  readonly nextAt: number | null;
}

export interface DeliveryPage {
  readonly limit: number;
  readonly after: DeliveryId | null;
  readonly before: DeliveryId | null;
  readonly status: string | null;
  readonly seq: bigint | null;
}

/** Lists the attempts of an endpoint as the API shows them, the newest first. */
export async function listDeliveries(
  pool: pg.Pool,
  mark: Buffer,
  endpoint: Endpoint,
  { limit, after, before, status, seq }: DeliveryPage,
) {
  const backwards = before !== null;
  const { rows } = await pool.query<Row>(
    `select d.*, e.type from webhook_delivery d
     join event e on e.account_id = d.account_id and e.seq = d.seq
     where d.account_id = $1 and d.endpoint_id = $2 and ($3::uuid is null or d.id < $3)
       and ($4::uuid is null or d.id > $4) and ($5::text is null or d.status = $5)
       and ($6::int8 is null or d.seq = $6)
     order by d.id ${backwards ? 'asc' : 'desc'} limit $7`,
    [
      uuidOf(endpoint.account),
      uuidOf(endpoint.id),
      after === null ? null : uuidOf(after),
      before === null ? null : uuidOf(before),
      status,
      seq?.toString(),
      limit + 1,
    ],
  );
  const page = rows.slice(0, limit).map((row) => deliveryView(mark, endpoint.id, row));
  return { object: 'list' as const, data: backwards ? page.reverse() : page, has_more: rows.length > limit };
}

function deliveryView(mark: Buffer, endpoint: EndpointId, row: Row) {
  return {
    id: idFromUuid('whd', row.id) as string,
    object: 'webhook_delivery' as const,
    endpoint: endpoint as string,
    event: eventId(mark, row.seq),
    type: row.type as string,
    status: row.status as string,
    attempt: row.attempt as number,
    http_status: row.http_status as number | null,
    error: row.error as string | null,
    answer: row.answer as string | null,
    duration_ms: row.duration_ms as number,
    attempted_at: rfc3339(row.at),
    next_attempt_at: row.next_attempt_at === null ? null : rfc3339(row.next_attempt_at),
  };
}
