import type pg from 'pg';
import { connectMigrated } from '../database/index.ts';
import type { KeyRing } from './keys.ts';
import { openRow, type PlacedColumn, type SealedFault, sealedRows } from './sealed-column.ts';

/** The sealed values of a database: how many there are, and in which rows some do not open. */
export interface SealedProof {
  readonly values: number;
  readonly faults: readonly SealedFault[];
}

/** Opens every sealed value, on one snapshot. It only reads, and blocks nothing. */
export async function proveSealed(
  { ownerUrl, home }: { readonly ownerUrl: string; readonly home: pg.Pool },
  keys: KeyRing,
  columns: readonly PlacedColumn[],
): Promise<SealedProof> {
  const snapshot = await connectMigrated(ownerUrl, 'florin keys verify');
  try {
    await snapshot.query('begin isolation level repeatable read read only');
    await snapshot.query('select');
    // Whatever a value of the snapshot is sealed with was in the table before.
    await keys.dataKeys.look(home);
    const faults: SealedFault[] = [];
    let count = 0;
    for (const column of columns) {
      for await (const rows of sealedRows(snapshot, column)) {
        for (const row of rows) {
          count += row.values.length;
          const opened = openRow(keys, column, row);
          if (!Array.isArray(opened)) faults.push(opened);
        }
      }
    }
    return { values: count, faults };
  } finally {
    await snapshot.end();
  }
}
