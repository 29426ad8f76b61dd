import type { FastifyReply } from 'fastify';
import { Problem } from '../kernel/problem.ts';
import type { App } from './app.ts';
import { sendProblem } from './problems.ts';

/** How many times the open requests are checked within the time limit of a request. */
const LOOKS = 10;

/**
 * Answers 503 `outcome_unknown` to a request that has no answer when its time limit is over. Every wait within a request has its own
 * limit, and together they are shorter than this one. So if this happens it is a bug in Florin, and it is logged as one. The work
 * may still be completed; its late answer is dropped.
 */
export function answerInTime(app: App, withinMs: number): void {
  /** The open requests, the oldest first. */
  const open = new Set<FastifyReply>();
  app.addHook('onRequest', (_request, reply, done) => {
    open.add(reply);
    done();
  });
  app.addHook('onSend', (_request, reply, _payload, done) => {
    open.delete(reply);
    done();
  });
  const timer = setInterval(() => {
    for (const reply of open) {
      if (reply.elapsedTime < withinMs) break;
      const { request } = reply;
      // While the body is still arriving, the server waits for the client, and Node's own timeout limits that.
      if (request.raw.complete === false && !request.raw.destroyed) continue;
      open.delete(reply);
      // A stream writes to the socket itself and has already begun to answer.
      if (reply.sent) continue;
      const { method, routeOptions } = request;
      const route = routeOptions.url ?? 'none';
      request.log.error(
        { request_id: request.id, method, route, milliseconds: Math.round(reply.elapsedTime) },
        'a request had no answer in time, which is a fault of ours: one of its waits has no end',
      );
      void sendProblem(request, reply, new Problem('outcome_unknown', undefined, { retryAfter: 1 }));
    }
  }, withinMs / LOOKS);
  timer.unref();
  app.addHook('onClose', async () => clearInterval(timer));
}
