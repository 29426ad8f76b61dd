/**
 * The channel as a process of its own, over a bad line: what it does with a request, and when, follows from the seed and
 * the reference. It is never killed, so it keeps its record in memory; `GET /record` shows it.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Acquirer, type AcquirerAnswer, type ChannelBody } from './acquirer.ts';
import { behaviourOf, verdictOf } from './behaviour.ts';

const seed = Number(process.argv[2]);
const acquirer = new Acquirer();
const calls = new Map<string, number>();
/** What is still on its way or pending: the run is not over before it has arrived. */
let underway = 0;

function later(afterMs: number, arrive: () => void): void {
  underway += 1;
  setTimeout(() => {
    underway -= 1;
    arrive();
  }, afterMs);
}

function perform(call: string, body: ChannelBody): AcquirerAnswer {
  if (call === 'query') return acquirer.query(body);
  if (call === 'reverse') return acquirer.reverse(body);
  const verdict = verdictOf(seed, body.reference);
  const answer = acquirer.deliver(body, verdict);
  if (answer.kind === 'pending') later(verdict.pendingMs, () => acquirer.conclude(body.reference, verdict));
  return answer;
}

function serve(call: string, body: ChannelBody, response: ServerResponse): void {
  const asked = `${call} ${body.reference}`;
  const nth = calls.get(asked) ?? 0;
  calls.set(asked, nth + 1);
  const behaviour = behaviourOf(seed, call, body.reference, nth);
  const act = (): AcquirerAnswer => perform(call, body);
  switch (behaviour.kind) {
    case 'answers': {
      const answer = act();
      if (behaviour.afterMs === 0) send(response, answer);
      else setTimeout(() => send(response, answer), behaviour.afterMs);
      return;
    }
    case 'held_up':
      later(behaviour.byMs, () => send(response, act()));
      return;
    case 'answer_lost':
      act();
      response.destroy();
      return;
    case 'arrives_late':
      response.destroy();
      later(behaviour.afterMs, act);
      return;
    case 'arrives_twice':
      send(response, act());
      later(behaviour.afterMs, act);
      return;
    case 'refused_at_the_door':
      response.writeHead(503).end();
      return;
    case 'swallowed':
      return;
    case 'nonsense':
      act();
      response.end('"ok"');
      return;
  }
}

function send(response: ServerResponse, answer: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
}

async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const call = request.url?.slice(1) ?? '';
  if (call === 'record') send(response, { ...acquirer.record, underway });
  else serve(call, JSON.parse(await text(request)) as ChannelBody, response);
}

// A request whose sender dies half-way through it has not arrived.
const server = createServer(
  (request, response) => void handle(request, response).catch(() => response.destroy()),
);
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.on('disconnect', () => process.exit(0));
