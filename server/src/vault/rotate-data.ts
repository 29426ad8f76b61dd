import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { connectMigrated, type Row, SCHEMAS } from '../database/index.ts';
import { idFromUuid, uuidOf } from '../kernel/ids.ts';
import { Refusal } from '../kernel/operator-error.ts';
import { readDataKeys } from './data-key-store.ts';
import type { DataKeyId } from './data-keys.ts';
import type { KeyRing } from './keys.ts';
import { lockRotation } from './rotation-lock.ts';
import { headerOf, seal } from './seal.ts';
import { countSealed, openRow, type PlacedColumn, type SealedFault, sealedRows } from './sealed-column.ts';

/**
 * A new key is in the table for so long before anybody seals with it. Processes look every two seconds, and a look takes ten at
 * most, so each of them has read it by then several times over.
 */
const PUBLISHED_BEFORE_S = 60;
/** So long after its time has come, all processes seal with it. */
const SETTLED_S = 10;
/** A retired key is kept for so long, for a value that a process wrote which was late to hear of the newer key. */
const RETIRED_KEPT = "interval '1 day'";
/** While servers go on, a pass may find what they sealed since the last one. If it still does after so many, something is wrong. */
const PASSES_MAX = 5;

/** What a rotation tells of itself. */
export type RotationStep =
  | { readonly kind: 'made' | 'continued' | 'retired' | 'deleted'; readonly id: DataKeyId }
  | { readonly kind: 'waiting'; readonly id: DataKeyId; readonly seconds: number }
  | {
      readonly kind: 'sealing';
      readonly table: string;
      readonly column: string;
      readonly done: number;
      readonly all: number;
    };

/**
 * Makes a new data key, seals every value anew under it, and retires the others once they seal nothing any more. Servers go on
 * meanwhile. Whatever was done is in the database, so a rotation that was interrupted is continued by the next one. A key that was
 * retired a day ago or more is deleted.
 * @returns the rows that do not open. If there are any, the keys before stay in use, because one of them may open them.
 */
export async function rotateDataKey(
  { ownerUrl, home }: { readonly ownerUrl: string; readonly home: pg.Pool },
  keys: KeyRing,
  columns: readonly PlacedColumn[],
  tell: (step: RotationStep) => void,
): Promise<SealedFault[]> {
  const owner = await connectMigrated(ownerUrl, 'florin keys rotate-data');
  try {
    await lockRotation(owner);
    const id = await beginOrContinue(owner, keys, tell);
    await untilAllSealWith(owner, id, tell);
    await keys.dataKeys.look(home);
    if (keys.dataKeys.sealing.id !== id) throw new Error(`${id} does not seal, though its time has come`);
    const faults = await sealAllAnew(owner, keys, columns, tell);
    if (faults.length === 0) await retireOthers(owner, id, tell);
    return faults;
  } finally {
    await owner.end();
  }
}

/** Where a key is still in use beside the newest, a rotation to that one was begun. */
async function beginOrContinue(
  owner: pg.Client,
  keys: KeyRing,
  tell: (step: RotationStep) => void,
): Promise<DataKeyId> {
  await owner.query(`set search_path = ${SCHEMAS.home}`);
  const all = await readDataKeys(owner);
  const living = all.filter(({ retired }) => !retired);
  const newest = living.at(-1);
  if (newest !== undefined && living.length > 1) {
    tell({ kind: 'continued', id: newest.id });
    return newest.id;
  }
  const { id, kek, wrapped } = await keys.dataKeys.make(all);
  await owner.query(
    `insert into data_key (id, kek, wrapped, seals_from) values ($1, $2, $3, clock_timestamp() + make_interval(secs => $4))`,
    [uuidOf(id), kek, wrapped, PUBLISHED_BEFORE_S],
  );
  tell({ kind: 'made', id });
  return id;
}

/** Waits until every process seals with the key, by the clock of the database, by which they all go. */
async function untilAllSealWith(
  owner: pg.Client,
  id: DataKeyId,
  tell: (step: RotationStep) => void,
): Promise<void> {
  for (let told = false; ; ) {
    const { rows } = await owner.query<Row>(
      `select extract(epoch from seals_from + make_interval(secs => $2) - now())::float8 as seconds
       from data_key where id = $1`,
      [uuidOf(id), SETTLED_S],
    );
    const seconds: number = rows[0]?.seconds;
    if (seconds <= 0) return;
    if (!told) tell({ kind: 'waiting', id, seconds: Math.ceil(seconds) });
    told = true;
    await delay(Math.min(seconds * 1000, 500));
  }
}

/** Seals every value anew, pass by pass, until a pass finds none that has to be. */
async function sealAllAnew(
  owner: pg.Client,
  keys: KeyRing,
  columns: readonly PlacedColumn[],
  tell: (step: RotationStep) => void,
): Promise<SealedFault[]> {
  // What a crash of the database loses of it is still sealed as before. The commit that retires the keys is durable, and so is
  // then everything before it.
  await owner.query('set synchronous_commit = off');
  for (let pass = 1; pass <= PASSES_MAX; pass++) {
    const faults: SealedFault[] = [];
    let sealed = 0;
    for (const column of columns) sealed += await sealAnew(owner, keys, column, { faults, tell });
    if (sealed > 0) continue;
    await owner.query('reset synchronous_commit');
    return faults;
  }
  throw new Refusal(
    `After ${PASSES_MAX} passes there are still new values under the keys before: a server does not seal with the new one. ` +
      'Look for "a data key could not be read" in the logs, then run "npx florin keys rotate-data" again.',
  );
}

/** Seals the values of a column anew. Returns how many rows had to be. */
async function sealAnew(
  owner: pg.Client,
  keys: KeyRing,
  column: PlacedColumn,
  { faults, tell }: { faults: SealedFault[]; tell: (step: RotationStep) => void },
): Promise<number> {
  const { table, column: name, key, isArray } = column;
  const header = headerOf(keys.dataKeys.sealing.id);
  const all = await countSealed(owner, column, header);
  const found = key.map((each, at) => `${each} = $${at + 3}`).join(' and ');
  // Whoever has changed the value in the meantime has sealed the new one, which stays.
  const replace = `update ${table} set ${name} = $1 where ${found} and ${name} = $2`;
  const columnOf = (values: readonly Buffer[]) => (isArray ? values : values[0]);
  let done = 0;
  let sealed = 0;
  for await (const rows of sealedRows(owner, column, header)) {
    for (const row of rows) {
      const opened = openRow(keys, column, row);
      if (!Array.isArray(opened)) {
        faults.push(opened);
        continue;
      }
      const fresh = opened.map((plain) => seal(keys, column.context(row.key), plain));
      await owner.query(replace, [
        columnOf(fresh),
        columnOf(row.values),
        ...key.map((each) => row.key[each]),
      ]);
      sealed++;
    }
    done += rows.length;
    if (rows.length > 0) tell({ kind: 'sealing', table, column: name, done, all: Math.max(all, done) });
  }
  return sealed;
}

/** A pass has found nothing under any other key than this one. */
async function retireOthers(
  owner: pg.Client,
  id: DataKeyId,
  tell: (step: RotationStep) => void,
): Promise<void> {
  await owner.query(`set search_path = ${SCHEMAS.home}`);
  const deleted = await owner.query<Row>(
    `delete from data_key where retired_at <= now() - ${RETIRED_KEPT} returning id`,
  );
  const retired = await owner.query<Row>(
    'update data_key set retired_at = now() where id <> $1 and retired_at is null returning id',
    [uuidOf(id)],
  );
  for (const { rows, kind } of [
    { rows: retired.rows, kind: 'retired' },
    { rows: deleted.rows, kind: 'deleted' },
  ] as const)
    for (const row of rows) tell({ kind, id: idFromUuid('datakey', row.id) });
}
