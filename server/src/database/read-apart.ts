/** Data that PostgreSQL itself cannot read, such as a page or a long value whose storage is damaged. */
const CORRUPTED = /^XX/;

/**
 * Reads rows by their keys. Where one of them is damaged, so that PostgreSQL refuses the whole statement, the others are
 * read without it; `unreadable` says what stands for it.
 */
export async function readApart<Key, Found>(
  keys: readonly Key[],
  read: (keys: readonly Key[]) => Promise<Found[]>,
  unreadable: (key: Key, error: unknown) => Found[],
): Promise<Found[]> {
  try {
    return await read(keys);
  } catch (error) {
    const [first] = keys;
    if (first === undefined || !CORRUPTED.test(String((error as { code?: unknown }).code))) throw error;
    if (keys.length === 1) return unreadable(first, error);
    const half = keys.length >> 1;
    return [
      ...(await readApart(keys.slice(0, half), read, unreadable)),
      ...(await readApart(keys.slice(half), read, unreadable)),
    ];
  }
}
