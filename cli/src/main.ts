#!/usr/bin/env node
/** The command line of Florin. Each command is a file; this one lists them. */
import { Command } from 'commander';
import { version } from '../../server/src/kernel/version.ts';
import { backupInto, restoreFrom } from './backup.ts';
import { databaseUrl } from './database.ts';
import { rotateData, rotateKek, verifySealed } from './keys.ts';
import { tellTrouble } from './trouble.ts';
import { verifyBooks } from './verify.ts';

const program = new Command('florin').description('Work with a Florin of your own').version(version);

program
  .command('database')
  .description('the database of this clone')
  .command('url')
  .description("print the owner's URL of the running database")
  .action(databaseUrl);

program
  .command('verify')
  .description('prove the books: recompute every figure on one snapshot; exit 1 on any difference')
  .option('--since <heads...>', 'heads that were printed before: prove that no event up to them was changed')
  .action(verifyBooks);

program
  .command('backup')
  .description('write every table, as of one moment, into a new folder, while the platform runs')
  .argument('<folder>', 'where to; it must not be there yet')
  .action((folder: string) => backupInto(folder));

program
  .command('restore')
  .description('write a back-up into an empty database, and prove the books there')
  .argument('<folder>', 'what florin backup wrote')
  .action((folder: string) => restoreFrom(folder));

const keys = program.command('keys').description('the keys that seal secrets in the database');

keys
  .command('rotate-data')
  .description(
    'make a new data key and seal every secret anew, while the platform runs; repeat it if it was interrupted',
  )
  .action(rotateData);

keys
  .command('rotate-kek')
  .description('wrap the data keys anew under FLORIN_KEK, while the platform runs')
  .action(rotateKek);

keys
  .command('verify')
  .description('open every sealed secret; exit 1 if one does not open')
  .action(verifySealed);

await program.parseAsync().catch(tellTrouble);
