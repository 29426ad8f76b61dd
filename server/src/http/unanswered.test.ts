import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, it } from 'node:test';
import pino from 'pino';
import { systemClock } from '../kernel/clock.ts';
import { gathered } from '../modules.ts';
import type { App } from './app.ts';
import { buildServer } from './server.ts';

const NEVER = new Promise<never>(() => {});
const ANSWER_MS = 50;

const problemOf = async (answer: Response) => (await answer.json()) as { code: string; request_id: string };

describe('a request that nobody answers', () => {
  let app: App;
  let base: string | undefined;
  let lines: Record<string, unknown>[];
  afterEach(() => app.close());

  function build(authenticate: Parameters<typeof buildServer>[0]['authenticate'] = () => null): App {
    lines = [];
    base = undefined;
    app = buildServer({
      problems: gathered.problems,
      log: pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) }),
      clock: systemClock,
      authenticate,
      times: { answerMs: ANSWER_MS, finishMs: 0 },
    });
    return app;
  }
  /** Over a real socket, which keeps the process alive while nothing else does. */
  async function ask(path: string, options: RequestInit = {}) {
    base ??= await app.listen({ port: 0, host: '127.0.0.1' });
    return fetch(`${base}${path}`, options);
  }
  const open = { config: { scope: 'none' } } as const;

  it('is answered 503 outcome_unknown in time, and logged as a fault of ours', async () => {
    build().post('/waits/:secret', open, () => NEVER);
    const answer = await ask('/waits/hunter2', { method: 'POST' });
    const problem = await problemOf(answer);
    assert.equal(answer.status, 503);
    assert.equal(problem.code, 'outcome_unknown');
    assert.equal(answer.headers.get('retry-after'), '1');
    const [line, ...rest] = lines.filter(({ level }) => Number(level) >= 40);
    assert.deepEqual(rest, [], 'it is a fault, and not a slow request as well');
    assert.deepEqual(
      [line?.level, line?.route, line?.request_id],
      [50, '/waits/:secret', problem.request_id],
    );
    assert.match(String(line?.msg), /fault of ours/);
  });

  it('is answered also where its key is looked up for ever', async () => {
    build(() => NEVER).get('/mine', { config: { scope: 'payments:read' } }, async () => 'never reached');
    const answer = await ask('/mine', { headers: { authorization: 'Bearer sk_test_x' } });
    assert.equal((await problemOf(answer)).code, 'outcome_unknown');
  });

  it('hears nothing of the answer that comes late', async () => {
    const late = Promise.withResolvers<{ late: true }>();
    build().get('/late', open, () => late.promise);
    const answer = await ask('/late');
    late.resolve({ late: true });
    assert.equal((await problemOf(answer)).code, 'outcome_unknown');
    assert.equal((await ask('/none')).status, 404, 'the server lives on');
  });

  it('is none of those that were answered, nor a stream that goes on', async () => {
    build().get('/stream', open, (_request, reply) => {
      reply.hijack();
      reply.raw.writeHead(200).write('one');
      setTimeout(() => reply.raw.end('two'), ANSWER_MS * 4);
    });
    assert.equal(await (await ask('/stream')).text(), 'onetwo');
    assert.deepEqual(
      lines.filter(({ level }) => Number(level) >= 40),
      [],
    );
  });

  it('is none that has not come whole yet', async () => {
    build().post('/slow', open, async () => ({ fine: true }));
    await app.listen({ port: 0, host: '127.0.0.1' });
    const socket = connect((app.server.address() as { port: number }).port, '127.0.0.1');
    socket.write(
      'POST /slow HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{',
    );
    setTimeout(() => socket.write('}'), ANSWER_MS * 4);
    const [answer] = await once(socket, 'data');
    assert.match(String(answer), /^HTTP\/1.1 200 /);
    socket.destroy();
  });
});
