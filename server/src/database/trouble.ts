/** What is wrong with the database, if an error is not about the statement. */
export type Trouble =
  /** Nothing was done. */
  | 'unavailable'
  /** The answer was lost, and the statement may have been executed. */
  | 'lost';

/** Insufficient resources, operator intervention, system errors: the command is not at fault, and nothing was written. */
const MACHINE = /^(53|57|58|25P03|40|55P03)/;
/** The connection could not be opened. */
const NOT_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
]);
const LOST = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT']);
/** Some of `pg`'s own errors have no code. */
const NOT_CONNECTED_TEXT =
  /timeout exceeded when trying to connect|Connection terminated due to connection timeout/;
const LOST_TEXT =
  /Connection terminated|Query read timeout|Client has encountered a connection error|Client was closed/;

/** Says what is wrong with the database, or null if the statement or something else is at fault. */
export function troubleOf(error: Error): Trouble | null {
  const { code = '', message, cause } = error as Error & { code?: string };
  if (isMachineTrouble(error) || NOT_CONNECTED.has(code) || NOT_CONNECTED_TEXT.test(message))
    return 'unavailable';
  if (LOST.has(code) || LOST_TEXT.test(message) || /^08/.test(code)) return 'lost';
  return cause instanceof Error ? troubleOf(cause) : null;
}

export function isMachineTrouble(error: Error): boolean {
  return MACHINE.test((error as Error & { code?: string }).code ?? '');
}
