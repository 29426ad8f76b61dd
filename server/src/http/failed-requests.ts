import type { App } from './app.ts';

const SLOW_MS = 1000;

/**
 * Logs one line for a request that failed because of Florin or was slow, and nothing for all others. The line names the route but
 * never the address, because the address may contain a secret.
 */
export function logFailedRequests(app: App, slowMs = SLOW_MS): void {
  // The time is measured before the answer is sent, because a stream lasts as long as its reader wants.
  app.addHook('onSend', (request, reply, _payload, done) => {
    const milliseconds = Math.round(reply.elapsedTime);
    // A 503 is not logged. It is a deliberate refusal, of which an overloaded service gives thousands, and metrics count them.
    const failed = reply.statusCode >= 500 && reply.statusCode !== 503;
    if (failed || milliseconds > slowMs) {
      const { method, routeOptions } = request;
      const route = routeOptions.url ?? 'none';
      request.log[failed ? 'error' : 'warn'](
        { request_id: request.id, method, route, status: reply.statusCode, milliseconds },
        failed ? 'a request failed' : 'a request was slow',
      );
    }
    done();
  });
}
