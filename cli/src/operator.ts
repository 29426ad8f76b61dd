/** The commands for whoever runs a Florin. They read its database, so each loads the server's code when it is called. */
import type { Command } from 'commander';

export function addOperatorCommands(program: Command): void {
  program
    .command('database')
    .description('the database of this clone')
    .command('url')
    .description("print the owner's URL of the running database")
    .action(async () => (await import('./database.ts')).databaseUrl());

  program
    .command('verify')
    .description('prove the books: recompute every figure on one snapshot; exit 1 on any difference')
    .option(
      '--since <heads...>',
      'heads that were printed before: prove that no event up to them was changed',
    )
    .action(async (options) => (await import('./verify.ts')).verifyBooks(options));

  program
    .command('backup')
    .description('write every table, as of one moment, into a new folder, while the platform runs')
    .argument('<folder>', 'where to; it must not be there yet')
    .action(async (folder: string) => (await import('./backup.ts')).backupInto(folder));

  program
    .command('restore')
    .description('write a back-up into an empty database, and prove the books there')
    .argument('<folder>', 'what florin backup wrote')
    .action(async (folder: string) => (await import('./backup.ts')).restoreFrom(folder));

  const keys = program.commands.find((command) => command.name() === 'keys') ?? program.command('keys');

  keys
    .command('rotate-data')
    .description(
      'make a new data key and seal every secret anew, while the platform runs; repeat it if it was interrupted',
    )
    .action(async () => (await import('./keys.ts')).rotateData());

  keys
    .command('rotate-kek')
    .description('wrap the data keys anew under FLORIN_KEK, while the platform runs')
    .action(async () => (await import('./keys.ts')).rotateKek());

  keys
    .command('verify')
    .description('open every sealed secret; exit 1 if one does not open')
    .action(async () => (await import('./keys.ts')).verifySealed());
}
