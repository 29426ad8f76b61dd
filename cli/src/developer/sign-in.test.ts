import assert from 'node:assert/strict';
import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { finishConsent, follow, owner } from '../../../server/src/oauth/pages/testing.ts';
import { openTestProvider, type TestProvider } from '../../../server/src/oauth/testing.ts';
import { until } from '../../../test/processes.ts';
import { nowhere, openTerminal, type Terminal } from './testing.ts';

describe('florin login and profiles', () => {
  let florin: TestProvider;
  before(async () => {
    florin = await openTestProvider();
  });
  after(() => florin.close());

  const withTerminal = async (work: (terminal: Terminal) => Promise<void>): Promise<void> => {
    const terminal = await openTerminal();
    try {
      await work(terminal);
    } finally {
      await terminal.close();
    }
  };
  const list = ['api', 'GET', '/v1/payments'];
  const profilesOf = ({ folder }: Terminal) => join(folder, 'config/florin/profiles.json');

  it('keeps a key from the standard input where nobody else reads it, and uses it from then on', () =>
    withTerminal(async (terminal) => {
      const login = ['login', '--key', '-', '--base-url', florin.url, '--profile', 'shop'];
      const done = await terminal.run(login, {}, `${florin.secretKey}\n`);
      assert.equal(done.status, 0, done.stderr);
      assert.equal((await stat(profilesOf(terminal))).mode & 0o777, 0o600);
      assert.equal((await stat(join(terminal.folder, 'config/florin'))).mode & 0o777, 0o700);
      const answer = await terminal.run(list);
      assert.equal(answer.status, 0, answer.stderr);
      assert.equal(JSON.parse(answer.stdout).object, 'list');
      const shown = await terminal.run(['profiles', 'list']);
      assert.deepEqual(
        JSON.parse(shown.stdout).map(({ name, in_use, base_url }: Record<string, unknown>) => [
          name,
          in_use,
          base_url,
        ]),
        [['shop', true, florin.url]],
      );
      assert.ok(!shown.stdout.includes(florin.secretKey));
    }));

  it('does not keep a key that the API does not take', () =>
    withTerminal(async (terminal) => {
      const wrong = `sk_test_${'x'.repeat(32)}`;
      const done = await terminal.run(['login', '--key', '-', '--base-url', florin.url], {}, wrong);
      assert.equal(done.status, 3);
      assert.equal((await terminal.run(list)).status, 3);
    }));

  it('changes between profiles, forgets them, and says so where there is none of that name', () =>
    withTerminal(async (terminal) => {
      for (const name of ['one', 'two'])
        await terminal.run(
          ['login', '--key', '-', '--base-url', florin.url, '--profile', name],
          {},
          florin.secretKey,
        );
      assert.equal((await terminal.run(['profiles', 'use', 'one'])).status, 0);
      assert.equal(JSON.parse(await readFile(profilesOf(terminal), 'utf8')).current, 'one');
      assert.equal((await terminal.run(['profiles', 'remove', 'one'])).status, 0);
      const gone = await terminal.run([...list, '--profile', 'one']);
      assert.deepEqual([gone.status, /no profile one/.test(gone.stderr)], [3, true]);
      assert.equal((await terminal.run(['profiles', 'use', 'one'])).status, 2);
      assert.equal((await terminal.run([...list, '--profile', 'two'])).status, 0);
    }));

  it('takes the key of the option before that of the environment, and that before the demo merchant', () =>
    withTerminal(async (terminal) => {
      await mkdir(join(terminal.folder, '.florin'));
      const demo = { base_url: florin.url, secret_key: florin.secretKey };
      await writeFile(join(terminal.folder, '.florin/sandbox.json'), JSON.stringify(demo));
      const wrong = `sk_test_${'x'.repeat(32)}`;
      const by = async (args: string[], settings?: Record<string, string>) =>
        /The key came from (.*)\./.exec((await terminal.run([...list, ...args], settings)).stderr)?.[1];
      assert.equal((await terminal.run(list)).status, 0);
      assert.equal(await by([], { FLORIN_SECRET_KEY: wrong }), 'FLORIN_SECRET_KEY');
      assert.equal(await by(['--key', wrong], { FLORIN_SECRET_KEY: florin.secretKey }), '--key');
    }));

  it('sends no key that is kept for one Florin to another', () =>
    withTerminal(async (terminal) => {
      await terminal.run(['login', '--key', '-', '--base-url', florin.url], {}, florin.secretKey);
      const refused = await terminal.run(list, { FLORIN_BASE_URL: await nowhere() });
      assert.equal(refused.status, 2);
      assert.match(refused.stderr, /is not sent to/);
    }));

  it('refuses bad addresses and keys in a sentence, before anybody is asked', () =>
    withTerminal(async (terminal) => {
      const key = florin.secretKey;
      const cases: [string[], number, RegExp][] = [
        [['--key', key, '--base-url', 'pay.example'], 2, /is no address/],
        [['--key', key, '--base-url', 'http://pay.example'], 2, /unencrypted/],
        [['--key', key, '--base-url', 'https://me:secret@pay.example'], 2, /the address alone/],
        [['--key', florin.publishableKey, '--base-url', florin.url], 3, /publishable key/],
        [['--key', 'sk_test_short', '--base-url', florin.url], 3, /no key of Florin/],
      ];
      for (const [args, status, says] of cases) {
        const refused = await terminal.run([...list, ...args]);
        assert.equal(refused.status, status, args.join(' '));
        assert.match(refused.stderr, says);
        assert.equal(refused.stderr.trim().split('\n').length, 1);
      }
    }));

  it('reads no profiles that others may read', () =>
    withTerminal(async (terminal) => {
      await terminal.run(['login', '--key', '-', '--base-url', florin.url], {}, florin.secretKey);
      await chmod(profilesOf(terminal), 0o644);
      const refused = await terminal.run(list);
      assert.deepEqual([refused.status, /chmod 600/.test(refused.stderr)], [3, true]);
    }));

  const signsIn = (asks: (terminal: Terminal) => Promise<string[]>) =>
    withTerminal(async (terminal) => {
      const begun = terminal.begin(['login', ...(await asks(terminal))]);
      await until(() => /type the code \S+/.test(begun.printed.stderr) || begun.child.exitCode !== null);
      const code = /type the code (\S+)/.exec(begun.printed.stderr)?.[1] ?? assert.fail(begun.printed.stderr);
      const visitor = await owner(florin);
      const xsrf = (body: string) => /name="xsrf" value="([^"]+)"/.exec(body)?.[1] as string;
      const { body: typed } = await visitor.get('/oauth/device');
      const found = await visitor.post('/oauth/device', { xsrf: xsrf(typed), user_code: code });
      const sure = await visitor.post('/oauth/device', {
        xsrf: xsrf(found.body),
        user_code: code,
        confirm: 'yes',
      });
      await finishConsent(florin, visitor, await follow(florin, visitor, sure.location as string));
      const done = await begun.ended;
      assert.equal(done.status, 0, done.stderr);
      assert.equal((await terminal.run(list)).status, 0);

      const kept = JSON.parse(await readFile(profilesOf(terminal), 'utf8'));
      const token = kept.profiles.default.access_token;
      kept.profiles.default.expires_at = 0;
      await writeFile(profilesOf(terminal), JSON.stringify(kept));
      const both = await Promise.all([terminal.run(list), terminal.run(list)]);
      assert.deepEqual(
        both.map(({ status, stderr }) => [status, stderr]),
        [
          [0, ''],
          [0, ''],
        ],
      );
      const next = JSON.parse(await readFile(profilesOf(terminal), 'utf8')).profiles.default.access_token;
      assert.notEqual(next, token);
    });

  it('signs in by a code that a person types, and renews the token once, also for two at a time', () =>
    signsIn(async () => {
      const { body: app } = await florin.call('POST', '/v1/apps', {
        name: 'Command line',
        grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'],
        token_endpoint_auth_method: 'none',
      });
      return ['--client-id', app.id, '--base-url', florin.url];
    }));

  it('signs in as the demo app in the folder of a clone', () =>
    signsIn(async ({ folder }) => {
      await mkdir(join(folder, '.florin'));
      const { url: base_url, client_id, client_secret } = florin;
      await writeFile(
        join(folder, '.florin/sandbox.json'),
        JSON.stringify({ base_url, client_id, client_secret, secret_key: florin.secretKey }),
      );
      return [];
    }));

  it('says what an app lacks that cannot use the device flow', () =>
    withTerminal(async (terminal) => {
      const { body: app } = await florin.call('POST', '/v1/apps', { name: 'Server' });
      const refused = await terminal.run(['login', '--client-id', app.id, '--base-url', florin.url]);
      assert.equal(refused.status, 3);
      assert.match(refused.stderr, /grant_types/);
    }));
});
