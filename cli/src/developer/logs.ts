/** `florin logs tail`: prints the requests of an account as they are answered. */
import { setTimeout as delay } from 'node:timers/promises';
import { type Command, Option } from 'commander';
import { type Account, accountOf, type CommonOptions } from './account.ts';
import { paint, printable } from './print.ts';
import { ask } from './request.ts';
import { CommandError, exitCodes } from './trouble.ts';

interface LoggedRequest {
  readonly id: string;
  readonly request: string;
  readonly answered_at: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly code: string | null;
  readonly milliseconds: number;
  readonly skipped: number;
}
interface Page {
  readonly data: readonly LoggedRequest[];
  readonly has_more: boolean;
}

const AGAIN_MS = 1000;
/** How many that were answered before are shown first. */
const FIRST = '10';

const FILTERS = ['outcome', 'status', 'code', 'operation', 'object'] as const;
type Parameter = [name: string, value: string];
type Filters = { readonly [Name in (typeof FILTERS)[number]]?: string };

export function addLogs(program: Command): void {
  program
    .command('logs')
    .description('the requests of your programs, and what they were answered')
    .command('tail')
    .description('print them as they are answered, after the last ten')
    .addOption(new Option('--outcome <outcome>', 'only these').choices(['succeeded', 'refused']))
    .option('--status <status>', 'only with this status, as 402')
    .option('--code <code>', 'only refusals with this code, as payment_declined')
    .option('--operation <name>', 'only this operation, as createPayment')
    .option('--object <id>', 'only what was about this object')
    .action(tail);
}

async function tail(filters: Filters, command: Command): Promise<void> {
  const { json } = command.optsWithGlobals<CommonOptions>();
  const account = await accountOf(command);
  const ending = new AbortController();
  const end = () => ending.abort();
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
  for await (const entry of follow(account, filters, ending.signal))
    console.log(json === true ? JSON.stringify(entry) : lineOf(entry));
}

/** Ends when the signal says so. @throws CommandError if the API refuses, or if there is no answer at the first time. */
async function* follow(
  account: Account,
  filters: Filters,
  signal: AbortSignal,
): AsyncGenerator<LoggedRequest> {
  const query = FILTERS.flatMap((name): Parameter[] =>
    filters[name] === undefined ? [] : [[name, filters[name]]],
  );
  const page = (more: Parameter[]) =>
    ask<Page>(account, {
      method: 'GET',
      path: `/v1/request_log?${new URLSearchParams([...query, ...more])}`,
    });
  // Where no request fits yet, the newest of all says from where to go on.
  const { data: newest } = await ask<Page>(account, { method: 'GET', path: '/v1/request_log?limit=1' });
  const { data: first } = await page([['limit', FIRST]]);
  yield* first.toReversed();
  let last = [first[0]?.id ?? '', newest[0]?.id ?? ''].toSorted().at(-1) ?? '';
  let told = '';
  while (!signal.aborted) {
    try {
      const from: Parameter[] = last === '' ? [] : [['before', last]];
      const { data, has_more } = await page([['limit', '100'], ...from]);
      told = '';
      yield* data.toReversed();
      last = data[0]?.id ?? last;
      if (has_more) continue;
    } catch (error) {
      if (!(error instanceof CommandError) || error.exitCode !== exitCodes.noAnswer) throw error;
      // Once for each reason: it is tried again every second.
      if (error.message !== told)
        console.error(`${error.message} It is asked again, and no request is lost.`);
      told = error.message;
    }
    await delay(AGAIN_MS, undefined, { signal }).catch(() => {});
  }
}

function lineOf({
  request,
  answered_at,
  method,
  path,
  status,
  code,
  milliseconds,
  skipped,
}: LoggedRequest): string {
  const colour = status < 400 ? 'green' : status < 500 ? 'yellow' : 'red';
  const words = [
    paint('dim', new Date(answered_at).toLocaleTimeString('sv-SE')),
    paint(colour, String(status)),
    printable(`${method} ${path}`),
    ...(code === null ? [] : [paint(colour, code)]),
    `${milliseconds} ms`,
    paint('dim', request),
  ];
  const missing = `${skipped} ${skipped === 1 ? 'request was' : 'requests were'} not kept: there were too many at once.`;
  return `${skipped === 0 ? '' : `${paint('dim', missing)}\n`}${words.join('  ')}`;
}
