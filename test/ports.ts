import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the range from which systems take ports for outgoing connections, so that it is still free at the next start. */
const FIRST = 10_000;
const LAST = 19_998;
/** Processes whose ids lie close together, as those of one run do, look in places that lie apart. */
const APART = 16;

let next = process.pid * APART;

/** A port that is free together with the one after it, which is the shop's. */
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
