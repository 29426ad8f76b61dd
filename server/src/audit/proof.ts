import type pg from 'pg';
import { streamRows } from '../database/index.ts';
import { idFromUuid } from '../kernel/ids.ts';
import type { Difference } from '../module.ts';
import { entryHash, entryOf, NO_ENTRY_HASH } from './chain.ts';

/** Recomputes every organization's chain of entries: numbered from 1 without a gap, each with its hash, the last as the head says. */
export async function proveAudit(snapshot: pg.ClientBase): Promise<Difference[]> {
  const differences: Difference[] = [];
  const differ = (what: string, stands: string, should: string) =>
    differences.push({ account: null, what, stands, should });
  const { rows } = await snapshot.query(
    `select organization_id, seq, id, encode(hash, 'hex') as hash from audit_head`,
  );
  const heads = new Map(rows.map((row) => [row.organization_id as string, row]));
  const lasts = new Map<string, { seq: bigint; id: string; hash: string }>();
  const entries = streamRows(
    snapshot,
    `select *, at = date_trunc('milliseconds', at) as whole from audit_entry order by organization_id, seq`,
    [],
  );
  for await (const row of entries) {
    const entry = entryOf(row);
    const last = lasts.get(row.organization_id) ?? { seq: 0n, id: '', hash: NO_ENTRY_HASH };
    const name = `entry ${entry.seq} of the audit log of ${entry.organization}`;
    if (entry.seq !== last.seq + 1n) differ(name, 'the next', `entry ${last.seq + 1n}`);
    if (row.id <= last.id) differ(`id of ${name}`, entry.id, 'behind the one before');
    const hash = entryHash(last.hash, entry);
    // After a broken link, the next entry is checked against the stored hash, so that one change is reported once.
    if (hash !== entry.hash) differ(`${name} in the chain`, entry.hash, hash);
    if (!row.whole) differ(`time of ${name}`, 'with parts of a millisecond', 'in whole milliseconds');
    lasts.set(row.organization_id, { seq: entry.seq, id: row.id, hash: entry.hash });
  }
  for (const organization of new Set([...heads.keys(), ...lasts.keys()])) {
    const [head, last] = [heads.get(organization), lasts.get(organization)];
    const text = (of: { seq: bigint; id: string; hash: string } | undefined) =>
      of === undefined || of.seq === 0n ? 'no entry' : `${of.seq} ${of.id} ${of.hash}`;
    if (text(head) !== text(last))
      differ(`head of the audit log of ${idFromUuid('org', organization)}`, text(head), text(last));
  }
  return differences;
}
