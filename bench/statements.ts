/** Samples what a lane's backend does under load, 200 times a second. That needs no change of the server's settings. */
import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { type Share, sharesOf } from './profile.ts';

const EVERY_MS = 5;

export interface LaneState {
  readonly state: string;
  readonly wait_event_type: string | null;
  readonly wait_event: string | null;
  readonly query: string;
}

/** Samples the lane until it is told to stop. */
export async function sampleLane(watch: pg.Client, until: AbortSignal): Promise<Share[]> {
  const counts = new Map<string, number>();
  let samples = 0;
  for (let next = performance.now(); !until.aborted; ) {
    const { rows } = await watch.query<LaneState>({
      name: 'lane',
      text: `select state, wait_event_type, wait_event, query from pg_stat_activity
             where application_name = 'florin lane'`,
    });
    for (const row of rows) {
      const label = labelOf(row);
      counts.set(label, (counts.get(label) ?? 0) + 1);
      samples++;
    }
    const now = performance.now();
    next = Math.max(next + EVERY_MS, now);
    await delay(next - now);
  }
  return sharesOf(counts, samples);
}

/** Says in a few words what a backend does: the statement, and what it waits for, if anything. */
export function labelOf({ state, wait_event_type, wait_event, query }: LaneState): string {
  if (state === 'idle') return 'between rounds';
  // It reads the next statement of a pipeline, or it waits while the server decides between the halves of a round.
  if (state === 'idle in transaction' || wait_event === 'ClientRead')
    return 'waiting for the server: it decides, encodes, answers';
  const waits = wait_event_type === null ? '' : ` (${wait_event_type}: ${wait_event})`;
  return `${statementLabel(query)}${waits}`;
}

/** The statement's verb, and the first table that it writes or else reads. */
function statementLabel(query: string): string {
  const [, insert, update, remove] =
    /insert into (\w+)|(?<!for )update (\w+)|delete from (\w+)/i.exec(query) ?? [];
  if (insert !== undefined) return `insert ${insert}`;
  if (update !== undefined) return `update ${update}`;
  if (remove !== undefined) return `delete ${remove}`;
  const table = /^\s*(?:select|with)/i.test(query) ? /(?:from|join) (\w+)/i.exec(query)?.[1] : undefined;
  if (table !== undefined) return `select ${table}${/for update/i.test(query) ? ' for update' : ''}`;
  return query.trim().split(/\s+/).slice(0, 2).join(' ').toLowerCase();
}
