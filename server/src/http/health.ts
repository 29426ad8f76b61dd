import type { App } from './app.ts';

/** The reasons why the process should receive no requests at the moment. Empty if it should. */
export type Hindrances = () => readonly string[];

/** Serves `/healthz` (the process is alive) and `/readyz` (it can serve requests). */
export function serveHealth(app: App, hindrances: Hindrances): void {
  const options = { config: { scope: 'none' }, schema: { hide: true }, logLevel: 'silent' } as const;
  let stopping = false;
  app.addHook('preClose', async () => {
    stopping = true;
  });

  app.get('/healthz', options, async (_request, reply) =>
    reply.header('cache-control', 'no-store').send({ status: 'ok' }),
  );
  app.get('/readyz', options, async (_request, reply) => {
    const reasons = [...hindrances(), ...(stopping ? ['stopping'] : [])];
    return reply
      .header('cache-control', 'no-store')
      .code(reasons.length === 0 ? 200 : 503)
      .send(reasons.length === 0 ? { status: 'ready' } : { status: 'not_ready', reasons });
  });
}
