/** The command line of `npm run bench`. */
import { parseArgs } from 'node:util';

export const SECTIONS = [
  'fresh',
  'payments',
  'million',
  'reads',
  'profile',
  'ledger',
  'credentials',
] as const;
export type Section = (typeof SECTIONS)[number];

export interface Options {
  /** How long each single run takes. */
  readonly seconds: number;
  /** How many runs of each configuration are made, in turn with pgbench's. */
  readonly turns: number;
  /** How many payments are stored before everything is measured again. */
  readonly stored: number;
  /** How many live tokens there are when payments are measured beside them. */
  readonly tokens: number;
  readonly sections: readonly Section[];
  /** Whether the results of this run are kept: only those of a full run that is not quick. */
  readonly kept: boolean;
}

/**
 * Reads the arguments. If they are wrong, the error says what is wrong.
 *
 * `--seconds N` sets the length of a run (10); `--quick` runs everything once, 2 s each; `--only SECTION` measures one
 * section. Only a full run that is not quick writes RESULTS.md.
 */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seconds: { type: 'string' },
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
    },
  });
  const seconds = Number(values.seconds ?? (values.quick ? 2 : 10));
  if (!Number.isInteger(seconds) || seconds < 2 || seconds > 600) {
    throw new Error(`--seconds must be a whole number from 2 to 600, it is "${values.seconds}"`);
  }
  const only = SECTIONS.find((section) => section === values.only);
  if (values.only !== undefined && only === undefined) {
    throw new Error(`--only must be one of ${SECTIONS.join(', ')}, it is "${values.only}"`);
  }
  return {
    seconds,
    turns: values.quick ? 1 : 3,
    stored: values.quick ? 50_000 : 1_000_000,
    tokens: values.quick ? 50_000 : 1_000_000,
    sections: only === undefined ? SECTIONS : [only],
    kept: only === undefined && !values.quick,
  };
}
