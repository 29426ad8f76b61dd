import { connectMigrated, SCHEMAS } from '../database/index.ts';
import { uuidOf } from '../kernel/ids.ts';
import { readDataKeys } from './data-key-store.ts';
import type { DataKeyId } from './data-keys.ts';
import type { KeyRing } from './keys.ts';
import { lockRotation } from './rotation-lock.ts';

/** A data key that was wrapped anew: under which key encryption key before, and under which now. */
export interface Rewrapped {
  readonly id: DataKeyId;
  readonly from: string;
  readonly to: string;
}

/**
 * Wraps every data key anew under the present key encryption key, one after another; also those that were, because the service
 * that holds it may have a newer version of it. The data keys themselves stay, and so do all sealed values. If it is
 * interrupted, it is repeated.
 */
export async function rewrapDataKeys(
  ownerUrl: string,
  keys: KeyRing,
  tell: (rewrapped: Rewrapped) => void,
): Promise<void> {
  const owner = await connectMigrated(ownerUrl, 'florin keys rotate-kek');
  try {
    await lockRotation(owner);
    await owner.query(`set search_path = ${SCHEMAS.home}`);
    for (const row of await readDataKeys(owner)) {
      const { id, kek, wrapped } = await keys.dataKeys.rewrap(row);
      const { rowCount } = await owner.query(
        'update data_key set kek = $2, wrapped = $3 where id = $1 and wrapped = $4',
        [uuidOf(id), kek, wrapped, row.wrapped],
      );
      if (rowCount !== 1) throw new Error(`${id} was changed by somebody else in the meantime`);
      tell({ id, from: row.kek, to: kek });
    }
  } finally {
    await owner.end();
  }
}
