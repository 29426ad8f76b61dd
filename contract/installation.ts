/** A running platform, with its document in a file, and the other programs that are tested with it. */
import assert from 'node:assert/strict';
import { type ExecFileException, execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import type { PlatformOptions } from '../server/src/platform.ts';
import { openTestPlatform, type TestPlatform } from '../server/src/testing.ts';
import { freePort } from '../test/ports.ts';

export interface Installation {
  readonly florin: TestPlatform;
  readonly url: string;
  /** The folder with `openapi.json` and what is generated from it. */
  readonly folder: string;
  /** Runs a program in the folder, with the platform's address in its environment. If it fails, the error has its output. */
  run(program: string, args: readonly string[], options?: { cwd?: string; env?: object }): Promise<string>;
  /** Runs a generator, and fails if it warns of anything but what is known of it. */
  generate(program: string, args: readonly string[], known?: readonly RegExp[]): Promise<void>;
  close(): Promise<void>;
}

/** The contract's own folder. */
export const here = import.meta.dirname;
/** The folder with the programs of the Python environment. */
export const python = join(here, '.venv/bin');

const OUTPUT_MAX = 64 * 1024 * 1024;
const RUN_MS_MAX = 5 * 60_000;

export async function openInstallation(options: Partial<PlatformOptions> = {}): Promise<Installation> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const [florin, folder] = await Promise.all([
    // Comments are sent often, because some clients mistake them for events.
    openTestPlatform({ publicUrl: url, streams: { heartbeatMs: 20, stalledMs: 15_000 }, ...options }),
    mkdtemp(join(tmpdir(), 'florin-contract-')),
  ]);
  await florin.app.listen({ port, host: '127.0.0.1' });
  const { body: document } = await florin.call('GET', '/openapi.json');
  await writeFile(join(folder, 'openapi.json'), JSON.stringify(document));
  // Node is first on the path, for tools that start with a #! line.
  const path = [dirname(process.execPath), join(here, 'node_modules/.bin'), process.env.PATH].join(delimiter);
  const run: Installation['run'] = (program, args, { cwd = folder, env = {} } = {}) =>
    new Promise((resolve, reject) => {
      const options = {
        cwd,
        env: { ...process.env, PATH: path, FLORIN_URL: url, FLORIN_KEY: florin.secretKey, ...env },
        maxBuffer: OUTPUT_MAX,
        timeout: RUN_MS_MAX,
      };
      execFile(program, [...args], options, (error: ExecFileException | null, stdout, stderr) =>
        error === null
          ? resolve(stdout)
          : reject(
              new Error(`${program} ${args[0]} ended with ${error.code ?? error.signal}\n${stdout}${stderr}`),
            ),
      );
    });
  return {
    florin,
    url,
    folder,
    run,
    async generate(program, args, known = []) {
      // What a generator says goes to either of its outputs.
      const told = await run('sh', ['-c', 'exec "$0" "$@" 2>&1', program, ...args]);
      assert.deepEqual(warningsIn(told, known), [], `${program} warns`);
    },
    async close() {
      await rm(folder, { recursive: true, force: true });
      await florin.close();
    },
  };
}

/** The lines in which a generator warns, or says that something is wrong, without those that are known of it. */
export function warningsIn(output: string, known: readonly RegExp[]): string[] {
  return output
    .split('\n')
    .filter((line) =>
      /\b(warn|warning|warnings|error|errors|unsupported|deprecated|invalid)\b|[⚠✖]/i.test(line),
    )
    .filter((line) => !known.some((pattern) => pattern.test(line)));
}

/**
 * Why a test is skipped: the programs that this machine lacks. False if it has all, or if it is CI, which must have them.
 */
export function without(...programs: readonly string[]): string | false {
  const missing = programs.filter((program) => spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0);
  if (missing.length === 0) return false;
  const said = `LEFT OUT: this machine has no ${missing.join(' and no ')}`;
  console.log(said);
  return said;
}
