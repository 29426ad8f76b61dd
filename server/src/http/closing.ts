import type { Socket } from 'node:net';
import type { App } from './app.ts';

const LOOK_AGAIN_MS = 25;

/**
 * Makes `app.close()` end as soon as all requests in progress are answered, and after `finishWithinMs` at the latest. Node by itself
 * would also wait for three kinds of connection: those that have never sent a byte, those kept alive after their last answer, and
 * those whose request never arrives completely, because Node no longer checks their timeouts.
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
