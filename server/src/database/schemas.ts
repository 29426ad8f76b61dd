import { withSettings } from './session.ts';

/**
 * Where tables lie. `home` has the directory: accounts, keys, people, the root key. A cell has every table that has an
 * `account_id`, and the numbers of its rounds.
 */
export type Schema = 'home' | 'cell';

/**
 * The names of the schemas. There is one cell. No statement names a schema, and none uses both: a session sees only one of
 * them, so a statement that ignores this fails at once. So cells can later be moved to other databases.
 */
export const SCHEMAS = { home: 'home', cell: 'cell_1' } as const satisfies Record<Schema, string>;

/** The URL for sessions that see only this schema. */
export function within(schema: Schema, url: string): string {
  return withSettings(url, `-c search_path=${SCHEMAS[schema]}`);
}

/** The URL for people and tools that look at all tables of a database, in cell and home. No server uses it. */
export function withAllTables(url: string): string {
  return withSettings(url, `-c search_path=${SCHEMAS.cell},${SCHEMAS.home}`);
}
