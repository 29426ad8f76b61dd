/** Finds the browser for tests. Browser tests are never skipped: without a browser the run fails and says what to do. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** Finds a Chromium or installs one, and returns its path. If neither is possible, the error says what to do. */
export async function findChromium(): Promise<string> {
  const chosen = process.env.CHROME_PATH;
  if (chosen !== undefined) {
    if (runs(chosen)) return chosen;
    throw new Error(`CHROME_PATH is ${chosen}, which cannot be run`);
  }
  const found = USUAL_PLACES.find(runs) ?? installOnDebian() ?? (await unpackFromPackage());
  if (found !== undefined) return found;
  throw new Error(
    'No Chrome or Chromium was found for the browser tests. Install one, or set CHROME_PATH to it.',
  );
}

function runs(path: string): boolean {
  return existsSync(path) && spawnSync(path, ['--version'], { stdio: 'ignore' }).status === 0;
}

function installOnDebian(): string | undefined {
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return undefined;
  console.log('Installing chromium for the browser tests …');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [
    ['update', '-qq'],
    ['install', '-qq', '--no-install-recommends', 'chromium'],
  ]) {
    const done = spawnSync('apt-get', ['-y', ...args], { env, encoding: 'utf8' });
    if (done.status !== 0) {
      console.log(`apt-get ${args[0]} failed: ${done.stderr || done.error?.message}`);
      return undefined;
    }
  }
  return USUAL_PLACES.find(runs);
}

/** A browser from an npm package, for Linux on x64 without apt. */
async function unpackFromPackage(): Promise<string | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const { default: chromium } = await import('@sparticuz/chromium');
  const path = await chromium.executablePath();
  return runs(path) ? path : undefined;
}
