/** Runs the server as main.ts does. On a socket of its own it also tells where its time goes and how large its heap is. */
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
      throw new Error(`there is no question ${question}`);
  }
}

createServer((request, response) => {
  answer(request.url).then(
    (value) => response.end(JSON.stringify(value)),
    (error: Error) => response.writeHead(500).end(error.message),
  );
}).listen(process.env.FLORIN_BENCH_SOCKET);

await import('../server/src/main.ts');
