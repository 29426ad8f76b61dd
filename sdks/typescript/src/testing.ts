/** For tests: a real Florin that listens, and small servers that answer as a test says. */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PlatformOptions } from '../../../server/src/platform.ts';
import { openTestPlatform, type TestPlatform } from '../../../server/src/testing.ts';
import { freePort } from '../../../test/ports.ts';
import { Florin } from './client.ts';
import type { FlorinOptions } from './configuration.ts';

export interface LiveFlorin extends TestPlatform {
  readonly url: string;
  /** A client with the merchant’s secret key. */
  client(options?: Partial<FlorinOptions>): Florin;
}

/** A whole platform behind a port. */
export async function openLiveFlorin(options: Partial<PlatformOptions> = {}): Promise<LiveFlorin> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const florin = await openTestPlatform({ publicUrl: url, ...options });
  await florin.app.listen({ port, host: '127.0.0.1' });
  return {
    ...florin,
    url,
    client: (own = {}) => new Florin({ baseUrl: url, secretKey: florin.secretKey, ...own }),
  };
}

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

type Answering = (response: ServerResponse, seen: Seen) => void;

export interface ScriptedServer {
  readonly url: string;
  readonly seen: Seen[];
  /** A client of it, which waits for nothing long. */
  client(options?: Partial<FlorinOptions>): Florin;
  close(): Promise<void>;
}

/** A server that gives one answer after another; the last one again and again. */
export async function openScripted(...answers: readonly Answering[]): Promise<ScriptedServer> {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method = '', url = '', headers } = request;
    const one = { method, url, headers, body: Buffer.concat(chunks).toString() };
    seen.push(one);
    answers[Math.min(seen.length, answers.length) - 1]?.(response, one);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    seen,
    client: (options = {}) => new Florin({ baseUrl: url, secretKey: 'sk_test_scripted', ...options }),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** An answer in JSON. */
export function json(status: number, body: unknown, headers: Record<string, string> = {}): Answering {
  return (response) => {
    const type = status < 400 ? 'application/json' : 'application/problem+json';
    response.writeHead(status, { 'content-type': type, ...headers }).end(JSON.stringify(body));
  };
}

/** A refusal as Florin writes it. */
export function problem(
  status: number,
  code: string,
  headers: Record<string, string> = {},
  rest: object = {},
): Answering {
  return json(
    status,
    { type: '', title: code, status, detail: `It is ${code}.`, code, request_id: 'req_1', ...rest },
    headers,
  );
}

/** The connection is cut without an answer. */
export const drop: Answering = (response) => response.socket?.destroy();

/** An answer of any other kind. */
export function raw(status: number, headers: Record<string, string>, body: string): Answering {
  return (response) => response.writeHead(status, headers).end(body);
}

/** The error that the call throws. Fails if it throws none. */
export async function thrownBy(call: () => PromiseLike<unknown>): Promise<unknown> {
  try {
    await call();
  } catch (error) {
    return error;
  }
  throw new Error('It threw nothing.');
}
