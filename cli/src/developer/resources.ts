/** `florin payments create` and the like: a command for each operation of the API. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { accountOf } from './account.ts';
import { collected, readData } from './api.ts';
import { operations } from './generated/operations.ts';
import type { Field, Operation } from './operation.ts';
import { printAnswer } from './print.ts';
import { ask } from './request.ts';
import { CommandError } from './trouble.ts';

/** What is said of the groups in `florin --help`. Others are described by their name. */
const ABOUT: Readonly<Record<string, string>> = {
  keys: 'the keys of the API; in a clone, also those that seal secrets in the database',
  sandbox: 'sandboxes, their clock and their payers',
};

export function addResources(program: Command): void {
  for (const name of new Set(operations.map(({ group }) => group))) {
    const group = program.command(name).description(ABOUT[name] ?? name.replaceAll('-', ' '));
    for (const operation of operations) if (operation.group === name) addOperation(group, operation);
  }
}

function addOperation(group: Command, operation: Operation): void {
  const command = group.command(operation.verb).description(operation.summary.replaceAll('’', "'"));
  // The SDKs and the API's document say retrieve.
  if (operation.verb === 'get') command.alias('retrieve');
  if (operation.path.includes('{id}')) command.argument('<id>');
  for (const field of [...operation.query, ...(operation.body ?? [])]) command.addOption(optionOf(field));
  if (operation.body !== null)
    command.option('-d, --data <json>', 'the body: JSON, @FILE, or -; the other options change it');
  if (operation.method === 'POST')
    command.option('--idempotency-key <key>', 'the same key and body happen once; otherwise a fresh one');
  command.action(async (...args: unknown[]) => {
    const id = operation.path.includes('{id}') ? (args[0] as string) : '';
    await run(operation, id, command);
  });
}

async function run(operation: Operation, id: string, command: Command): Promise<void> {
  const options = command.opts<Record<string, unknown> & { data?: string; idempotencyKey?: string }>();
  const given = (fields: readonly Field[]) =>
    fields.flatMap((field) => {
      const value = options[attributeOf(field)];
      return value === undefined ? [] : [[field.name, value] as const];
    });
  const query = new URLSearchParams(
    given(operation.query).map(([name, value]): [string, string] => [name, String(value)]),
  );
  const path = operation.path.replace('{id}', encodeURIComponent(id));
  const account = await accountOf(command);
  const answer = await ask(account, {
    ...{ method: operation.method, path: query.size === 0 ? path : `${path}?${query}` },
    ...(operation.body === null ? {} : { body: await bodyOf(options.data, given(operation.body)) }),
    ...(options.idempotencyKey === undefined ? {} : { idempotencyKey: options.idempotencyKey }),
  });
  printAnswer(command, answer);
}

/** Whether a required field is missing is for the API to say, which names it. */
async function bodyOf(
  data: string | undefined,
  given: readonly (readonly [string, unknown])[],
): Promise<string> {
  const base: unknown = data === undefined ? {} : JSON.parse(await readData(data));
  if (typeof base !== 'object' || base === null || Array.isArray(base))
    throw new CommandError('arguments', 'The body that -d gives must be a JSON object.');
  return JSON.stringify({ ...base, ...Object.fromEntries(given) });
}

function optionOf(field: Field): Option {
  const flag = `--${field.name.replaceAll('_', '-')}`;
  const says = field.required ? `${field.description} Required.`.trim() : field.description;
  switch (field.kind) {
    case 'boolean':
      return new Option(`${flag} [boolean]`, says).preset('true').argParser(readBoolean);
    case 'integer':
      return new Option(`${flag} <number>`, says).argParser(readInteger);
    case 'list':
      return new Option(`${flag} <item>`, `${says} May be repeated.`.trim()).argParser(collected);
    case 'object':
      return new Option(`${flag} <json>`, `${says} JSON, or NAME=VALUE, repeated.`.trim()).argParser(
        readObject,
      );
    case 'text or object':
      return new Option(`${flag} <text>`, `${says} JSON if it begins with {.`.trim()).argParser((text) =>
        text.startsWith('{') ? parsed(text) : text,
      );
    case 'text':
      return new Option(`${flag} <text>`, says);
  }
}

/** Under which name commander keeps the option. */
function attributeOf(field: Field): string {
  return optionOf(field).attributeName();
}

function readBoolean(text: string): boolean {
  if (text !== 'true' && text !== 'false') throw new InvalidArgumentError('It is true or false.');
  return text === 'true';
}

function readInteger(text: string): number {
  if (!/^-?\d{1,15}$/.test(text))
    throw new InvalidArgumentError('It is a whole number. Amounts are minor units: 25.99 USD is 2599.');
  return Number(text);
}

function readObject(text: string, before: object = {}): object {
  const [, name, value] = /^([^={]+)=(.*)$/s.exec(text) ?? [];
  return name === undefined ? parsed(text) : { ...before, [name]: value };
}

function parsed(text: string): object {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InvalidArgumentError(`It is not JSON: ${(error as Error).message}`);
  }
}
