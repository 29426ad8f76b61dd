import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { Gate } from './gate.ts';

/** What OWASP recommends of argon2id: one check needs 19 MiB and some fifty milliseconds. */
const COST = { memory: 19_456, passes: 2, parallelism: 1 } as const;
const SALT_BYTES = 16;
const HASH_BYTES = 32;

/** Checking passwords may use two of the process's four threads for such work, and keeps nobody waiting for long. */
const gate = new Gate(2, 40);

const derive = promisify(argon2);

/** The hash of a password with everything that a check needs, as a PHC string. Throws `overloaded`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const { memory, passes, parallelism } = COST;
  const hash = await hashWith(password, salt, COST);
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(salt)}$${base64(hash)}`;
}

const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/;

/** Whether the password is that of the hash. Where there is none, it takes as long to say no. Throws `overloaded`. */
export async function isPassword(password: string, stored: string | null): Promise<boolean> {
  const [, memory, passes, parallelism, salt = '', hash = ''] = PHC.exec(stored ?? nobodys()) ?? [];
  if (memory === undefined) throw new Error('a stored password is not an argon2id hash');
  const cost = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) };
  const expected = Buffer.from(hash, 'base64');
  const found = await hashWith(password, Buffer.from(salt, 'base64'), cost);
  return timingSafeEqual(found, expected);
}

/** A hash that belongs to no password. */
function nobodys(): string {
  const { memory, passes, parallelism } = COST;
  const [salt, hash] = [Buffer.alloc(SALT_BYTES), randomBytes(HASH_BYTES)];
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(salt)}$${base64(hash)}`;
}

/** The same letter may be typed in several ways, so the password is brought to one form. */
function hashWith(password: string, nonce: Buffer, cost: typeof COST | Record<keyof typeof COST, number>) {
  const message = password.normalize('NFKC');
  return gate.pass(() => derive('argon2id', { message, nonce, tagLength: HASH_BYTES, ...cost }));
}

/** PHC strings have no padding. */
const base64 = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');
