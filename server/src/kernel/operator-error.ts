/** EX_CONFIG of sysexits.h. Another start would fail in the same way, so nothing needs to restart Florin by itself. */
export const EXIT_CONFIG = 78;

/**
 * Something that the operator of Florin has to correct: one sentence that says what is wrong and what to do. Only the
 * message is shown, because a stack trace would not help.
 */
export class OperatorError extends Error {
  /** `EXIT_CONFIG`, or 1 if the same start may succeed later. */
  readonly exitCode: number;

  constructor(
    message: string,
    { exitCode = EXIT_CONFIG, cause }: { exitCode?: number; cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.exitCode = exitCode;
  }
}

/** Something that a command refuses to do, for another reason than its settings. */
export class Refusal extends OperatorError {
  constructor(message: string) {
    super(message, { exitCode: 1 });
  }
}

/** Where a file or folder was needed, and what to do if it cannot be used. */
export interface Wanted {
  readonly folder: string;
  /** For example "set FLORIN_DATA to another folder". */
  readonly instead: string;
  /** The user who needed it, if that is not the user of this process. */
  readonly user?: number;
}

/** Explains an error about a file or folder to the operator. Returns null if the error is of another kind. */
export function fileTrouble(error: unknown, { folder, instead, user }: Wanted): OperatorError | null {
  const { code, path = folder, syscall } = error as NodeJS.ErrnoException;
  const told = (what: string, exitCode?: number): OperatorError =>
    new OperatorError(what, { cause: error, ...(exitCode === undefined ? {} : { exitCode }) });
  switch (code) {
    case 'EROFS':
      return told(`${path} is on a read-only file system: mount it writable, or ${instead}.`);
    case 'EACCES':
    case 'EPERM':
      // A port or a program can be refused with the same code.
      if (syscall === 'bind' || syscall === 'listen' || syscall === 'connect') return null;
      return told(
        `The user ${user ?? process.getuid?.() ?? ''} has no right to ${path}: give it that right, or ${instead}.`,
      );
    case 'ENOSPC':
    case 'EDQUOT':
      return told(`The disk of ${path} is full: free some space, or ${instead}.`, 1);
    case 'ENOTDIR':
    case 'EEXIST':
      return told(
        `${path} cannot be a folder, because a file is in its place: move that away, or ${instead}.`,
      );
    case 'ENAMETOOLONG':
      return told(`The name of ${path} is too long: ${instead}.`);
    case 'EMFILE':
    case 'ENFILE':
      return told('Too many files are open: raise the limit (ulimit -n), then start again.', 1);
    default:
      return null;
  }
}
