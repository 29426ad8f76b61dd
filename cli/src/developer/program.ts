/** The commands for whoever builds on a Florin, wherever it runs. They ask the API and nothing else. */
import { Command, CommanderError } from 'commander';
import { addApi } from './api.ts';
import { addCompletion } from './completion.ts';
import { addDoctor } from './doctor.ts';
import { addListen } from './listen.ts';
import { addLogs } from './logs.ts';
import { addOpen } from './open-page.ts';
import { addResources } from './resources.ts';
import { addSign } from './sign.ts';
import { addSignIn } from './sign-in.ts';
import { addTrigger } from './trigger.ts';
import { CommandError, exitCodes } from './trouble.ts';

export function developerProgram(version: string): Command {
  const program = new Command('florin')
    .description('Work with a Florin: docs/cli.md has every command and exit code')
    .version(version)
    .option(
      '--key <key>',
      'a secret key; - reads it from the standard input, or asks for it without showing it',
    )
    .option('--base-url <url>', 'where Florin is, as in https://pay.example')
    .option('--profile <name>', 'which of your accounts')
    .option('--json', 'answers as JSON, also on a terminal')
    .exitOverride();
  addSignIn(program);
  addApi(program);
  addResources(program);
  addListen(program);
  addLogs(program);
  addTrigger(program);
  addOpen(program);
  addSign(program);
  addDoctor(program);
  addCompletion(program);
  return program;
}

/** Runs the command that was typed, and sets the exit code. `otherwise` tells of errors that are not of these commands. */
export async function runProgram(
  program: Command,
  otherwise: (error: Error) => void | Promise<void>,
): Promise<void> {
  try {
    await program.parseAsync();
  } catch (error) {
    if (error instanceof CommandError) {
      console.error(error.message);
      process.exitCode = error.exitCode;
    } else if (error instanceof CommanderError) {
      // Commander has printed it. Asking for help or for the version is no error.
      process.exitCode = error.exitCode === 0 ? 0 : exitCodes.arguments;
    } else await otherwise(error as Error);
  }
}
