/** Whether a port is ours to take. */
import { createServer } from 'node:net';

/**
 * Throws when anything listens on a port already. The servers share theirs with `reusePort`, by which a second Florin
 * of the same user would silently get a part of the first one's requests.
 */
export async function ensureFree(port: number, host: string): Promise<void> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', reject).listen({ port, host, exclusive: true }, resolve);
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    throw new Error(`Port ${port} is taken, perhaps by another Florin. Set PORT to run this one beside it.`);
  });
  await new Promise((resolve) => probe.close(resolve));
}
