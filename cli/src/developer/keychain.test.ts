import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openTestProvider, type TestProvider } from '../../../server/src/oauth/testing.ts';

const MAIN = resolve(import.meta.dirname, '../main.ts');
const NEEDED = ['dbus-run-session', 'gnome-keyring-daemon', 'secret-tool'];
const lacking = NEEDED.filter((program) => spawnSync('which', [program]).status !== 0);

describe('the keychain', { skip: lacking.length > 0 && `needs ${lacking.join(', ')}` }, () => {
  let florin: TestProvider;
  let home: string;
  before(async () => {
    florin = await openTestProvider();
    home = await mkdtemp(join(tmpdir(), 'florin-keychain-'));
  });
  after(async () => {
    await rm(home, { recursive: true });
    await florin.close();
  });

  /** Runs a script in a desktop session of its own, with its keychain unlocked by the password, or not there. */
  const inSession = (script: string, password: string | null) =>
    new Promise<{ status: number | null; output: string }>((done) => {
      const unlock =
        password === null
          ? ''
          : `printf %s '${password}' | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1\n`;
      const text = `${unlock}florin() { "${process.execPath}" "${MAIN}" "$@"; }\n${script}`;
      const child = spawn('dbus-run-session', ['--', 'sh', '-c', text], {
        cwd: home,
        env: {
          ...{
            PATH: process.env.PATH,
            HOME: home,
            XDG_RUNTIME_DIR: home,
            XDG_CONFIG_HOME: join(home, 'config'),
          },
          ...{ XDG_DATA_HOME: join(home, 'data'), KEY: florin.secretKey, URL: florin.url },
        },
      });
      let output = '';
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding('utf8').on('data', (piece) => {
          output += piece;
        });
      child.on('close', (status) => done({ status, output }));
    });
  const file = async () => readFile(join(home, 'config/florin/profiles.json'), 'utf8');

  it('keeps a key that the file of profiles then does not have, and gives it to the next command', async () => {
    const { status, output } = await inSession(
      `printf %s "$KEY" | florin login --key - --base-url "$URL" --profile shop
       florin api GET /v1/balances && florin profiles list`,
      'open sesame',
    );
    assert.equal(status, 0, output);
    assert.match(output, /kept in the system’s keychain/);
    assert.match(output, /"object":"list"/);
    assert.match(output, /"kept_in": "keychain"/);
    assert.ok(!(await file()).includes(florin.secretKey.slice(8)));
    assert.ok(!output.includes(florin.secretKey.slice(8)));
  });

  it('is not silently done without: a profile whose key it does not give is signed out', async () => {
    const { status, output } = await inSession('florin api GET /v1/balances', null);
    assert.equal(status, 3, output);
    assert.match(output, /The keychain did not give the key of the profile shop/);
  });

  it('forgets the key with its profile', async () => {
    const look = `secret-tool search --all service florin 2>&1 | grep -c 'secret = '`;
    const { output } = await inSession(`${look}; florin profiles remove shop; ${look}`, 'open sesame');
    assert.match(output, /^1\n0\n$/m);
  });
});
