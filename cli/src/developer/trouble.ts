/** Why a command of the developer failed, and which exit code says so. The codes are in docs/cli.md. */
export const exitCodes = {
  /** The API refused what was asked. */
  refused: 1,
  /** The command line itself is wrong, or a file that it names. */
  arguments: 2,
  /** No key is known, or the API did not take it. */
  signedOut: 3,
  /** Nobody answered, or not in time. */
  noAnswer: 4,
} as const;

/** A sentence for the person at the terminal. A stack trace would not help them. */
export class CommandError extends Error {
  readonly exitCode: number;

  constructor(why: keyof typeof exitCodes, message: string, cause?: unknown) {
    super(message, { cause });
    this.exitCode = exitCodes[why];
  }
}
