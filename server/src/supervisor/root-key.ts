/** The root key, from which all other keys are derived, when Florin keeps it in its data folder. */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDurably } from '../kernel/files.ts';
import { OperatorError } from '../kernel/operator-error.ts';

/**
 * Reads the root key of a data folder, in hex. The first start creates it. Throws if the database belongs to a key that is not
 * there, for example because it was restored without its key.
 * @param standing the id of the key that the database belongs to, or null if it belongs to none yet.
 */
export async function keepRootKey(
  dataFolder: string,
  standing: () => Promise<string | null>,
): Promise<string> {
  const file = join(dataFolder, 'root.key');
  const kept = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (kept !== undefined) {
    const key = kept.trim();
    // The file is never replaced, because everything that was encrypted with the right key would be lost.
    if (!/^[0-9a-f]{64}$/i.test(key))
      throw new OperatorError(`${file} does not hold 32 bytes in hex: put the right key back`);
    return key;
  }
  const id = await standing();
  if (id !== null) {
    throw new OperatorError(
      `The database belongs to the root key ${id}, but ${file} is missing. Put the key that was kept with the back-up ` +
        'into it, or into FLORIN_ROOT_KEY. Without it, API keys and webhook secrets do not work.',
    );
  }
  const key = randomBytes(32).toString('hex');
  await writeDurably(file, `${key}\n`);
  return key;
}
