import type pg from 'pg';
import { OperatorError } from '../kernel/operator-error.ts';
import type { KeyRing } from '../vault/index.ts';

/** If one of these is off, a payment that was answered may be gone after a power cut. */
const durable = ['fsync', 'full_page_writes', 'synchronous_commit'];

/**
 * Checks a migrated database before it is used: that it belongs to this root key, and that it keeps what it has committed.
 * Throws `OperatorError` if not.
 */
export async function checkDatabase(database: pg.Pool, keys: KeyRing): Promise<void> {
  await checkRootKey(database, keys.id);
  const { rows } = await database.query<{ name: string; setting: string }>(
    'select name, setting from pg_settings where name = any($1)',
    [durable],
  );
  const settings = new Map(rows.map(({ name, setting }) => [name, setting]));
  const off = durable.filter((name) => settings.get(name) === 'off');
  if (off.length === 0) return;
  const { rows: live } = await database.query(`select from account where environment = 'live' limit 1`);
  if (live.length > 0) {
    throw new OperatorError(
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
    throw new OperatorError(
      `This database belongs to the root key ${stands}, and the one given is ${id}. Its API keys and webhook secrets ` +
        'do not work with another. Put the right one into FLORIN_ROOT_KEY or root.key.',
    );
  }
}
