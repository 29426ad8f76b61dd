import type { NamesSaid, Said } from './modules.ts';

/** What is wrong with a value, as the rest of a sentence that begins with the setting's name. */
export class Fault extends Error {}

export interface Setting<Value, ByDefault extends string | null = string | null> {
  readonly variable: string;
  /** What holds where the variable is not set, as one would set it; null where nothing does, or it follows from others. */
  readonly byDefault: ByDefault;
  /** The same for readers, in Markdown. */
  readonly unset: string;
  /** In Markdown. */
  readonly meaning: string;
  /** Throws `Fault`. Of what may be secret it shows nothing. */
  readonly parse: (text: string) => Value;
}

type ValueOf<S> =
  S extends Setting<infer Value, infer ByDefault>
    ? ByDefault extends null
      ? Value | undefined
      : Value
    : never;

/** The values of settings. Undefined is what was not set and has no value of its own. */
export type ValuesOf<Settings> = { readonly [Name in keyof Settings]: ValueOf<Settings[Name]> };

/** The values of what the modules let operators set. */
export type Settings = { readonly [Name in NamesSaid<'settings'>]: ValueOf<EntryOf<Said<'settings'>, Name>> };
type EntryOf<What, Name extends string> = What extends { readonly [N in Name]: infer Entry } ? Entry : never;

export const text = (value: string): string => value;

export const whole =
  (least: number, most: number) =>
  (value: string): number => {
    const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
    if (number >= least && number <= most) return number;
    throw new Fault(`must be a whole number from ${least} to ${most}, it is "${value}"`);
  };

export const oneOf =
  <Choice extends string>(...choices: readonly Choice[]) =>
  (value: string): Choice => {
    const choice = choices.find((each) => each === value);
    if (choice !== undefined) return choice;
    throw new Fault(`must be one of ${choices.join(', ')}, it is "${value}"`);
  };

export const yesOrNo = (value: string): boolean => oneOf('0', '1')(value) === '1';

export const url =
  (...protocols: readonly string[]) =>
  (value: string): string => {
    if (protocols.includes(URL.parse(value)?.protocol ?? '')) return value;
    throw new Fault(`must be a URL that begins with ${protocols.map((each) => `${each}//`).join(' or ')}`);
  };

/** A setting that always has a value. */
export const setting = <Value>(
  variable: string,
  parse: (text: string) => Value,
  byDefault: string,
  meaning: string,
  unset = byDefault,
): Setting<Value, string> => ({ variable, parse, byDefault, unset, meaning });

/** A setting that may be left out. */
export const optional = <Value>(
  variable: string,
  parse: (text: string) => Value,
  unset: string,
  meaning: string,
): Setting<Value, null> => ({ variable, parse, byDefault: null, unset, meaning });
