/** A receiver of webhooks on loopback, for tests. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export interface Received {
  readonly headers: Record<string, string>;
  readonly body: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came
  readonly event: any;
}

export interface TestReceiver {
  readonly url: string;
  readonly received: Received[];
  /** How many connections were opened. */
  readonly connections: () => number;
  close(): Promise<void>;
}

type Answer = (response: ServerResponse, received: Received, request: IncomingMessage) => void;

/** Starts a receiver on its own port. It answers 204, unless `answer` does something else. */
export async function openReceiver(
  answer: Answer = (response) => response.writeHead(204).end(),
): Promise<TestReceiver> {
  const received: Received[] = [];
  let connections = 0;
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    // What is encrypted is for the test to open.
    const event = body.startsWith('{') ? JSON.parse(body) : null;
    const one = { headers: request.headers as Record<string, string>, body, event };
    received.push(one);
    answer(response, one, request);
  });
  server.on('connection', () => connections++);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}/hook`,
    received,
    connections: () => connections,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Waits until the condition is true. Throws after 20 seconds. */
export async function until<T>(condition: () => T | false | Promise<T | false>): Promise<T> {
  const giveUpAt = performance.now() + 60_000;
  for (;;) {
    const value = await condition();
    if (value !== false && value) return value;
    if (performance.now() > giveUpAt) throw new Error(`still not so: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
