import type { Socket } from 'node:net';
import type { App } from './app.ts';

const LOOK_AGAIN_MS = 25;

/**
 * Lets `app.close()` end as soon as what is in flight has been answered, and in `finishWithinMs` at the latest. Node
 * alone would wait for three kinds of connection: one that has never sent a byte, one that is kept alive after its
 * last answer, and one whose request never comes whole, since its timeouts are no longer looked at.
 */
export function closeInTime(app: App, finishWithinMs: number): void {
  const sockets = new Set<Socket>();
  app.server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  app.addHook('preClose', async () => {
    const deadline = performance.now() + finishWithinMs;
    const timer = setInterval(() => {
      for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
      if (performance.now() < deadline) app.server.closeIdleConnections();
      else app.server.closeAllConnections();
      if (sockets.size === 0) clearInterval(timer);
    }, LOOK_AGAIN_MS);
  });
}
