/** The commands about the database. */
import { readConfig } from '../../server/src/config.ts';
import { embeddedUrl } from '../../server/src/database/embedded.ts';
import { connectOwner, withAllTables } from '../../server/src/database/index.ts';
import { OperatorError } from '../../server/src/kernel/operator-error.ts';

/** Prints the owner's URL of the running database. Throws if none is running. */
export async function databaseUrl(): Promise<void> {
  // With this, every table can be used by its plain name.
  console.log(withAllTables(await findDatabase()));
}

/** The owner's URL of the running database: the configured one, or else the one of the data folder. */
export async function findDatabase(): Promise<string> {
  const { databaseUrl: given, dataFolder } = readConfig(process.env, { needsRootKey: false });
  const url = given ?? (await embeddedUrl(dataFolder));
  if (url === undefined) {
    throw new OperatorError(`There is no database in ${dataFolder}. Start Florin with "npm start" first.`, {
      exitCode: 1,
    });
  }
  const client = await connectOwner(url, 'florin').catch((error: OperatorError) => {
    if (given !== undefined) throw error;
    throw new OperatorError('The database is not running. Start Florin with "npm start".', {
      exitCode: 1,
      cause: error,
    });
  });
  await client.end();
  return url;
}
