/** A platform that listens, its document in a file, and other programs that are run beside it. */
import { type ExecFileException, execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { openTestPlatform, type TestPlatform } from '../server/src/testing.ts';
import { freePort } from '../test/ports.ts';

export interface Installation {
  readonly florin: TestPlatform;
  readonly url: string;
  /** Where `openapi.json` is, and what is generated from it. */
  readonly folder: string;
  /** Runs a program in the folder; it finds the platform in its environment. Throws with what it wrote where it fails. */
  run(program: string, args: readonly string[], options?: { cwd?: string; env?: object }): Promise<string>;
  close(): Promise<void>;
}

/** The contract's own folder. */
export const here = import.meta.dirname;
/** The programs of Python's environment. */
export const python = join(here, '.venv/bin');

const OUTPUT_MAX = 64 * 1024 * 1024;
const RUN_MS_MAX = 5 * 60_000;

export async function openInstallation(): Promise<Installation> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const [florin, folder] = await Promise.all([
    // Comments often, since some clients take them for events.
    openTestPlatform({ publicUrl: url, streams: { heartbeatMs: 20, stalledMs: 15_000 } }),
    mkdtemp(join(tmpdir(), 'florin-contract-')),
  ]);
  await florin.app.listen({ port, host: '127.0.0.1' });
  const { body: document } = await florin.call('GET', '/openapi.json');
  await writeFile(join(folder, 'openapi.json'), JSON.stringify(document));
  // Node first, for tools that bring a #! line.
  const path = [dirname(process.execPath), join(here, 'node_modules/.bin'), process.env.PATH].join(delimiter);
  return {
    florin,
    url,
    folder,
    run: (program, args, { cwd = folder, env = {} } = {}) =>
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
                new Error(
                  `${program} ${args[0]} ended with ${error.code ?? error.signal}\n${stdout}${stderr}`,
                ),
              ),
        );
      }),
    async close() {
      await rm(folder, { recursive: true, force: true });
      await florin.close();
    },
  };
}

/** Why a test is left out: programs that the machine lacks. False where all are there, or where CI must have them. */
export function without(...programs: readonly string[]): string | false {
  const missing = programs.filter((program) => spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0);
  if (missing.length === 0) return false;
  const said = `LEFT OUT: this machine has no ${missing.join(' and no ')}`;
  console.log(said);
  return said;
}
