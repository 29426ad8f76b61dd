import { withSettings } from './session.ts';

/**
 * Where tables lie. `home` has the directory: accounts, keys, people, the root key. A cell has every table that has an
 * `account_id`, and the numbers of its rounds.
 */
export type Schema = 'home' | 'cell';

/**
 * By what name each schema is made; there is one cell. No statement names a schema, and none touches both: a session sees
 * one of them alone, so that a statement which forgets this fails at once. That is what lets cells lie on other databases.
 */
export const SCHEMAS = { home: 'home', cell: 'cell_1' } as const satisfies Record<Schema, string>;

/** The URL for sessions that see this schema alone. */
export function within(schema: Schema, url: string): string {
  return withSettings(url, `-c search_path=${SCHEMAS[schema]}`);
}

/** The URL for people and tools that look at all tables of one database, cell and home. No server uses it. */
export function withAllTables(url: string): string {
  return withSettings(url, `-c search_path=${SCHEMAS.cell},${SCHEMAS.home}`);
}
