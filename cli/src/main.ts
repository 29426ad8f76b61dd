#!/usr/bin/env node
/** The command line in a clone: the developer's commands and the operator's. */
import { version } from '../../server/src/kernel/version.ts';
import { developerProgram, runProgram } from './developer/program.ts';
import { addOperatorCommands } from './operator.ts';

const program = developerProgram(version);
addOperatorCommands(program);
await runProgram(program, async (error) => (await import('./trouble.ts')).tellTrouble(error));
