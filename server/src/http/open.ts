import type { Registry } from 'prom-client';
import type { App } from './app.ts';
import { serveErrorDocs } from './error-docs.ts';
import { type Hindrances, serveHealth } from './health.ts';
import { serveMetrics } from './metrics.ts';
import { type OpenApiOptions, serveOpenApi } from './openapi.ts';
import { buildServer, type ServerOptions } from './server.ts';

export interface HttpOptions extends Omit<ServerOptions, 'publicUrl'>, OpenApiOptions {
  readonly registry: Registry;
  readonly hindrances: Hindrances;
}

/** Opens the server, with what it serves itself. What the modules mount after this is measured and described. */
export function openHttp(options: HttpOptions): App {
  const app = buildServer(options);
  serveMetrics(app, options.registry);
  serveOpenApi(app, options);
  serveErrorDocs(app);
  serveHealth(app, options.hindrances);
  return app;
}
