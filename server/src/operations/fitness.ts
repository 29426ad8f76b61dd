import type pg from 'pg';
import type { KeyRing } from '../vault/index.ts';

/** Thrown when the start is refused for a reason that another try will not fix. */
export class Unfit extends Error {}

const VERSION_MIN = 150_000;
/** With one of these settings off, a power cut may lose a payment that a client was already told about. */
const durable = ['fsync', 'full_page_writes', 'synchronous_commit'];

/**
 * Checks a migrated database before the server uses it: it must belong to this root key, and it must keep what it has committed.
 * Throws `Unfit`.
 */
export async function checkDatabase(database: pg.Pool, keys: KeyRing): Promise<void> {
  await checkRootKey(database, keys.id);
  const { rows } = await database.query<{ name: string; setting: string }>(
    'select name, setting from pg_settings where name = any($1)',
    [[...durable, 'server_version_num']],
  );
  const settings = new Map(rows.map(({ name, setting }) => [name, setting]));
  if (Number(settings.get('server_version_num')) < VERSION_MIN) {
    throw new Unfit('The database is older than PostgreSQL 15. Florin needs 15 or newer.');
  }
  const off = durable.filter((name) => settings.get(name) === 'off');
  if (off.length === 0) return;
  const { rows: live } = await database.query(`select from account where environment = 'live' limit 1`);
  if (live.length > 0) {
    throw new Unfit(
      `The database has live accounts and runs with ${off.join(', ')} off: after a power cut, payments that were ` +
        'answered could be gone. Turn it on in the settings of PostgreSQL, then start again.',
    );
  }
}

/** The first start stores the id of the root key in the database. Every later start must use the same key. */
async function checkRootKey(database: pg.Pool, id: string): Promise<void> {
  await database.query('insert into root_key (key_id) values ($1) on conflict do nothing', [id]);
  const { rows } = await database.query<{ key_id: string }>('select key_id from root_key');
  const stands = rows[0]?.key_id;
  if (stands !== id) {
    throw new Unfit(
      `This database belongs to the root key ${stands}, and the one given is ${id}. Its API keys and webhook secrets ` +
        'are of no use under another. Put the right one into FLORIN_ROOT_KEY or root.key.',
    );
  }
}
