/**
 * Loaded before a program (`--import`): kills it, as the machine would, right before the first step that no run before it
 * came to. The file that `FLORIN_TEST_STEPS` names holds the steps that were come to, one a line. Run again and again, a
 * program is so ended once before each step that changes a file, starts a program or changes the database.
 */
import childProcess from 'node:child_process';
import { appendFileSync, readFileSync } from 'node:fs';
import files from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { basename } from 'node:path';
import pg from 'pg';

const file = process.env.FLORIN_TEST_STEPS as string;
const seen = new Set(readFileSync(file, 'utf8').split('\n'));

function comeTo(step: string): void {
  if (seen.has(step)) return;
  seen.add(step);
  appendFileSync(file, `${step}\n`);
  process.kill(process.pid, 'SIGKILL');
}

type Call = (...args: never[]) => unknown;

function watch(object: object, name: string, stepOf: (args: unknown[]) => string | null): void {
  const methods = object as Record<string, Call>;
  const call = methods[name] as Call;
  methods[name] = function watched(this: unknown, ...args: never[]) {
    const step = stepOf(args);
    if (step !== null) comeTo(step);
    return call.apply(this, args);
  };
}

/** Without what is another in every run: process ids, random names. The thousand files of the engine are one. */
const plain = (path: unknown): string =>
  /\/engine-[^/]*\//.test(String(path))
    ? 'a file of the engine'
    : basename(String(path))
        .replace(/^\w+\.copy\.gz$/, 'a table')
        .replaceAll(/[0-9a-f]{8,}|\d+/g, '*');

/** Each changes what others see, or ends it. */
const statements = ['create', 'insert', 'truncate', 'copy', 'drop', 'commit', 'analyze'];

for (const name of ['mkdir', 'rename', 'rm', 'link', 'symlink', 'chmod', 'chown', 'cp', 'writeFile'])
  watch(files, name, (paths) => `${name} ${plain(paths.at(name === 'rename' ? 1 : 0))}`);
watch(files, 'open', ([path, flags]) => (flags === 'r' ? null : `write ${plain(path)}`));
for (const name of ['spawnSync', 'spawn'])
  watch(childProcess, name, ([command]) =>
    /initdb$|^setpriv$/.test(String(command)) ? `run ${basename(String(command))}` : null,
  );
syncBuiltinESMExports();
watch(pg.Client.prototype, 'query', ([query]) => {
  const text = typeof query === 'string' ? query : ((query as { text?: string }).text ?? '');
  const word = /^[\s;]*([a-z]+)/i.exec(text.replaceAll(/^--.*$/gm, ''))?.[1]?.toLowerCase();
  return word !== undefined && statements.includes(word) ? `sql ${word}` : null;
});
