import { InputError } from './errors.ts';

/**
 * The body of a request as JSON. A bigint or a decimal becomes a number if a JSON number can hold it exactly; a `Date` becomes RFC 3339.
 * What JSON would change without a word (`NaN`, half a number, a `Map`) is refused with an `InputError`.
 */
export function serialized(body: unknown): string {
  return JSON.stringify(plain(body, '', []));
}

function plain(value: unknown, path: string, above: readonly object[]): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'undefined':
      return undefined;
    case 'number':
      return checkedNumber(value, path);
    case 'bigint':
      if (value > Number.MAX_SAFE_INTEGER || value < Number.MIN_SAFE_INTEGER)
        throw new InputError(`${named(path)} is ${value}, which a JSON number cannot hold exactly.`);
      return Number(value);
    case 'object':
      return value === null ? null : plainObject(value, path, above);
    default:
      throw new InputError(`${named(path)} is a ${typeof value}, which cannot be sent.`);
  }
}

function checkedNumber(value: number, path: string): number {
  if (!Number.isFinite(value)) throw new InputError(`${named(path)} is ${value}, which JSON does not have.`);
  if (Number.isInteger(value) && !Number.isSafeInteger(value))
    throw new InputError(`${named(path)} is ${value}, which is beyond what a JSON number holds exactly.`);
  return value;
}

function plainObject(value: object, path: string, above: readonly object[]): unknown {
  if (above.includes(value)) throw new InputError(`${named(path)} contains itself, which cannot be sent.`);
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) throw new InputError(`${named(path)} is a Date that is no time.`);
    return value.toISOString();
  }
  const inside = [...above, value];
  if (Array.isArray(value)) return value.map((each, index) => plain(each, `${path}[${index}]`, inside));
  if (isDecimal(value)) return fromDecimal(value, path);
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null && Object.keys(value).length === 0)
    throw new InputError(
      `${named(path)} is a ${value.constructor?.name ?? 'object'}, which cannot be sent as JSON.`,
    );
  const copied: Record<string, unknown> = {};
  for (const [name, each] of Object.entries(value))
    copied[name] = plain(each, path === '' ? name : `${path}.${name}`, inside);
  return copied;
}

/** Decimals of the usual libraries write themselves without an exponent by `toFixed`. */
interface Decimal {
  toFixed(): string;
}

function isDecimal(value: object): value is Decimal {
  return 'toFixed' in value && typeof value.toFixed === 'function';
}

function fromDecimal(value: Decimal, path: string): number {
  const text = value.toFixed();
  const number = Number(text);
  if (/^-?\d+(\.0+)?$/.test(text) && Number.isSafeInteger(number)) return number;
  throw new InputError(
    `${named(path)} is the decimal ${text}, and amounts are whole minor units: see toMinorUnits of @florin/sdk/money.`,
  );
}

function named(path: string): string {
  return path === '' ? 'The body' : path;
}
