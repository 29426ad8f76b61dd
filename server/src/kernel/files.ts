import { chmod, mkdir, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Creates a folder and those above it if there is none. It gets the given mode, whatever the umask is. */
export async function makeFolder(path: string, mode: number): Promise<void> {
  const made = await mkdir(path, { recursive: true, mode });
  if (made !== undefined) await chmod(path, mode);
}

/**
 * Writes a file so that it is either complete or not there, even after a kill or a power cut: the file is written next to
 * its place, flushed to the disk, and then renamed. Only its owner can read it.
 */
export async function writeDurably(path: string, content: string): Promise<void> {
  // The name contains the process id, because another process may write the same file.
  const beside = `${path}.${process.pid}.new`;
  await writeToDisk(beside, content);
  await renameDurably(beside, path);
}

/** Writes a file and returns when it is on the disk. Only its owner can read it. */
export async function writeToDisk(path: string, content: string): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Renames a file or folder and returns when the new name is on the disk. */
export async function renameDurably(from: string, to: string): Promise<void> {
  await rename(from, to);
  const folder = await open(dirname(to), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
