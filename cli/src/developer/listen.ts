/** `florin listen`: hands the events of an account to a program on this machine, as webhooks. */
import { createHmac, randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import { accountOf, type CommonOptions } from './account.ts';
import { parseUrl } from './address.ts';
import { followEvents, type StreamedEvent } from './event-stream.ts';
import { paint } from './print.ts';
import { reasonOf } from './reach.ts';
import { CommandError } from './trouble.ts';

/** As long as Florin itself waits for an endpoint. */
const ANSWER_MS_MAX = 10_000;
const SECRET_PREFIX = 'whsec_';

/** What came of handing one on. */
interface Delivered {
  readonly event: string;
  readonly type: string;
  /** Null: no answer. */
  readonly status: number | null;
  readonly error: string | null;
  readonly ms: number;
}

export function addListen(program: Command): void {
  program
    .command('listen')
    .description(
      'post the events of your account to a program here, signed as webhooks are; r sends the last one again',
    )
    .requiredOption('--forward-to <url>', 'where your program listens, as in http://127.0.0.1:3000/webhooks')
    .option('--events <types>', 'only these, with commas between them')
    .action(listen);
}

async function listen(options: { forwardTo: string; events?: string }, command: Command): Promise<void> {
  const target = parseUrl(options.forwardTo);
  if (target === null || !['http:', 'https:'].includes(target.protocol))
    throw new CommandError(
      'arguments',
      `--forward-to ${options.forwardTo} is no address: it begins with http://.`,
    );
  const { json } = command.optsWithGlobals<CommonOptions>();
  const account = await accountOf(command);
  const secret = SECRET_PREFIX + randomBytes(32).toString('base64');
  const ending = new AbortController();
  let last: StreamedEvent | null = null;
  // One after another, in the order in which they happened.
  let work = Promise.resolve();
  const deliver = (event: StreamedEvent): Promise<void> => {
    last = event;
    work = work.then(async () => {
      const delivered = await post(target.href, secret, event, ending.signal);
      if (!ending.signal.aborted) console.log(json === true ? JSON.stringify(delivered) : lineOf(delivered));
    });
    return work;
  };
  const release = onKeys({ resend: () => last !== null && void deliver(last), end: () => ending.abort() });
  try {
    const following = followEvents(account, {
      types: options.events?.split(',').map((type) => type.trim()) ?? [],
      signal: ending.signal,
      opened: () =>
        console.error(
          `Events of ${account.baseUrl} go to ${target.href}. The secret of this listener: ${secret}`,
        ),
      lost: (why) => console.error(why),
    });
    for await (const event of following) await deliver(event);
  } finally {
    release();
  }
}

/** Sends it in the very form of a delivery (Standard Webhooks 1.0). */
async function post(
  url: string,
  secret: string,
  { id, type, data }: StreamedEvent,
  ending: AbortSignal,
): Promise<Delivered> {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const key = Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${data}`).digest('base64');
  const from = performance.now();
  const took = () => Math.round(performance.now() - from);
  try {
    const answer = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        ...{ 'user-agent': 'Florin-Webhooks', 'content-type': 'application/json', 'webhook-id': id },
        ...{ 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` },
      },
      body: data,
      signal: AbortSignal.any([ending, AbortSignal.timeout(ANSWER_MS_MAX)]),
    });
    await answer.body?.cancel();
    return { event: id, type, status: answer.status, error: null, ms: took() };
  } catch (error) {
    return { event: id, type, status: null, error: reasonOf(error), ms: took() };
  }
}

function lineOf({ event, type, status, error, ms }: Delivered): string {
  const good = status !== null && status >= 200 && status < 300;
  const came = paint(good ? 'green' : 'red', status === null ? `no answer: ${error}` : String(status));
  return `${event}  ${type}  ${came}  ${ms} ms`;
}

/** Hears single keys on a terminal, which are lines or letters where a program writes them. */
function onKeys({ resend, end }: { resend: () => void; end: () => void }): () => void {
  const { stdin } = process;
  const typed = (keys: Buffer): void => {
    for (const key of keys.toString('latin1')) {
      if (key === 'r') resend();
      // In raw mode, Ctrl-C is a letter like others.
      else if (key === '\u0003' || (key === 'q' && stdin.isTTY)) end();
    }
  };
  if (stdin.isTTY) stdin.setRawMode(true);
  stdin.on('data', typed);
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
  return () => {
    if (stdin.isTTY) stdin.setRawMode(false);
    stdin.off('data', typed);
    stdin.destroy();
  };
}
