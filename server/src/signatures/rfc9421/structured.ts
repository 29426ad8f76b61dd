import { type Dictionary, parseDictionary } from 'structured-headers';
import { SignatureFault } from './fault.ts';
import { type Field, valuesOf } from './message.ts';

/** Reads a structured field. Throws `SignatureFault`. */
export function parsing<Result>(what: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    throw new SignatureFault(`${what} is no structured field (RFC 9651): ${(error as Error).message}.`);
  }
}

/** Reads a field that is a dictionary, empty where the message does not have it. Throws `SignatureFault`. */
export function dictionaryOf(fields: readonly Field[], name: string): Dictionary {
  return parsing(name, () => parseDictionary(valuesOf(fields, name).join(', ')));
}
