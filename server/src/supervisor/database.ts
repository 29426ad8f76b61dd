/** The database: the embedded one, which the supervisor keeps running, or the one in DATABASE_URL. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Config } from '../config.ts';
import { type EmbeddedDatabase, openEmbedded } from '../database/embedded.ts';

const TRY_AGAIN_MS = 1000;

export interface KeptDatabase {
  /** The owner's current URL. */
  url: () => string;
  stop: () => Promise<void>;
}

export interface DatabaseOptions {
  config: Config;
  log: (line: string) => void;
  /** Called when it was started again and has another URL. */
  moved: () => void;
}

/** Opens the embedded database and starts it again when it dies. A database that was given runs by itself. */
export async function keepDatabase({ config, log, moved }: DatabaseOptions): Promise<KeptDatabase> {
  const given = config.databaseUrl;
  if (given !== undefined) return { url: () => given, stop: async () => {} };
  const open = (): Promise<EmbeddedDatabase> => openEmbedded({ dataFolder: config.dataFolder, log });
  let database = await open();
  let stopping = false;
  let reopening: Promise<void> = Promise.resolve();
  const watch = (): void => {
    void database.exited.then(({ code, signal }) => {
      if (stopping) return;
      log(`the database ended with ${signal ?? code} and is started again`);
      reopening = reopen();
    });
  };
  const reopen = async (): Promise<void> => {
    const before = database.url;
    let said = '';
    for (;;) {
      try {
        database = await open();
        break;
      } catch (error) {
        if (stopping) return;
        // Most often the disk is full. Until there is space again, the servers answer 503.
        const { message } = error as Error;
        if (message !== said) log(`the database does not start and is tried again: ${message}`);
        said = message;
        await delay(TRY_AGAIN_MS);
      }
    }
    watch();
    if (database.url !== before) moved();
  };
  watch();
  const stop = async (): Promise<void> => {
    stopping = true;
    await reopening;
    await database.stop();
  };
  return { url: () => database.url, stop };
}
