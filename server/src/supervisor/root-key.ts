/** The key from which all others are derived, where Florin keeps it itself. */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDurably } from '../kernel/files.ts';
import { OperatorError } from '../kernel/operator-error.ts';

/**
 * Reads the root key of a data folder in hex; the first start makes it. Throws where the database belongs to a key that is not
 * there, as one that was restored without it.
 * @param standing the id of the key that the database belongs to; null for none.
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
    // Never replaced: what was encrypted under the right key would be lost for good.
    if (!/^[0-9a-f]{64}$/i.test(key))
      throw new OperatorError(`${file} does not hold 32 bytes in hex: put the right key back`);
    return key;
  }
  const id = await standing();
  if (id !== null) {
    throw new OperatorError(
      `The database belongs to the root key ${id}, and ${file} is not there. Put the key that was kept with the back-up ` +
        'into it, or into FLORIN_ROOT_KEY. Without it API keys and webhook secrets are of no use.',
    );
  }
  const key = randomBytes(32).toString('hex');
  await writeDurably(file, `${key}\n`);
  return key;
}
