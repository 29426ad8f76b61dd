import { InputError } from '../errors.ts';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const LENGTH = 26;

/** What an id tells. */
export interface ParsedId {
  readonly prefix: string;
  readonly uuid: string;
  /** When the object was made, in milliseconds since 1970; null if the number is no UUIDv7. */
  readonly time_ms: number | null;
}

/**
 * Reads an id of a kind, which is a TypeID: `parseId('pay_01h…', 'pay')`. Throws `InputError`, so that an id of another kind is found
 * before it is sent.
 */
export function parseId(id: string, prefix: string): ParsedId {
  if (!id.startsWith(`${prefix}_`)) throw new InputError(`${id} does not begin with ${prefix}_.`);
  const rest = id.slice(prefix.length + 1);
  if (rest.length !== LENGTH) throw new InputError(`${id} has not ${LENGTH} characters behind ${prefix}_.`);
  let number = 0n;
  for (const character of rest) {
    const value = ALPHABET.indexOf(character);
    if (value === -1) throw new InputError(`${id} has characters that no id has.`);
    number = (number << 5n) | BigInt(value);
  }
  if (number >> 128n !== 0n) throw new InputError(`${id} is more than 128 bits hold.`);
  const hex = number.toString(16).padStart(32, '0');
  const uuid = hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  return { prefix, uuid, time_ms: /^.{14}7.{4}[89ab]/.test(uuid) ? Number(number >> 80n) : null };
}
