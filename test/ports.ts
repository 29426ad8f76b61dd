import { once } from 'node:events';
import { createServer } from 'node:net';

/** A port that is free together with the one after it, which is the shop's. */
export async function freePort(): Promise<number> {
  for (;;) {
    const first = createServer().listen(0, '127.0.0.1');
    await once(first, 'listening');
    const { port } = first.address() as { port: number };
    const second = createServer();
    const both = await new Promise<boolean>((resolve) => {
      second.once('error', () => resolve(false));
      second.listen(port + 1, '127.0.0.1', () => resolve(true));
    });
    for (const server of both ? [first, second] : [first]) {
      server.close();
      await once(server, 'close');
    }
    if (both) return port;
  }
}
