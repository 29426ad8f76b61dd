import type { DatabaseLedger } from './database.ts';
import type { Difference } from './difference.ts';
import type { Heard } from './receiver.ts';

/** Every event reached the merchant's server at least once and with its type, and nothing else did. */
export function compareWebhooks(heard: Heard, { events }: DatabaseLedger): Difference[] {
  const told = new Map<string, string>(
    Object.entries(heard).flatMap(([account, those]) =>
      those.map(([seq, type]) => [`${account} ${seq}`, type] as const),
    ),
  );
  const differences: Difference[] = [];
  for (const { account, seq, type } of events) {
    const event = `${account} ${seq}`;
    const name = told.get(event) ?? 'nothing';
    told.delete(event);
    if (name === type) continue;
    const detail = `${event} is ${type}, its merchant received ${name}`;
    differences.push({ rule: 'every event reaches the webhook receiver', detail });
  }
  for (const [event, type] of told) {
    const detail = `${event}: a merchant received ${type}, but there is no such event`;
    differences.push({ rule: 'no webhook reports what did not happen', detail });
  }
  return differences;
}
