import { url as inspectorUrl } from 'node:inspector';
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
  if (await hasLiveAccounts(database)) {
    throw new OperatorError(
      `The database has live accounts and runs with ${off.join(', ')} off: after a power cut, payments that were ` +
        'answered could be gone. Turn it on in the settings of PostgreSQL, then start again.',
    );
  }
}

/** Options of Node by which the memory of a process, where cards are for moments, can be read or is written to files. */
const SHOWS_MEMORY =
  /^--(inspect|heapsnapshot|heap-prof|report|experimental-report|abort-on-uncaught-exception)/;

/** Those of the options that show memory, in the spelling in which they were given. */
export function memoryOptions(execArgv: readonly string[], nodeOptions = ''): string[] {
  const given = [...execArgv, ...nodeOptions.split(/[\s"]+/)];
  return given.filter((option) => SHOWS_MEMORY.test(option.replaceAll('_', '-')));
}

/** Checks that nobody can read the cards of live accounts out of this process. Throws `OperatorError` if somebody can. */
export async function checkMemory(
  database: pg.Pool,
  options = memoryOptions(process.execArgv, process.env.NODE_OPTIONS),
  inspector = inspectorUrl(),
): Promise<void> {
  if (options.length === 0 && inspector === undefined) return;
  if (!(await hasLiveAccounts(database))) return;
  const shown = options.length > 0 ? options.join(', ') : 'a debugger';
  throw new OperatorError(
    `The database has live accounts, and with ${shown} whoever reaches this machine could read cards out of the memory of ` +
      'this process. Take it out of NODE_OPTIONS or the command, then start again.',
  );
}

async function hasLiveAccounts(database: pg.Pool): Promise<boolean> {
  const { rows } = await database.query(`select from account where environment = 'live' limit 1`);
  return rows.length > 0;
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
