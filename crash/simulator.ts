/**
 * The world around the platform, in a separate process and over a bad connection: the channel, and the merchants' server,
 * which receives the webhooks. The seed and the reference determine what it does with a request, and when. This process is
 * never killed, so it keeps its record in memory. `GET /record` shows the record.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Acquirer, type AcquirerAnswer, type ChannelBody, takesMoney } from './acquirer.ts';
import { behaviourOf, recallsOf, receptionOf, verdictOf } from './behaviour.ts';
import { Notifier } from './notifier.ts';
import { Receiver } from './receiver.ts';

const LATE_MS = 1_000;

const [seed, platformUrl, secret] = [Number(process.argv[2]), process.argv[3] ?? '', process.argv[4] ?? ''];
const acquirer = new Acquirer();
const receiver = new Receiver();
const calls = new Map<string, number>();
const recalled = new Set<string>();
/** What is still on its way or pending. The run is not over until it has arrived. */
let underway = 0;

function later(afterMs: number, arrive: () => void): void {
  underway += 1;
  setTimeout(() => {
    underway -= 1;
    arrive();
  }, afterMs);
}

const notifier = new Notifier(seed, platformUrl, secret, later);

function perform(call: string, body: ChannelBody): AcquirerAnswer {
  if (call === 'query') return acquirer.query(body);
  if (call === 'reverse') return acquirer.reverse(body);
  const verdict = verdictOf(seed, body.reference);
  const answer = acquirer.deliver(body, verdict);
  if (answer.kind === 'pending') {
    later(verdict.pendingMs, () => {
      acquirer.conclude(body.reference, verdict);
      notifier.tell(body.account, body.reference, acquirer.query(body));
      recall(body);
    });
  } else recall(body);
  return answer;
}

/** After money was taken, the payer's bank may take it back. */
function recall(body: ChannelBody): void {
  if (!takesMoney(body) || acquirer.query(body).kind !== 'approved' || recalled.has(body.reference)) return;
  recalled.add(body.reference);
  for (const { afterMs, total } of recallsOf(seed, body.reference, BigInt(body.amount))) {
    later(afterMs, () => {
      acquirer.takeBack(body.reference, total);
      notifier.tell(body.account, body.reference, acquirer.query(body));
    });
  }
}

/** A delivery of an event to the merchants' server. */
function receive(account: string, event: { id: string; type: string }, response: ServerResponse): void {
  const reception = receptionOf(seed, event.id, nthOf(`event ${event.id}`));
  const answer = (status: number): unknown => response.writeHead(status).end();
  if (reception === 'breaks off') return void response.destroy();
  receiver.take(account, event);
  if (reception === 'answers late') setTimeout(answer, LATE_MS, 204);
  else answer(reception === 'takes it' ? 204 : 500);
}

/** How many times this has happened before. */
function nthOf(what: string): number {
  const nth = calls.get(what) ?? 0;
  calls.set(what, nth + 1);
  return nth;
}

function serve(call: string, body: ChannelBody, response: ServerResponse): void {
  const behaviour = behaviourOf(seed, call, body.reference, nthOf(`${call} ${body.reference}`));
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
  const [, call = '', account = ''] = request.url?.split('/') ?? [];
  if (call === 'record') {
    const { heard, count } = receiver;
    send(response, { ...acquirer.record, underway, webhooks: heard, events: count });
  } else if (call === 'webhooks') receive(account, JSON.parse(await text(request)), response);
  else serve(call, JSON.parse(await text(request)) as ChannelBody, response);
}

// If its sender dies in the middle of a request, the request has not arrived.
const server = createServer(
  (request, response) => void handle(request, response).catch(() => response.destroy()),
);
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.on('disconnect', () => process.exit(0));
