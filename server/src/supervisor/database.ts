/** The database that the supervisor keeps running, or the one that it was given. */
import type { Config } from '../config.ts';
import { type EmbeddedDatabase, openEmbedded } from '../database/embedded.ts';

export interface KeptDatabase {
  /** The owner's URL as it is now. */
  url: () => string;
  stop: () => Promise<void>;
}

export interface DatabaseOptions {
  config: Config;
  log: (line: string) => void;
  /** It was started again and has another URL. */
  moved: () => void;
  /** It could not be started again. */
  lost: (error: Error) => void;
}

/** Opens the embedded database and starts it again when it dies; one that is given runs by itself. */
export async function keepDatabase({ config, log, moved, lost }: DatabaseOptions): Promise<KeptDatabase> {
  const given = config.databaseUrl;
  if (given !== undefined) return { url: () => given, stop: async () => {} };
  const open = (): Promise<EmbeddedDatabase> => openEmbedded({ dataFolder: config.dataFolder, log });
  let database = await open();
  let stopping = false;
  let reopening: Promise<void> = Promise.resolve();
  const watch = (): void => {
    void database.exited.then(({ code, signal }) => {
      if (stopping) return;
      log(`the database ended with ${signal ?? code}, it is started again`);
      reopening = reopen();
    });
  };
  const reopen = async (): Promise<void> => {
    const before = database.url;
    try {
      database = await open();
    } catch (error) {
      lost(error as Error);
      return;
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
