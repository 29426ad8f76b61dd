/** For tests: starts an example by the command that its package.json says. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');

/** Long enough for a busy machine. */
const ENDS_WITHIN_MS = 20_000;

export interface StartedExample {
  /** Waits until it has printed this. Throws if it ends before. */
  said(what: string | RegExp): Promise<string[]>;
  /** All that it has printed. */
  output(): string;
  /** Its exit code, once it has ended. */
  readonly ended: Promise<number | null>;
  /** Asks it to end, and returns its exit code: null where it had to be killed. */
  stop(): Promise<number | null>;
}

export function startExample(name: string, env: Readonly<Record<string, string>>): StartedExample {
  const cwd = join(root, 'examples', name);
  const { scripts } = JSON.parse(readFileSync(join(cwd, 'package.json'), 'utf8'));
  // As npm does it, in a shell that becomes the program, so that a signal reaches it.
  const path = [join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter);
  const child = spawn('/bin/sh', ['-c', `exec ${scripts.start}`], { cwd, env: { PATH: path, ...env } });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => {
      printed += text;
    });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return {
    ended,
    output: () => printed,
    async said(what) {
      for (;;) {
        const found =
          typeof what === 'string' ? (printed.includes(what) ? [what] : null) : what.exec(printed);
        if (found !== null) return [...found];
        if (child.exitCode !== null || child.signalCode !== null)
          throw new Error(`it ended before it said ${what}:\n${printed}`);
        await Promise.race([once(child.stdout, 'data'), once(child.stderr, 'data'), ended]);
      }
    },
    async stop() {
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), ENDS_WITHIN_MS);
      return ended.finally(() => clearTimeout(late));
    },
  };
}
