import type pg from 'pg';
import { type Row, readRows } from '../database/index.ts';
import { parseId, uuidOf } from '../kernel/ids.ts';
import { type KeyRing, open, seal } from '../vault/index.ts';
import { stateContext } from './sealed.ts';

/** What the provider keeps of a token, a code, a session or whatever else: its own fields, which it does not say. */
export type Payload = Record<string, unknown> & {
  readonly grantId?: string;
  readonly clientId?: string;
  readonly uid?: string;
  readonly userCode?: string;
};

export interface StoredState {
  readonly idHash: Buffer;
  readonly payload: Payload;
  /** In milliseconds since the epoch. */
  readonly consumedAt: number | null;
  readonly retried: boolean;
}

/** Under which an id is stored, which cannot be turned back into the id. */
export function stateHash(keys: KeyRing, model: string, id: string): Buffer {
  return keys.mac('oauth', `${model} ${id}`);
}

/** How a grant is known in the rows of what it gave. */
export function grantHash(keys: KeyRing, grantId: string): Buffer {
  return stateHash(keys, 'Grant', grantId);
}

/** Opens what was sealed for the row with this hash. */
export function payloadOf(keys: KeyRing, idHash: Buffer, sealed: Buffer): Payload {
  return JSON.parse(open(keys, stateContext(idHash), sealed).toString());
}

/**
 * The provider's state. Whoever reads the database learns no token: ids are hashed, and payloads, which hold ids again, are sealed
 * for their row.
 */
export class StateStore {
  readonly #home: pg.Pool;
  readonly #keys: KeyRing;

  constructor(home: pg.Pool, keys: KeyRing) {
    this.#home = home;
    this.#keys = keys;
  }

  /** Writes a new row, or new contents of the row that has this id. That it was consumed stays. */
  async save(model: string, id: string, payload: Payload, seconds: number): Promise<void> {
    await this.#write(
      model,
      id,
      payload,
      seconds,
      `on conflict (id_hash) do update set payload = excluded.payload, grant_hash = excluded.grant_hash,
         uid_hash = excluded.uid_hash, user_code_hash = excluded.user_code_hash, expires_at = excluded.expires_at`,
    );
  }

  /** Writes a new row; false if there is one with this id. */
  async insert(model: string, id: string, payload: Payload, seconds: number): Promise<boolean> {
    try {
      await this.#write(model, id, payload, seconds, '');
      return true;
    } catch (error) {
      if ((error as { code?: unknown }).code === '23505') return false;
      throw error;
    }
  }

  async #write(
    model: string,
    id: string,
    payload: Payload,
    seconds: number,
    onConflict: string,
  ): Promise<void> {
    const idHash = stateHash(this.#keys, model, id);
    const { grantId, clientId, uid, userCode } = payload;
    const hashOf = (what: string, value: string | undefined) =>
      value === undefined ? null : stateHash(this.#keys, what, value);
    const app = clientId === undefined ? null : parseId('app', clientId);
    await this.#home.query({
      name: `oauth write ${onConflict === '' ? 'once' : 'any'}`,
      text: `insert into oauth_state (id_hash, model, payload, app_id, grant_hash, uid_hash, user_code_hash, expires_at)
             values ($1, $2, $3, $4, $5, $6, $7, now() + make_interval(secs => $8)) ${onConflict}`,
      values: [
        ...[idHash, model, seal(this.#keys, stateContext(idHash), Buffer.from(JSON.stringify(payload)))],
        ...[app === null ? null : uuidOf(app), grantId === undefined ? null : grantHash(this.#keys, grantId)],
        ...[hashOf('uid', uid), hashOf('user code', userCode), seconds],
      ],
    });
  }

  find(model: string, id: string): Promise<StoredState | null> {
    return this.#read('id_hash', stateHash(this.#keys, model, id));
  }

  findByUid(uid: string): Promise<StoredState | null> {
    return this.#read('uid_hash', stateHash(this.#keys, 'uid', uid));
  }

  findByUserCode(userCode: string): Promise<StoredState | null> {
    return this.#read('user_code_hash', stateHash(this.#keys, 'user code', userCode));
  }

  async #read(column: 'id_hash' | 'uid_hash' | 'user_code_hash', hash: Buffer): Promise<StoredState | null> {
    const [row] = await readRows(this.#home, {
      name: `oauth state by ${column}`,
      text: `select id_hash, payload, consumed_at, retried from oauth_state where ${column} = $1 and expires_at > now()`,
      values: [hash],
    });
    return row === undefined ? null : this.#stateOf(row);
  }

  #stateOf(row: Row): StoredState {
    return {
      idHash: row.id_hash,
      payload: payloadOf(this.#keys, row.id_hash, row.payload),
      consumedAt: row.consumed_at,
      retried: row.retried,
    };
  }

  /** Takes what may be used once; false if somebody else has. */
  async consume(model: string, id: string, now: number): Promise<boolean> {
    const { rowCount } = await this.#home.query({
      name: 'oauth consume',
      text: `update oauth_state set consumed_at = to_timestamp($2 / 1000.0)
             where id_hash = $1 and consumed_at is null`,
      values: [stateHash(this.#keys, model, id), now],
    });
    return rowCount === 1;
  }

  /** Takes once more what was taken between these two times; false if that has been done. */
  async retry(
    model: string,
    id: string,
    { from, to, now }: Record<'from' | 'to' | 'now', number>,
  ): Promise<boolean> {
    const { rowCount } = await this.#home.query(
      `update oauth_state set consumed_at = to_timestamp($4 / 1000.0), retried = true
       where id_hash = $1 and not retried and consumed_at >= to_timestamp($2 / 1000.0)
         and consumed_at <= to_timestamp($3 / 1000.0)`,
      [stateHash(this.#keys, model, id), from, to, now],
    );
    return rowCount === 1;
  }

  /** Deletes a row. Every process forgets it within a second. */
  async destroy(model: string, id: string): Promise<void> {
    const idHash = stateHash(this.#keys, model, id);
    await this.#home.query({
      name: 'oauth destroy',
      text: `with gone as (delete from oauth_state where id_hash = $1 returning id_hash, model),
                  ended as (update oauth_grant set revoked_at = now()
                            where grant_hash = $1 and revoked_at is null),
                  revised as (update oauth_revision set revision = revision + 1
                              where exists (select from gone where model = any($2)) returning revision)
             insert into oauth_revocation (revision, subject, at) select revision, $1, now() from revised`,
      values: [idHash, ['AccessToken', 'ClientCredentials', 'Grant']],
    });
  }

  /** Deletes what of one kind a grant gave. */
  async destroyOfGrant(model: string, grantId: string): Promise<void> {
    const hash = grantHash(this.#keys, grantId);
    await this.#home.query({
      name: 'oauth destroy of grant',
      text: `with gone as (delete from oauth_state where grant_hash = $1 and model = $2 returning 1),
                  revised as (update oauth_revision set revision = revision + 1
                              where $2 = 'AccessToken' and exists (select from gone) returning revision)
             insert into oauth_revocation (revision, subject, at) select revision, $1, now() from revised`,
      values: [hash, model],
    });
  }

  /** Ends a grant, with all that it gave. Every process follows within a second. False where it has ended before. */
  async endGrant(client: pg.PoolClient, hash: Buffer, now: number): Promise<boolean> {
    const { rowCount } = await client.query(
      `with ended as (update oauth_grant set revoked_at = to_timestamp($2 / 1000.0)
                      where grant_hash = $1 and revoked_at is null returning 1),
            gone as (delete from oauth_state where grant_hash = $1 or id_hash = $1),
            revised as (update oauth_revision set revision = revision + 1
                        where exists (select from ended) returning revision)
       insert into oauth_revocation (revision, subject, at)
       select revision, $1, to_timestamp($2 / 1000.0) from revised`,
      [hash, now],
    );
    return rowCount === 1;
  }
}
