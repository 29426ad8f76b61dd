import { troubleOf } from '../../server/src/database/index.ts';
import { fileTrouble, OperatorError } from '../../server/src/kernel/operator-error.ts';

/** Prints why a command failed, in words for the operator if there are any, and sets the exit code. */
export function tellTrouble(error: Error): void {
  const known =
    error instanceof OperatorError
      ? error
      : (fileTrouble(error, { folder: 'the folder', instead: 'name another folder' }) ??
        databaseTrouble(error));
  console.error(known === null ? error : known.message);
  process.exitCode = known?.exitCode ?? 1;
}

function databaseTrouble(error: Error): OperatorError | null {
  if (troubleOf(error) === null) return null;
  return new OperatorError(
    `The database stopped answering in the middle (${error.message}): nothing was finished. Repeat it when it runs again.`,
    { exitCode: 1, cause: error },
  );
}
