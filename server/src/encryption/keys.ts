import { createPublicKey, generateKeyPair, type JsonWebKey } from 'node:crypto';
import { promisify } from 'node:util';
import { type CryptoKey, importPKCS8 } from 'jose';
import type pg from 'pg';
import { inTransaction, type Row, readRows } from '../database/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { idFromUuid, newId, uuidOf } from '../kernel/ids.ts';
import { Problem } from '../kernel/problem.ts';
import { type KeyRing, open, seal } from '../vault/index.ts';
import { JweFault, openJwe, readJwe } from './jwe.ts';
import { planOf } from './rotation.ts';
import { type EncryptionKeyId, encryptionKeyContext } from './sealed.ts';

interface EncryptionKey {
  readonly id: EncryptionKeyId;
  readonly usedFrom: number;
  readonly publicJwk: JsonWebKey;
  readonly privateKey: CryptoKey;
}

const BITS = 2048;
/** How long the keys are believed to be those in the table. A key is shown for longer before anybody has to use it. */
const KEPT_MS = 60_000;
/** So often the table is read for keys that this process does not know. Anybody can name one that there never was. */
const LOOK_AGAIN_MS = 1_000;
/** Of the advisory lock under which a key is made: one process makes it, the others find it. */
const LOCK = 'encryption keys of Florin';

/** The keys to which others encrypt what they send: made when first needed, shared by all processes, followed by others. */
export class EncryptionKeys {
  readonly #home: pg.Pool;
  readonly #ring: KeyRing;
  readonly #clock: Clock;
  #known: readonly EncryptionKey[] = [];
  #readAt = -Infinity;
  #reading: Promise<void> | null = null;

  constructor(home: pg.Pool, ring: KeyRing, clock: Clock) {
    this.#home = home;
    this.#ring = ring;
    this.#clock = clock;
  }

  /** The public keys to encrypt to, the first choice first (RFC 7517). */
  async publicJwks(): Promise<{ keys: JsonWebKey[] }> {
    return { keys: (await this.#plan(KEPT_MS)).shown.map(({ publicJwk }) => publicJwk) };
  }

  /**
   * Opens a compact JWE that was encrypted to one of the keys. Throws `jwe_invalid` or `encryption_key_unknown`.
   * @param field where it is in the request.
   */
  async open(jwe: string, field: string): Promise<Uint8Array> {
    try {
      const read = readJwe(jwe);
      const named = ({ id }: EncryptionKey) => id === read.kid;
      const key =
        (await this.#plan(KEPT_MS)).opened.find(named) ??
        (await this.#plan(LOOK_AGAIN_MS)).opened.find(named);
      if (key === undefined) throw new Problem('encryption_key_unknown', undefined, { field });
      return await openJwe(read, key.privateKey);
    } catch (error) {
      if (error instanceof JweFault) throw new Problem('jwe_invalid', error.message, { field });
      throw error;
    }
  }

  /** The plan by keys that were read so long ago at most. */
  async #plan(keptMs: number) {
    if (this.#clock.monotonic() - this.#readAt >= keptMs) {
      this.#reading ??= this.#read().finally(() => {
        this.#reading = null;
      });
      await this.#reading;
    }
    return planOf(this.#known, this.#clock.now());
  }

  async #read(): Promise<void> {
    const readAt = this.#clock.monotonic();
    const rows = await readRows(this.#home, {
      name: 'encryption keys',
      text: 'select * from encryption_key',
    });
    const keys = await Promise.all(rows.map((row) => this.#keyOf(row)));
    this.#known = planOf(keys, this.#clock.now()).makeFrom === null ? keys : await this.#make();
    this.#readAt = readAt;
  }

  /** Makes the key that is due, unless another process has made it in the meantime. */
  async #make(): Promise<EncryptionKey[]> {
    // Before the lock is taken, because it takes a while.
    const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', {
      modulusLength: BITS,
      publicKeyEncoding: { format: 'der', type: 'spki' },
      privateKeyEncoding: { format: 'der', type: 'pkcs8' },
    });
    const rows = await inTransaction(this.#home, async (client): Promise<Row[]> => {
      await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [LOCK]);
      const { rows: standing } = await client.query('select * from encryption_key');
      const timed = standing.map((row: Row) => ({ usedFrom: row.used_from as number }));
      const { makeFrom } = planOf(timed, this.#clock.now());
      if (makeFrom === null) return standing;
      const id = newId('enckey');
      const { rows: made } = await client.query(
        `insert into encryption_key (id, public_key, sealed_private_key, used_from)
         values ($1, $2, $3, to_timestamp($4 / 1000.0)) returning *`,
        [uuidOf(id), publicKey, seal(this.#ring, encryptionKeyContext(id), privateKey), makeFrom],
      );
      return [...standing, ...made];
    });
    return Promise.all(rows.map((row) => this.#keyOf(row)));
  }

  async #keyOf(row: Row): Promise<EncryptionKey> {
    const id: EncryptionKeyId = idFromUuid('enckey', row.id);
    const known = this.#known.find((each) => each.id === id);
    if (known !== undefined) return known;
    const pkcs8 = open(this.#ring, encryptionKeyContext(id), row.sealed_private_key).toString('base64');
    const publicKey = createPublicKey({ key: row.public_key, format: 'der', type: 'spki' });
    return {
      id,
      usedFrom: row.used_from,
      publicJwk: { ...publicKey.export({ format: 'jwk' }), kid: id, use: 'enc', alg: 'RSA-OAEP-256' },
      privateKey: await importPKCS8(
        `-----BEGIN PRIVATE KEY-----\n${pkcs8}\n-----END PRIVATE KEY-----`,
        'RSA-OAEP-256',
      ),
    };
  }
}
