import type { Schema } from '../module.ts';
import { withSettings } from './session.ts';

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
