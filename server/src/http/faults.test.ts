import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import pino from 'pino';
import { systemClock } from '../kernel/clock.ts';
import { gathered } from '../modules.ts';
import type { App } from './app.ts';
import { buildServer } from './server.ts';

describe('a fault of ours', () => {
  let app: App;
  before(async () => {
    app = buildServer({
      log: pino({ level: 'silent' }),
      clock: systemClock,
      authenticate: () => null,
      problems: gathered.problems,
    });
    const options = { config: { scope: 'none' } } as const;
    app.get('/redirect', options, (_request, reply) => reply.redirect('https://shop.example/订单', 303));
    app.get('/page', options, async (_request, reply) => {
      reply.header('cache-control', 'public, immutable').header('x-broken', '\r\n').type('text/html');
      return '<p>';
    });
    app.get('/thrown', options, async (_request, reply) => {
      reply.header('cache-control', 'public, immutable').header('location', '订');
      throw new Error('broken');
    });
    await app.listen({ port: 0, host: '127.0.0.1' });
  });
  after(() => app.close());

  it('is a problem document, whatever header the answer would have broken on, and carries none of them', async () => {
    const { port } = app.server.address() as { port: number };
    for (const path of ['/redirect', '/page', '/thrown']) {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, { redirect: 'manual' });
      assert.equal(answer.status, 500, path);
      assert.equal(answer.headers.get('content-type'), 'application/problem+json', path);
      assert.equal(answer.headers.get('cache-control'), 'no-store');
      assert.equal(answer.headers.get('location'), null);
      const problem = (await answer.json()) as { code: string; request_id: string };
      assert.equal(problem.code, 'internal');
      assert.equal(problem.request_id, answer.headers.get('request-id'));
    }
  });
});
