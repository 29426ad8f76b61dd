/** sysexits.h's EX_CONFIG: another try will not mend it, and whoever starts Florin again by itself need not. */
export const EXIT_CONFIG = 78;

/**
 * What whoever runs Florin has to put right: one sentence of what is wrong and what to do. It is told in its own words,
 * since where it was thrown helps nobody.
 */
export class OperatorError extends Error {
  /** `EXIT_CONFIG`, or 1 where the same start may succeed later. */
  readonly exitCode: number;

  constructor(
    message: string,
    { exitCode = EXIT_CONFIG, cause }: { exitCode?: number; cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.exitCode = exitCode;
  }
}

/** What a command was asked and does not do, which is no fault of the settings. */
export class Refusal extends OperatorError {
  constructor(message: string) {
    super(message, { exitCode: 1 });
  }
}

/** Where a file or folder was wanted, and what to do where it is not to be had. */
export interface Wanted {
  readonly folder: string;
  /** As in "set FLORIN_DATA to another folder". */
  readonly instead: string;
  /** Who wanted it, where that is another user than this process's. */
  readonly user?: number;
}

/** What the machine says of a file or folder, in words for the operator; null where the error is of another kind. */
export function fileTrouble(error: unknown, { folder, instead, user }: Wanted): OperatorError | null {
  const { code, path = folder, syscall } = error as NodeJS.ErrnoException;
  const told = (what: string, exitCode?: number): OperatorError =>
    new OperatorError(what, { cause: error, ...(exitCode === undefined ? {} : { exitCode }) });
  switch (code) {
    case 'EROFS':
      return told(`${path} is on a read-only file system: mount it writable, or ${instead}.`);
    case 'EACCES':
    case 'EPERM':
      // A port and a program can be refused with the same word.
      if (syscall === 'bind' || syscall === 'listen' || syscall === 'connect') return null;
      return told(
        `The user ${user ?? process.getuid?.() ?? ''} has no right to ${path}: give it that right, or ${instead}.`,
      );
    case 'ENOSPC':
    case 'EDQUOT':
      return told(`There is no room left on the disk of ${path}: free some, or ${instead}.`, 1);
    case 'ENOTDIR':
    case 'EEXIST':
      return told(`${path} cannot be a folder, since a file is in its place: move that away, or ${instead}.`);
    case 'ENAMETOOLONG':
      return told(`The name of ${path} is too long: ${instead}.`);
    case 'EMFILE':
    case 'ENFILE':
      return told('Too many files are open: raise the limit (ulimit -n), then start again.', 1);
    default:
      return null;
  }
}
