/** The cases as they were kept, for what is random each time it is made: a signature or a JWE that is still right is kept. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export function keptCases(file: string): ReadonlyMap<string, Readonly<Record<string, unknown>>> {
  const path = join(import.meta.dirname, '..', file);
  const { cases } = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : { cases: [] };
  return new Map(cases.map((one: { name: string }) => [one.name, one]));
}
