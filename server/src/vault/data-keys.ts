import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import type pg from 'pg';
import { type Id, idFromBytes, newId, writeIdBytes } from '../kernel/ids.ts';
import { OperatorError } from '../kernel/operator-error.ts';
import { type DataKeyRow, insertFirstDataKey, readDataKeys } from './data-key-store.ts';
import { type KeyEncryption, type KeyEncryptions, unwrapUnder } from './key-encryption.ts';

export type DataKeyId = Id<'datakey'>;

const KEY_BYTES = 32;
/** The bytes of a key's id. */
export const KEY_ID_BYTES = 16;

/** A data key in memory. */
export interface DataKey {
  readonly id: DataKeyId;
  readonly key: KeyObject;
}

/** A data key as it is stored. */
type WrappedDataKey = Pick<DataKeyRow, 'id' | 'kek' | 'wrapped'>;

/**
 * The data keys as one process knows them: all that are in the table, unwrapped. A key that it has read it keeps, so a key service
 * that is down keeps no value closed.
 */
export class DataKeys {
  readonly #installation: string;
  readonly #encryptions: KeyEncryptions;
  readonly #known = new Map<string, DataKey>();
  #sealing: DataKey | null = null;

  /** @param installation the id of the root key: a data key of another installation does not unwrap here. */
  constructor(installation: string, encryptions: KeyEncryptions) {
    this.#installation = installation;
    this.#encryptions = encryptions;
  }

  /** The key that seals now. Throws before the first `look`, and where none that is known here may seal any more. */
  get sealing(): DataKey {
    if (this.#sealing === null)
      throw new Error('no data key seals here: they have not been read, or the newest cannot be unwrapped');
    return this.#sealing;
  }

  /** The key with this id. Throws where this process does not know it. */
  find(idBytes: Buffer): KeyObject {
    const known = this.#known.get(idBytes.toString('latin1'));
    if (known !== undefined) return known.key;
    throw new Error(`sealed under ${idFromBytes('datakey', idBytes)}, a data key that is not known here`);
  }

  /**
   * Reads the table: takes up keys that are new, and lets the newest seal whose time has come. Makes the first key where there is
   * none. Throws where a key cannot be unwrapped, after it has taken up the others.
   */
  async look(home: pg.Pool): Promise<void> {
    let rows = await readDataKeys(home);
    if (rows.length === 0) {
      const first = await this.make([]);
      rows = await insertFirstDataKey(home, first);
    }
    let failure: unknown;
    for (const row of rows) {
      const name = nameOf(row.id);
      if (this.#known.has(name)) continue;
      try {
        const dataKey = await this.unwrap(row);
        this.#known.set(name, { id: row.id, key: createSecretKey(dataKey) });
        dataKey.fill(0);
      } catch (error) {
        failure ??= error;
      }
    }
    // A key that could not be unwrapped does not seal here: the one before it does, until that is retired.
    const sealing = rows.findLast(
      ({ id, seals, retired }) => seals && !retired && this.#known.has(nameOf(id)),
    );
    this.#sealing = sealing === undefined ? null : (this.#known.get(nameOf(sealing.id)) as DataKey);
    if (failure !== undefined) throw failure;
  }

  /**
   * Makes a data key, which is not stored yet. It is wrapped as the newest of the others is, as far as that can be done here: then
   * every process that could read that one can read this one too, also while the key encryption key is being changed.
   */
  async make(others: readonly DataKeyRow[]): Promise<WrappedDataKey> {
    const { present, before } = this.#encryptions;
    const newest = others.at(-1);
    return this.#wrapped(
      { id: newId('datakey'), dataKey: randomBytes(KEY_BYTES) },
      before !== null && newest?.kek === before.id ? before : present,
    );
  }

  /** Wraps a stored key anew under the present key encryption key. */
  async rewrap(row: WrappedDataKey): Promise<WrappedDataKey> {
    return this.#wrapped({ id: row.id, dataKey: await this.unwrap(row) }, this.#encryptions.present);
  }

  async unwrap(row: WrappedDataKey): Promise<Buffer> {
    const dataKey = await unwrapUnder(this.#encryptions, row, this.#contextOf(row.id)).catch((error) => {
      if (error instanceof OperatorError) throw error;
      throw new OperatorError(
        `The data key ${row.id} is wrapped under ${row.kek}, and does not open under ${this.#names()}. Set the key encryption ` +
          'key that wrapped it in FLORIN_KEK, or in FLORIN_KEK_BEFORE if it is being changed.',
        { cause: error },
      );
    });
    if (dataKey.length !== KEY_BYTES)
      throw new Error(`${row.id} has ${dataKey.length} bytes, not ${KEY_BYTES}`);
    return dataKey;
  }

  /** Unwraps what it has wrapped before anybody relies on it. */
  async #wrapped(
    { id, dataKey }: { id: DataKeyId; dataKey: Buffer },
    encryption: KeyEncryption,
  ): Promise<WrappedDataKey> {
    const wrapped = await encryption.wrap(dataKey, this.#contextOf(id));
    const back = await encryption.unwrap(wrapped, this.#contextOf(id));
    if (!back.equals(dataKey)) throw new Error(`${encryption.id} gives back another key than it was given`);
    for (const plain of [dataKey, back]) plain.fill(0);
    return { id, kek: encryption.id, wrapped };
  }

  #contextOf(id: DataKeyId): string {
    return `florin data key ${id} of ${this.#installation}`;
  }

  #names(): string {
    const { present, before } = this.#encryptions;
    return before === null ? present.id : `${present.id} or ${before.id}`;
  }
}

/** The id as a map's key: a string of its bytes is read from a sealed value faster than the id in base 32. */
function nameOf(id: DataKeyId): string {
  const bytes = Buffer.alloc(KEY_ID_BYTES);
  writeIdBytes(id, bytes, 0);
  return bytes.toString('latin1');
}
