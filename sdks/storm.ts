/** A proxy between an SDK and a server that does to each request what a seed says. */
import { request as ask, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

type Trouble = 'none' | 'drop' | 'lose' | 'cut' | 'delay' | 'double' | 'gateway' | 'busy';
/** Each is done as often as it stands here. */
const TROUBLES: readonly Trouble[] = [
  ...Array<Trouble>(6).fill('none'),
  ...(['drop', 'lose', 'cut', 'delay', 'double', 'gateway', 'busy'] as const),
];
const DELAY_MS = 300;

interface Storm {
  readonly url: string;
  readonly done: Map<Trouble, number>;
  /** Of each request, its idempotency key with its body. */
  readonly requests: string[];
  close(): Promise<void>;
}

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export async function openStorm(target: string, seed: number): Promise<Storm> {
  const random = randomOf(seed);
  const done = new Map<Trouble, number>();
  const requests: string[] = [];
  const forward = (method: string, url: string, headers: object, body: Buffer) =>
    new Promise<{ status: number; headers: object; body: Buffer }>((resolve, reject) => {
      const sent = ask(`${target}${url}`, { method, headers: { ...headers } }, async (response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) });
      });
      sent.on('error', reject).end(body);
    });
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const { method = '', url = '', headers } = request;
    requests.push(`${headers['idempotency-key']} ${body}`);
    const trouble = TROUBLES[Math.floor(random() * TROUBLES.length)] as Trouble;
    done.set(trouble, (done.get(trouble) ?? 0) + 1);
    const cut = () => request.socket.destroy();
    if (trouble === 'drop') return cut();
    if (trouble === 'busy') return response.writeHead(503, { 'retry-after': '0' }).end();
    if (trouble === 'delay') await new Promise((resolve) => setTimeout(resolve, DELAY_MS));
    const twice = trouble === 'double' ? forward(method, url, headers, body) : null;
    const answer = await forward(method, url, headers, body);
    await twice;
    // Florin has paid, and the client is not told.
    if (trouble === 'lose') return cut();
    if (trouble === 'gateway')
      return response.writeHead(504, { 'content-type': 'text/html' }).end('<h1>Timeout</h1>');
    response.writeHead(answer.status, { ...answer.headers });
    if (trouble === 'cut') return response.write(answer.body.subarray(0, answer.body.length / 2), cut);
    return response.end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    done,
    requests,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
