/** What the command line says about the database. */
import pg from 'pg';
import { readConfig } from '../../server/src/config.ts';
import { embeddedUrl } from '../../server/src/database/embedded.ts';
import { withAllTables } from '../../server/src/database/index.ts';

/** Prints the owner's URL of the running database; throws when none runs. */
export async function databaseUrl(): Promise<void> {
  // Whoever looks with it sees every table by its plain name.
  console.log(withAllTables(await findDatabase()));
}

/** The owner's URL of the running database: the one that is configured, else the one of the data folder. */
export async function findDatabase(): Promise<string> {
  const { DATABASE_URL: given, ...environment } = process.env;
  const { dataFolder } = readConfig(environment);
  const url = given || (await embeddedUrl(dataFolder));
  if (url === undefined)
    throw new Error(`There is no database in ${dataFolder}. Start Florin with "npm start" first.`);
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
  } catch (error) {
    throw new Error(
      `The database is not running. Start Florin with "npm start". (${(error as Error).message})`,
      {
        cause: error,
      },
    );
  }
  await client.end();
  return url;
}
