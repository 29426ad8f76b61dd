import type { FastifyReply } from 'fastify';
import { Problem } from '../kernel/problem.ts';
import type { App } from './app.ts';
import { sendProblem } from './problems.ts';

/** The open requests are looked at this many times within the time that each of them has. */
const LOOKS = 10;

/**
 * Answers 503 `outcome_unknown` to a request that has had no answer for so long. Every wait of a request has a bound of
 * its own, and all of them together end before this one. So it is a fault of ours when this happens, and it is logged as
 * one. What was asked for may still be done; the answer that comes late is dropped.
 */
export function answerInTime(app: App, withinMs: number): void {
  /** The oldest first. */
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
      // While the body still comes we wait for the client, and Node's own timeout ends that.
      if (request.raw.complete === false && !request.raw.destroyed) continue;
      open.delete(reply);
      // A stream writes to the socket by itself. It has begun to answer.
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
