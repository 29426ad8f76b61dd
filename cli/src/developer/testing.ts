/** For tests: the program as a process of its own, with a home of its own, at a platform that listens. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort } from '../../../test/ports.ts';

const MAIN = resolve(import.meta.dirname, '../main.ts');

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Begun {
  readonly child: ChildProcessWithoutNullStreams;
  /** What it has printed so far. */
  readonly printed: { stdout: string; stderr: string };
  readonly ended: Promise<Ran>;
}

export interface Terminal {
  readonly folder: string;
  /** Runs it to its end. @param input is all of its standard input. */
  run(args: readonly string[], settings?: Readonly<Record<string, string>>, input?: string): Promise<Ran>;
  begin(args: readonly string[], settings?: Readonly<Record<string, string>>): Begun;
  close(): Promise<void>;
}

/** @param common are settings of every run. */
export async function openTerminal(common: Readonly<Record<string, string>> = {}): Promise<Terminal> {
  const folder = await mkdtemp(join(tmpdir(), 'florin-cli-'));
  const begin: Terminal['begin'] = (args, settings = {}) => {
    const child = spawn(process.execPath, [MAIN, ...args], {
      cwd: folder,
      env: {
        PATH: process.env.PATH,
        HOME: folder,
        XDG_CONFIG_HOME: join(folder, 'config'),
        ...common,
        ...settings,
      },
    });
    const printed = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const)
      child[stream].setEncoding('utf8').on('data', (text) => {
        printed[stream] += text;
      });
    const ended = once(child, 'close').then(([status]) => ({ status, ...printed }));
    return { child, printed, ended };
  };
  return {
    folder,
    begin,
    async run(args, settings, input = '') {
      const { child, ended } = begin(args, settings);
      // A program that has refused before it read closes its end.
      child.stdin.on('error', () => {});
      child.stdin.end(input);
      return ended;
    },
    close: () => rm(folder, { recursive: true }),
  };
}

/** An address at which nothing listens. */
export async function nowhere(): Promise<string> {
  return `http://127.0.0.1:${await freePort()}`;
}
