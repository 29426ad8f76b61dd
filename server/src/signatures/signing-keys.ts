import { createPrivateKey, createPublicKey, generateKeyPair, type JsonWebKey } from 'node:crypto';
import { promisify } from 'node:util';
import type pg from 'pg';
import { inTransaction, type Row, readRows } from '../database/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { idFromUuid, newId, uuidOf } from '../kernel/ids.ts';
import { type KeyRing, open, seal } from '../vault/index.ts';
import type { SigningKey } from './rfc9421/index.ts';
import { planOf } from './rotation.ts';
import { type FlorinKeyId, signingKeyContext } from './sealed.ts';

/** A key by which Florin signs. */
export interface FlorinKey extends SigningKey {
  readonly id: FlorinKeyId;
  readonly algorithm: 'ed25519';
  readonly signsFrom: number;
  readonly publicJwk: JsonWebKey;
}

/** How long the keys are believed to be those in the table. */
const KEPT_MS = 60_000;
/** Of the advisory lock under which a key is made: one process makes it, the others find it. */
const LOCK = 'signing keys of Florin';

/** Florin's own signing keys: made when first needed, shared by all processes, followed by others with an overlap. */
export class SigningKeys {
  readonly #home: pg.Pool;
  readonly #ring: KeyRing;
  readonly #clock: Clock;
  #known: readonly FlorinKey[] = [];
  #goodUntil = -Infinity;
  #reading: Promise<void> | null = null;

  constructor(home: pg.Pool, ring: KeyRing, clock: Clock) {
    this.#home = home;
    this.#ring = ring;
    this.#clock = clock;
  }

  /** The key that signs now. */
  async signing(): Promise<FlorinKey> {
    const { signing } = planOf(await this.#keys(), this.#clock.now());
    if (signing === null) throw new Error('a signing key was made, and is not there');
    return signing;
  }

  /** The public keys that have signed lately, sign, and will sign next (RFC 7517). */
  async publicJwks(): Promise<{ keys: JsonWebKey[] }> {
    return { keys: (await this.#keys()).map(({ publicJwk }) => publicJwk) };
  }

  async #keys(): Promise<readonly FlorinKey[]> {
    if (this.#clock.monotonic() >= this.#goodUntil) {
      this.#reading ??= this.#read().finally(() => {
        this.#reading = null;
      });
      await this.#reading;
    }
    return this.#known;
  }

  async #read(): Promise<void> {
    const until = this.#clock.monotonic() + KEPT_MS;
    const statement = { name: 'signing keys', text: 'select * from florin_signing_key order by signs_from' };
    let keys = (await readRows(this.#home, statement)).map((row) => this.#keyOf(row));
    if (planOf(keys, this.#clock.now()).makeFrom !== null) keys = await this.#make();
    this.#known = keys;
    this.#goodUntil = until;
  }

  /** Makes the key that is due, unless another process has made it in the meantime. */
  async #make(): Promise<FlorinKey[]> {
    return inTransaction(this.#home, async (client) => {
      await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [LOCK]);
      const { rows } = await client.query('select * from florin_signing_key order by signs_from');
      const keys = rows.map((row: Row) => this.#keyOf(row));
      const { makeFrom } = planOf(keys, this.#clock.now());
      if (makeFrom === null) return keys;
      const id = newId('florinkey');
      const { publicKey, privateKey } = await promisify(generateKeyPair)('ed25519', {
        publicKeyEncoding: { format: 'der', type: 'spki' },
        privateKeyEncoding: { format: 'der', type: 'pkcs8' },
      });
      const made = await client.query(
        `insert into florin_signing_key (id, public_key, sealed_private_key, signs_from)
         values ($1, $2, $3, to_timestamp($4 / 1000.0)) returning *`,
        [uuidOf(id), publicKey, seal(this.#ring, signingKeyContext(id), privateKey), makeFrom],
      );
      return [...keys, this.#keyOf(made.rows[0])];
    });
  }

  #keyOf(row: Row): FlorinKey {
    const id: FlorinKeyId = idFromUuid('florinkey', row.id);
    const der = open(this.#ring, signingKeyContext(id), row.sealed_private_key);
    const jwk = createPublicKey({ key: row.public_key, format: 'der', type: 'spki' }).export({
      format: 'jwk',
    });
    return {
      id,
      algorithm: 'ed25519',
      key: createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }),
      signsFrom: row.signs_from,
      publicJwk: { ...jwk, kid: id, use: 'sig', alg: 'EdDSA' },
    };
  }
}
