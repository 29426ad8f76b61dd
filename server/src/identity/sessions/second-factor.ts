import { randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import type pg from 'pg';
import { type Row, readRows } from '../../database/index.ts';
import { uuidOf } from '../../kernel/ids.ts';
import { type KeyRing, open, seal } from '../../vault/index.ts';
import type { Person, PersonId } from '../people/person.ts';
import { totpContext } from './sealed.ts';

/** 160 bits, as RFC 4226 asks for. */
const SECRET_BYTES = 20;
const STEP_MS = 30_000;
const RECOVERY_CODES = 10;
/** No letter that looks like a digit: 5 bits each. */
const CODE_LETTERS = 'abcdefghjkmnpqrstvwxyz0123456789';
const CODE_LENGTH = 12;

/** What an app is set up with. */
export interface NewTotp {
  /** In base 32, to be typed. */
  readonly secret: string;
  /** To be scanned. */
  readonly url: string;
}

/** The secret that waits to be confirmed, made where there is none. Null where a second factor is in use. */
export async function prepareTotp(
  home: pg.Pool,
  keys: KeyRing,
  person: Person,
  at: number,
): Promise<NewTotp | null> {
  await home.query(
    `insert into totp (person_id, secret, last_step, created_at) values ($1, $2, 0, to_timestamp($3 / 1000.0))
     on conflict do nothing`,
    [uuidOf(person.id), seal(keys, totpContext(person.id), randomBytes(SECRET_BYTES)), at],
  );
  const found = await findTotp(home, keys, person);
  if (found === null || found.confirmed) return null;
  return { secret: found.totp.secret.base32, url: found.totp.toString() };
}

/** Puts the second factor in use if the code is right, and returns new recovery codes; null where the code is wrong. */
export async function confirmTotp(
  transaction: pg.PoolClient,
  keys: KeyRing,
  person: Person,
  { code, now }: { code: string; now: number },
): Promise<string[] | null> {
  const found = await findTotp(transaction, keys, person);
  const step = found === null || found.confirmed ? null : stepOf(found.totp, code, now);
  if (step === null) return null;
  const { rowCount } = await transaction.query(
    `update totp set confirmed_at = to_timestamp($2 / 1000.0), last_step = $3
     where person_id = $1 and confirmed_at is null`,
    [uuidOf(person.id), now, step],
  );
  return rowCount === 1 ? replaceRecoveryCodes(transaction, keys, person.id) : null;
}

/** Takes the second factor out of use, with its recovery codes. False where there is none any more. */
export async function removeTotp(transaction: pg.PoolClient, person: PersonId): Promise<boolean> {
  const { rowCount } = await transaction.query('delete from totp where person_id = $1', [uuidOf(person)]);
  await transaction.query('delete from recovery_code where person_id = $1', [uuidOf(person)]);
  return rowCount === 1;
}

/** Uses a code of the app, or a recovery code. Each works once, also when it comes twice at once. */
export async function useCode(
  transaction: pg.PoolClient,
  keys: KeyRing,
  person: Person,
  { code: typed, now }: { code: string; now: number },
): Promise<boolean> {
  const code = typed.toLowerCase().replace(/[^a-z\d]/g, '');
  if (!/^\d{6}$/.test(code)) {
    const { rowCount } = await transaction.query(
      'delete from recovery_code where person_id = $1 and code_hash = $2',
      [uuidOf(person.id), hashOfCode(keys, person.id, code)],
    );
    return rowCount === 1;
  }
  const found = await findTotp(transaction, keys, person);
  const step = found?.confirmed === true ? stepOf(found.totp, code, now) : null;
  if (step === null) return false;
  const { rowCount } = await transaction.query(
    'update totp set last_step = $2 where person_id = $1 and last_step < $2 and confirmed_at is not null',
    [uuidOf(person.id), step],
  );
  return rowCount === 1;
}

/** Makes new recovery codes; the old ones end. They are in the answer alone. */
export async function replaceRecoveryCodes(
  transaction: pg.PoolClient,
  keys: KeyRing,
  person: PersonId,
): Promise<string[]> {
  const codes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode);
  await transaction.query('delete from recovery_code where person_id = $1', [uuidOf(person)]);
  await transaction.query('insert into recovery_code (person_id, code_hash) select $1, unnest($2::bytea[])', [
    uuidOf(person),
    codes.map((code) => hashOfCode(keys, person, code.replaceAll('-', ''))),
  ]);
  return codes;
}

export async function countRecoveryCodes(home: pg.Pool, person: PersonId): Promise<number> {
  const [row] = await readRows(home, {
    name: 'recovery codes',
    text: 'select count(*)::int as codes from recovery_code where person_id = $1',
    values: [uuidOf(person)],
  });
  return row?.codes ?? 0;
}

/** Sixty bits, in three groups. A byte's lowest five bits are as random as all of it. */
function newRecoveryCode(): string {
  const letters = [...randomBytes(CODE_LENGTH)].map((byte) => CODE_LETTERS[byte & 31]).join('');
  return (letters.match(/.{4}/g) as string[]).join('-');
}

function hashOfCode(keys: KeyRing, person: PersonId, code: string): Buffer {
  return keys.mac('people', `recovery code ${person} ${code}`);
}

async function findTotp(database: pg.Pool | pg.PoolClient, keys: KeyRing, person: Person) {
  const { rows } = await database.query<Row>('select secret, confirmed_at from totp where person_id = $1', [
    uuidOf(person.id),
  ]);
  const [row] = rows;
  if (row === undefined) return null;
  const bytes = open(keys, totpContext(person.id), row.secret);
  const secret = new Secret({ buffer: new Uint8Array(bytes).buffer });
  const totp = new TOTP({
    issuer: 'Florin',
    label: person.email,
    secret,
    algorithm: 'SHA1',
    digits: 6,
    period: 30,
  });
  return { totp, confirmed: row.confirmed_at !== null };
}

/** The step that the code belongs to: the present one, or one beside it where clocks differ. Null where it is wrong. */
function stepOf(totp: TOTP, code: string, now: number): number | null {
  const token = code.replace(/\D/g, '');
  const delta = totp.validate({ token, timestamp: now, window: 1 });
  return delta === null ? null : Math.floor(now / STEP_MS) + delta;
}
