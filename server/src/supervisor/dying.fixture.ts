/**
 * Loaded before a program (`--import`). It kills the program, as a failing machine would, right before the first step that no
 * earlier run has reached. The file named by `FLORIN_TEST_STEPS` lists the steps that were reached, one in each line. So a
 * program that is run repeatedly is killed once before each step that changes a file or the database, or starts a program.
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

/** The step without what differs between runs, such as process ids and random names. All files of the engine are one step. */
const plain = (path: unknown): string =>
  /\/engine-[^/]*\//.test(String(path))
    ? 'a file of the engine'
    : basename(String(path))
        .replace(/^\w+\.copy\.gz$/, 'a table')
        .replaceAll(/[0-9a-f]{8,}|\d+/g, '*');

/** These statements change what others see, or complete such a change. */
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
