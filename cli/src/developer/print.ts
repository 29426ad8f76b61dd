/** What a command prints: a table and colours where a person looks, plain JSON where a pipe does. */
import { styleText } from 'node:util';
import type { Command } from 'commander';
import type { CommonOptions } from './account.ts';

const CELL_MAX = 40;
/** What is looked for first, by those who read a table. */
const FIRST = [
  'id',
  'type',
  'name',
  'status',
  'order_id',
  'amount',
  'currency',
  'payment',
  'decline_code',
  'url',
  'created_at',
];
const COLUMNS_MAX = 7;

/** NO_COLOR and a terminal that shows none are heeded (https://no-color.org). */
export function paint(style: 'green' | 'red' | 'yellow' | 'dim' | 'bold', text: string): string {
  return styleText(style, text, { stream: process.stdout });
}

/** Prints an answer of the API: raw as it came for a program, for a person in a form that is read at a glance. */
export function printAnswer(command: Command, answer: unknown): void {
  const { json } = command.optsWithGlobals<CommonOptions>();
  if (answer === null) return;
  if (json === true || !process.stdout.isTTY) console.log(JSON.stringify(answer, null, 2));
  else console.log(shown(answer));
}

/** The answer for a person. */
function shown(answer: unknown): string {
  const { data, has_more } = answer as { data?: unknown; has_more?: boolean };
  if (!Array.isArray(data)) return fieldsText(answer as object);
  if (data.length === 0) return 'There is nothing.';
  const last = (data.at(-1) as { id?: string }).id;
  return `${tableText(data as object[])}${has_more === true ? `\n${paint('dim', `There is more: --after ${last}`)}` : ''}`;
}

export function tableText(rows: readonly object[]): string {
  const names = new Set(rows.flatMap((row) => Object.keys(row)));
  const simple = [...names].filter((name) =>
    rows.every(
      (row) =>
        typeof (row as Record<string, unknown>)[name] !== 'object' ||
        (row as Record<string, unknown>)[name] === null,
    ),
  );
  const known = FIRST.filter((name) => simple.includes(name));
  const columns = (known.length > 1 ? known : simple.filter((name) => name !== 'object')).slice(
    0,
    COLUMNS_MAX,
  );
  const cells = rows.map((row) => columns.map((name) => cellText((row as Record<string, unknown>)[name])));
  const widths = columns.map((name, at) =>
    Math.max(name.length, ...cells.map((row) => row[at]?.length ?? 0)),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd();
  return [paint('bold', line(columns)), ...cells.map(line)].join('\n');
}

function fieldsText(answer: object): string {
  const fields = Object.entries(answer).filter(([name]) => name !== 'object');
  const width = Math.max(0, ...fields.map(([name]) => name.length));
  return fields.map(([name, value]) => `${paint('dim', name.padEnd(width))}  ${valueText(value)}`).join('\n');
}

function cellText(value: unknown): string {
  const text = valueText(value);
  return text.length > CELL_MAX ? `${text.slice(0, CELL_MAX - 1)}…` : text;
}

function valueText(value: unknown): string {
  const text =
    value === null || value === undefined ? '–' : typeof value === 'string' ? value : JSON.stringify(value);
  return printable(text);
}

/** Text that others wrote may hold escapes that would act on the terminal. */
export function printable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, '�');
}
