import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fastify, { LogController } from 'fastify';
import pino from 'pino';
import type { App } from './app.ts';
import { logFailedRequests } from './failed-requests.ts';

/** Asks a server of three routes and answers with what it logged. */
async function linesOf(path: string, slowMs: number): Promise<Record<string, unknown>[]> {
  const lines: Record<string, unknown>[] = [];
  const loggerInstance = pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const app = fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
  }) as unknown as App;
  logFailedRequests(app, slowMs);
  app.get('/good/:secret', async () => 'ok');
  app.get('/bad/:secret', (_request, reply) => reply.code(500).send());
  app.get('/full/:secret', (_request, reply) => reply.code(503).send());
  await app.inject(path);
  await app.close();
  return lines;
}

describe('the log of requests', () => {
  it('says nothing of a request that went well, and nothing of a refusal', async () => {
    assert.deepEqual(await linesOf('/good/hunter2', 60_000), []);
    assert.deepEqual(await linesOf('/full/hunter2', 60_000), []);
    assert.deepEqual(await linesOf('/none/hunter2', 60_000), []);
  });

  it('names the route of one that failed, and not its address', async () => {
    const [line, ...rest] = await linesOf('/bad/hunter2', 60_000);
    assert.deepEqual(rest, []);
    assert.deepEqual(
      [line?.method, line?.route, line?.status, line?.level, line?.msg],
      ['GET', '/bad/:secret', 500, 50, 'a request failed'],
    );
    assert.ok(!JSON.stringify(line).includes('hunter2'));
  });

  it('warns of a slow one', async () => {
    const [line] = await linesOf('/good/hunter2', -1);
    assert.deepEqual([line?.route, line?.level, line?.msg], ['/good/:secret', 40, 'a request was slow']);
  });
});
