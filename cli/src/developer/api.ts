/** `florin api`: any call of the API. */
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { accountOf } from './account.ts';
import { refusal, send } from './request.ts';
import { CommandError } from './trouble.ts';

interface ApiOptions {
  readonly data?: string;
  readonly header: readonly string[];
  readonly idempotencyKey?: string;
}

export function addApi(program: Command): void {
  program
    .command('api')
    .description('call the API, as in: florin api POST /v1/payments -d @payment.json')
    .argument('<method>', 'GET, POST or DELETE')
    .argument('<path>', 'as in /v1/payments?limit=3')
    .option('-d, --data <json>', 'the body: JSON, @FILE, or - for the standard input')
    .option(
      '-H, --header <line>',
      'another header, as in "Accept-Language: zh"; may be repeated',
      collected,
      [],
    )
    .option('--idempotency-key <key>', 'the same key and body happen once; otherwise a fresh one')
    .action(callApi);
}

export function collected(one: string, before: readonly string[] = []): string[] {
  return [...before, one];
}

async function callApi(method: string, path: string, options: ApiOptions, command: Command): Promise<void> {
  const verb = checkedCall(method, path);
  const headers = headersOf(options.header);
  const body = options.data === undefined ? undefined : await readData(options.data);
  const account = await accountOf(command);
  const answer = await send(account, {
    ...{ method: verb, path, headers },
    ...(body === undefined ? {} : { body }),
    ...(options.idempotencyKey === undefined ? {} : { idempotencyKey: options.idempotencyKey }),
  });
  const came = await answer.text();
  if (!answer.ok) throw refusal(account, answer, came);
  if (came !== '') process.stdout.write(pretty(came));
}

/** The method in capitals. @throws CommandError for a method or a path that the API cannot have. */
export function checkedCall(method: string, path: string): string {
  const verb = method.toUpperCase();
  if (!['GET', 'POST', 'DELETE'].includes(verb))
    throw new CommandError('arguments', `The API knows GET, POST and DELETE, and no ${method}.`);
  if (!path.startsWith('/') || path.startsWith('//'))
    throw new CommandError('arguments', `The path ${path} begins with one slash, as in /v1/payments.`);
  return verb;
}

/** Headers by their names in lower case. @throws CommandError for a line that is no header. */
export function headersOf(lines: readonly string[]): Record<string, string> {
  return Object.fromEntries(lines.map(headerOf));
}

/** JSON with indents where a person looks, and as it came elsewhere. */
function pretty(body: string): string {
  const ended = body.endsWith('\n') ? body : `${body}\n`;
  if (!process.stdout.isTTY) return ended;
  try {
    return `${JSON.stringify(JSON.parse(body), null, 2)}\n`;
  } catch {
    return ended;
  }
}

function headerOf(line: string): [string, string] {
  const [, name, value] = /^([\w-]+):\s*(.*)$/.exec(line) ?? [];
  if (name === undefined || value === undefined)
    throw new CommandError(
      'arguments',
      `The header ${JSON.stringify(line)} has no colon: write "Name: value".`,
    );
  return [name.toLowerCase(), value];
}

/** The body that `-d` names. @throws CommandError if it is not JSON, which the API would refuse too. */
export async function readData(data: string): Promise<string> {
  const body =
    data === '-' ? await text(process.stdin) : data.startsWith('@') ? await readNamed(data.slice(1)) : data;
  try {
    JSON.parse(body);
    return body;
  } catch (error) {
    throw new CommandError('arguments', `The body is not JSON: ${(error as Error).message}`, error);
  }
}

async function readNamed(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new CommandError('arguments', `${file} cannot be read: ${(error as Error).message}`, error);
  }
}
