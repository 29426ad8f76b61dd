import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the range that systems use for outgoing connections, so that the port is still free at the next start. */
const FIRST = 10_000;
const LAST = 19_998;
/** How far apart two processes with consecutive ids start to look. Processes of one run have such ids. */
const APART = 16;

let next = process.pid * APART;

/** Finds a port that is free together with the next one, which the shop uses. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST + (next % (LAST - FIRST));
    next += 2;
    if ((await isFree(port)) && (await isFree(port + 1))) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer().listen(port, '127.0.0.1');
  const free = await once(probe, 'listening').then(
    () => true,
    () => false,
  );
  if (!free) return false;
  probe.close();
  await once(probe, 'close');
  return true;
}
