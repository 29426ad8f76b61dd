/** Connections as the owner of the database, for single tasks: migrations, back-ups, proofs. */
import pg from 'pg';
import { OperatorError } from '../kernel/operator-error.ts';

/** Longer than a machine that is reachable takes to answer, even from far away. */
const CONNECT_MS = 10_000;
const VERSION_MIN = 15;

/**
 * Connects as the owner. If that fails, or if the server is too old, throws `OperatorError`, which says what is wrong and
 * what to do.
 */
export async function connectOwner(url: string, application: string): Promise<pg.Client> {
  let version: string;
  try {
    const client = new pg.Client({
      connectionString: url,
      application_name: application,
      connectionTimeoutMillis: CONNECT_MS,
    });
    // Code that waits for an answer gets the error that the connection ended. Nobody else needs it.
    client.on('error', () => {});
    await client.connect();
    version =
      (await client.query<{ server_version: string }>('show server_version')).rows[0]?.server_version ?? '';
    if (Number.parseInt(version, 10) >= VERSION_MIN) return client;
    await client.end();
  } catch (error) {
    throw connectionTrouble(error as Error, url);
  }
  throw new OperatorError(`The database is PostgreSQL ${version}. Florin needs ${VERSION_MIN} or newer.`);
}

/** Explains to the operator why a URL gives no connection. Never shows the password. */
function connectionTrouble(error: Error, url: string): OperatorError {
  const { host, user, database } = partsOf(url);
  // Node tries every address of a name and wraps the error of each.
  const first = error instanceof AggregateError ? (error.errors[0] as Error) : error;
  const { code = '', message, syscall, path } = first as NodeJS.ErrnoException;
  const lasting = (what: string) => new OperatorError(what, { cause: error });
  const passing = (what: string) => new OperatorError(what, { cause: error, exitCode: 1 });
  // A certificate's file; a socket's, which is not opened but connected to, is one that nothing listens at.
  if (code === 'ENOENT' && syscall === 'open')
    return lasting(`There is no file ${path}, which the database's URL names. Correct its URL.`);
  switch (code) {
    case 'ENOENT':
    case 'ECONNREFUSED':
      return passing(
        `The database is not running: nothing listens at ${host}. Start it, or correct its URL.`,
      );
    case 'ENOTFOUND':
      return lasting(`There is no host ${host}, where the database should be. Correct its URL.`);
    case 'EAI_AGAIN':
      return passing(
        `The name of the database's host, ${host}, could not be looked up now. Look at the machine's DNS.`,
      );
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return passing(
        `The database at ${host} cannot be reached (${code}). Look at the network between, or correct its URL.`,
      );
    case '28P01':
    case '28000':
      return lasting(
        `The database at ${host} does not let the user ${user} in: ${message}. Correct user and password in its URL.`,
      );
    case '3D000':
      return lasting(
        `There is no database ${database} at ${host}. Make it (create database ${database}), or correct the URL.`,
      );
    case '42501':
      return lasting(
        `The user ${user} may not connect to the database ${database} at ${host}. Make that user its owner.`,
      );
    case '53300':
      return passing(
        `The database at ${host} has no connection left. Raise max_connections, or end other programs.`,
      );
    case '57P03':
      return passing(`The database at ${host} is starting or stopping just now. Try again in a moment.`);
  }
  if (/timeout/.test(message))
    return passing(
      `The database at ${host} does not answer within ${CONNECT_MS / 1000} s. Look whether it runs and is reachable.`,
    );
  if (/SCRAM|password must be a string/.test(message))
    return lasting(`The database at ${host} asks for a password, and its URL has none. Add it.`);
  if (/SSL|certificate|self-signed|TLS/i.test(`${code} ${message}`))
    return lasting(
      `There is no encrypted connection to the database at ${host}: ${message}. Correct sslmode in its URL.`,
    );
  return passing(
    `There is no connection to the database at ${host}: ${message}. Look whether its URL leads to a PostgreSQL.`,
  );
}

function partsOf(text: string): { host: string; user: string; database: string } {
  const url = URL.parse(text);
  const named = url?.searchParams.get('host');
  const host =
    named ?? (url === null || url.hostname === '' ? 'its host' : `${url.hostname}:${url.port || 5432}`);
  const plain = (part: string): string => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  };
  const user = plain(url?.username ?? '') || '(none)';
  return { host, user, database: plain(url?.pathname.slice(1) ?? '') || user };
}
