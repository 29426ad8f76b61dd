#!/usr/bin/env node
/** The command line as it is installed from a package: the developer's commands alone. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { developerProgram, runProgram } from './developer/program.ts';
import { CommandError } from './developer/trouble.ts';

const OPERATORS: readonly string[] = ['database', 'verify', 'backup', 'restore'];
const OPERATORS_KEYS: readonly string[] = ['rotate-data', 'rotate-kek', 'verify'];

const { version } = JSON.parse(readFileSync(join(import.meta.dirname, 'package.json'), 'utf8')) as {
  version: string;
};
const program = developerProgram(version);
const keys = program.commands.find((command) => command.name() === 'keys');
for (const [parent, names] of [
  [program, OPERATORS],
  [keys, OPERATORS_KEYS],
] as const)
  for (const name of names)
    parent
      ?.command(name, { hidden: true })
      .argument('[given...]')
      .allowUnknownOption()
      .action(() => {
        throw new CommandError(
          'arguments',
          `"florin ${parent === keys ? 'keys ' : ''}${name}" is the operator's: run it by npx in the clone that Florin runs from.`,
        );
      });
await runProgram(program, (error) => {
  console.error(error);
  process.exitCode = 1;
});
