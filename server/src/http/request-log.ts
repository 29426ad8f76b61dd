import type { App } from './app.ts';

const SLOW_MS = 1000;

/**
 * One line for a request that failed here or was slow, none for all others. It names the route and never the address,
 * which may hold a secret.
 */
export function logRequests(app: App, slowMs = SLOW_MS): void {
  // Before the answer is sent, not after: a stream lasts as long as its reader likes.
  app.addHook('onSend', (request, reply, _payload, done) => {
    const milliseconds = Math.round(reply.elapsedTime);
    // 503 refuses by design, by the thousand when the service is full: metrics count it.
    const failed = reply.statusCode >= 500 && reply.statusCode !== 503;
    if (failed || milliseconds > slowMs) {
      const { method, routeOptions } = request;
      const route = routeOptions.url ?? 'none';
      request.log[failed ? 'error' : 'warn'](
        { method, route, status: reply.statusCode, milliseconds },
        failed ? 'a request failed' : 'a request was slow',
      );
    }
    done();
  });
}
