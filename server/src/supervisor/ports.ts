/** Checks that a port can be used. */
import { createServer } from 'node:net';
import { OperatorError } from '../kernel/operator-error.ts';

export interface WantedPort {
  /** The setting that the port comes from. */
  readonly variable: string;
  readonly port: number;
  readonly host: string;
}

/**
 * Throws if something already listens on a port. The servers share their port with `reusePort`, so without this check a second
 * Florin of the same user would silently get some of the requests of the first.
 */
export async function ensureFree(wanted: WantedPort): Promise<void> {
  const { port, host } = wanted;
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', reject).listen({ port, host, exclusive: true }, resolve);
  }).catch((error: NodeJS.ErrnoException) => {
    throw listenTrouble(error, wanted) ?? error;
  });
  await new Promise((resolve) => probe.close(resolve));
}

function listenTrouble(
  error: NodeJS.ErrnoException,
  { variable, port, host }: WantedPort,
): OperatorError | null {
  const { code } = error;
  switch (code) {
    case 'EADDRINUSE':
      return new OperatorError(
        `Port ${port} is taken, perhaps by another Florin. Set ${variable} to run this one beside it.`,
        { exitCode: 1, cause: error },
      );
    case 'EACCES':
    case 'EPERM':
      return new OperatorError(
        `The user ${process.getuid?.() ?? ''} may not use port ${port}. Set ${variable} to 1024 or above, or grant that right.`,
        { cause: error },
      );
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
    case 'EINVAL':
      return new OperatorError(
        `FLORIN_HOST is ${host}, which is not an address of this machine. Correct it.`,
        {
          cause: error,
        },
      );
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new OperatorError(`FLORIN_HOST is ${host}, a name without an address. Correct it.`, {
        cause: error,
      });
    default:
      return null;
  }
}
