import type { Base, Opened } from '../module.ts';
import { RequestLog } from './request-log.ts';
import { requestLogRoutes } from './routes.ts';

/** Keeps the requests of keys and apps, and serves them to whoever may read them. People's own requests are those of Florin's pages. */
export function open({ app, pool, clock, seldom, settings }: Base): Opened {
  requestLogRoutes(app, pool);
  const perSecond = settings.requestLogPerSecond;
  if (perSecond === 0) return {};
  const log = new RequestLog({ pool, clock, log: seldom, perSecond });
  app.addHook('onSend', (request, reply, payload, done) => {
    const { asker, routeOptions } = request;
    if (asker !== null && asker.actor.kind !== 'person' && routeOptions.config.scope !== 'request_log:read')
      log.add(
        request,
        reply,
        asker,
        typeof payload === 'string' || Buffer.isBuffer(payload) ? payload : null,
      );
    done();
  });
  return { stop: () => log.stop() };
}
