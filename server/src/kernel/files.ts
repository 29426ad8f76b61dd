import { chmod, mkdir, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Makes a folder, and those above it, where there is none. Its mode is what is asked for, whatever the umask. */
export async function makeFolder(path: string, mode: number): Promise<void> {
  const made = await mkdir(path, { recursive: true, mode });
  if (made !== undefined) await chmod(path, mode);
}

/**
 * Writes a file that is whole or not there, also after a kill or a power cut in the middle: beside its place first, then
 * onto the disk, then renamed. For its owner alone.
 */
export async function writeDurably(path: string, content: string): Promise<void> {
  // Of this process alone: another may write the same file.
  const beside = `${path}.${process.pid}.new`;
  await writeToDisk(beside, content);
  await renameDurably(beside, path);
}

/** Writes a file and returns once it is on the disk. For its owner alone. */
export async function writeToDisk(path: string, content: string): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Gives a file or folder its name and returns once the name is on the disk. */
export async function renameDurably(from: string, to: string): Promise<void> {
  await rename(from, to);
  const folder = await open(dirname(to), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
