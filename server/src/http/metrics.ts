import type { Registry } from 'prom-client';
import type { App } from './app.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The measurements of the route. Set when the route is mounted. */
    durations?: Durations;
  }
}

/** Upper bounds of the buckets of the histogram, in seconds. */
const BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** How long a route's answers took, by status. These are plain counters, which become a metric only when it is read. */
class Durations {
  readonly route: string;
  readonly method: string;
  readonly #byStatus = new Map<number, { readonly buckets: Float64Array; sum: number }>();

  constructor(method: string, route: string) {
    this.method = method;
    this.route = route;
  }

  add(status: number, seconds: number): void {
    let counted = this.#byStatus.get(status);
    if (counted === undefined) {
      counted = { buckets: new Float64Array(BOUNDS.length + 1), sum: 0 };
      this.#byStatus.set(status, counted);
    }
    let index = 0;
    while (index < BOUNDS.length && seconds > (BOUNDS[index] as number)) index++;
    counted.buckets[index] = (counted.buckets[index] as number) + 1;
    counted.sum += seconds;
  }

  *values(name: string) {
    for (const [status, { buckets, sum }] of this.#byStatus) {
      const labels = { method: this.method, route: this.route, status };
      let count = 0;
      for (const [index, inBucket] of buckets.entries()) {
        count += inBucket;
        const le = BOUNDS[index] ?? '+Inf';
        yield { metricName: `${name}_bucket`, labels: { ...labels, le }, value: count };
      }
      yield { metricName: `${name}_sum`, labels, value: sum };
      yield { metricName: `${name}_count`, labels, value: count };
    }
  }
}

/** Measures every route that is mounted after this call, and serves the registry at `/metrics`. */
export function serveMetrics(app: App, registry: Registry): void {
  const routes: Durations[] = [];
  app.addHook('onRoute', (route) => {
    if (route.config === undefined || route.method === 'HEAD') return;
    const durations = new Durations([route.method].flat().join(' '), route.url);
    routes.push(durations);
    // The object is copied, because several routes may share it.
    route.config = { ...route.config, durations };
  });
  app.addHook('onResponse', (request, reply, done) => {
    request.routeOptions.config.durations?.add(reply.statusCode, reply.elapsedTime / 1000);
    done();
  });
  const name = 'florin_http_request_duration_seconds';
  const metric = {
    name,
    async get() {
      return {
        name,
        help: 'How long answers took, by route and status.',
        type: 'histogram',
        aggregator: 'sum',
        values: routes.flatMap((route) => [...route.values(name)]),
      };
    },
  };
  registry.registerMetric(metric as never);
  app.get(
    '/metrics',
    { config: { scope: 'none' }, schema: { hide: true }, logLevel: 'silent' },
    async (_request, reply) => reply.type(registry.contentType).send(await registry.metrics()),
  );
}
