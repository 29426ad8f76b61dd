import type pg from 'pg';
import { readRows } from '../../database/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { type Id, idFromUuid, newId, uuidOf } from '../../kernel/ids.ts';
import { PERSON_COLUMNS, type Person, type PersonId, personOf } from '../people/person.ts';
import { hashOf, newSecret } from '../people/secrets.ts';

export type PersonSessionId = Id<'ses'>;

const DAY_MS = 24 * 3_600_000;
export const SESSION_MS = 30 * DAY_MS;
export const SESSION_IDLE_MS = 7 * DAY_MS;
/** That a session was used is written at most so often. */
const SEEN_EVERY_MS = 60_000;

/** From where somebody signs in, for them to recognize. */
export interface Place {
  readonly browser: string;
  readonly address: string;
}

export interface PersonSession extends Place {
  readonly id: PersonSessionId;
  readonly createdAt: number;
  readonly seenAt: number;
}

export interface SignedIn {
  readonly session: PersonSessionId;
  /** When they last proved who they are: by signing in, or with the password again. */
  readonly provedAt: number;
  readonly person: Person;
  /** When they signed in. */
  readonly since: number;
}

/** Sessions are looked up at every request and cached nowhere, so one that was ended is over everywhere at once. */
export class Sessions {
  readonly #home: pg.Pool;
  readonly #clock: Clock;

  constructor(home: pg.Pool, clock: Clock) {
    this.#home = home;
    this.#clock = clock;
  }

  /**
   * Begins a session under a new secret, which is returned and is stored nowhere. Null if the password has been changed since the
   * person was read: whoever changes it ends the sessions that there are, and none may begin beside that.
   */
  async begin(database: pg.Pool | pg.PoolClient, person: Person, place: Place): Promise<string | null> {
    const secret = newSecret();
    const { rowCount } = await database.query(
      `insert into person_session (session_id, token_hash, person_id, created_at, seen_at, proved_at, browser, address)
       select $1, $2, person_id, to_timestamp($4 / 1000.0), to_timestamp($4 / 1000.0), to_timestamp($4 / 1000.0), $5, $6
       from person where person_id = $3 and password_hash = $7 for share`,
      [
        ...[uuidOf(newId('ses')), hashOf(secret), uuidOf(person.id), this.#clock.now()],
        ...[place.browser, place.address, person.passwordHash],
      ],
    );
    return rowCount === 1 ? secret : null;
  }

  /** Whose session it is; null where it is none, or none any more. */
  async find(secret: string): Promise<SignedIn | null> {
    const now = this.#clock.now();
    const [row] = await readRows(this.#home, {
      name: 'session',
      text: `select s.session_id, s.seen_at, s.proved_at, s.created_at as since, ${PERSON_COLUMNS}
             from person_session s join person p on p.person_id = s.person_id
             where s.token_hash = $1 and s.created_at > to_timestamp($2 / 1000.0)
               and s.seen_at > to_timestamp($3 / 1000.0)`,
      values: [hashOf(secret), now - SESSION_MS, now - SESSION_IDLE_MS],
    });
    if (row === undefined) return null;
    if (row.seen_at <= now - SEEN_EVERY_MS)
      await this.#home.query(
        'update person_session set seen_at = to_timestamp($2 / 1000.0) where session_id = $1',
        [row.session_id, now],
      );
    return {
      session: idFromUuid('ses', row.session_id),
      provedAt: row.proved_at,
      person: personOf(row),
      since: row.since,
    };
  }

  /** Notes that the person has proved again who they are. */
  async prove(session: PersonSessionId): Promise<void> {
    await this.#home.query(
      'update person_session set proved_at = to_timestamp($2 / 1000.0) where session_id = $1',
      [uuidOf(session), this.#clock.now()],
    );
  }

  /** The person's sessions, the one used last first. */
  async list(person: PersonId): Promise<PersonSession[]> {
    const now = this.#clock.now();
    const rows = await readRows(this.#home, {
      name: 'sessions of person',
      text: `select * from person_session
             where person_id = $1 and created_at > to_timestamp($2 / 1000.0) and seen_at > to_timestamp($3 / 1000.0)
             order by seen_at desc, session_id desc`,
      values: [uuidOf(person), now - SESSION_MS, now - SESSION_IDLE_MS],
    });
    return rows.map((row) => ({
      id: idFromUuid('ses', row.session_id),
      ...{ browser: row.browser, address: row.address, createdAt: row.created_at, seenAt: row.seen_at },
    }));
  }

  /** Ends one of the person's sessions. */
  async end(person: PersonId, session: PersonSessionId): Promise<void> {
    await this.#home.query('delete from person_session where person_id = $1 and session_id = $2', [
      uuidOf(person),
      uuidOf(session),
    ]);
  }

  async endOthers(person: PersonId, kept: PersonSessionId): Promise<void> {
    await this.#home.query('delete from person_session where person_id = $1 and session_id <> $2', [
      uuidOf(person),
      uuidOf(kept),
    ]);
  }

  /** Ends the session of a secret, which whoever has it may do. */
  async endOf(secret: string): Promise<void> {
    await this.#home.query('delete from person_session where token_hash = $1', [hashOf(secret)]);
  }
}
