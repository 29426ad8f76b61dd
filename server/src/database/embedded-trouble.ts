/** Explains errors of the embedded PostgreSQL to the operator of Florin. */
import { dirname } from 'node:path';
import { fileTrouble, OperatorError } from '../kernel/operator-error.ts';
import type { Place } from './embedded-place.ts';

const INSTEAD = 'set FLORIN_DATA to another folder';
const OWN_DATABASE = 'set DATABASE_URL to a PostgreSQL of your own';

/**
 * Explains why the engine failed, from the error of starting its program or from its output.
 * @param doing what it was doing, for example "making the database".
 */
export function engineTrouble(
  reason: Error | string,
  { engine, cluster, runAs }: Place,
  doing: string,
): OperatorError {
  const user = runAs?.uid ?? process.getuid?.() ?? 0;
  if (typeof reason !== 'string') {
    const { code } = reason as NodeJS.ErrnoException;
    const why =
      code === 'ENOENT'
        ? `this system cannot run the PostgreSQL in ${engine}, which is made for glibc`
        : `the user ${user} cannot run the PostgreSQL in ${engine} (${code})`;
    return new OperatorError(`Florin failed at ${doing}: ${why}. Mend that, or ${OWN_DATABASE}.`, {
      cause: reason,
    });
  }
  const code = codes.find(([words]) => words.test(reason))?.[1];
  const ofFile =
    code === undefined ? null : fileTrouble({ code }, { folder: dirname(cluster), instead: INSTEAD, user });
  if (ofFile !== null) return ofFile;
  if (/could not look up effective user ID/.test(reason)) {
    return new OperatorError(
      `PostgreSQL cannot be set up by the user ${user}, which has no name on this system: add it to /etc/passwd ` +
        `("florin:x:${user}:${user}::/:/bin/sh"), start Florin as another user, or ${OWN_DATABASE}.`,
    );
  }
  if (/error while loading shared libraries: (\S+)|symbol lookup error/.test(reason))
    return new OperatorError(
      `Florin failed at ${doing}: ${lastLine(reason)}. Install it, or ${OWN_DATABASE}.`,
    );
  return new OperatorError(`Florin failed at ${doing}. PostgreSQL says:\n${reason}`, { exitCode: 1 });
}

const codes: readonly [RegExp, string][] = [
  [/No space left on device/, 'ENOSPC'],
  [/Disk quota exceeded/, 'EDQUOT'],
  [/Read-only file system/, 'EROFS'],
  [/Permission denied|Operation not permitted/, 'EACCES'],
];

function lastLine(said: string): string {
  return said.trim().split('\n').at(-1)?.trim() ?? '';
}
