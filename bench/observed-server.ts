/** A server as main.ts is one, which also tells, on a socket of its own, where its time goes and what its heap holds. */
import { createServer } from 'node:http';
import { Session } from 'node:inspector/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const SAMPLE_MICROS = 500;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
const session = new Session();
session.connect();

async function answer(question: string | undefined): Promise<unknown> {
  switch (question) {
    case '/profile/start':
      await session.post('Profiler.enable');
      await session.post('Profiler.setSamplingInterval', { interval: SAMPLE_MICROS });
      await session.post('Profiler.start');
      return null;
    case '/profile/stop': {
      const { profile } = await session.post('Profiler.stop');
      await session.post('Profiler.disable');
      return profile;
    }
    case '/heap':
      collectGarbage();
      return process.memoryUsage();
    default:
      throw new Error(`nobody asks ${question}`);
  }
}

createServer((request, response) => {
  answer(request.url).then(
    (value) => response.end(JSON.stringify(value)),
    (error: Error) => response.writeHead(500).end(error.message),
  );
}).listen(process.env.FLORIN_BENCH_SOCKET);

await import('../server/src/main.ts');
