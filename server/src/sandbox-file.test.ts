import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { readConfig } from './config.ts';
import { isPassword } from './identity/people/passwords.ts';
import { Visitor } from './identity/testing.ts';
import { ensureSandboxFile } from './sandbox-file.ts';
import { openTestPlatform, type TestPlatform } from './testing.ts';

describe('sandbox.json', () => {
  let florin: TestPlatform;
  let folder: string;
  before(async () => {
    florin = await openTestPlatform();
    folder = await mkdtemp(join(tmpdir(), 'florin-sandbox-'));
  });
  after(async () => {
    await florin.close();
    await rm(folder, { recursive: true });
  });

  const start = async (environment: Record<string, string>) => {
    const config = readConfig({ FLORIN_DATA: folder, ...environment });
    await ensureSandboxFile(config, florin.databaseUrl, florin.keys);
    return JSON.parse(await readFile(join(folder, 'sandbox.json'), 'utf8'));
  };

  it('has the credentials of the demo merchant, readable only by its owner, and keeps them', async () => {
    const made = await start({ PORT: '5000' });
    assert.deepEqual(Object.keys(made).sort(), [
      'account_id',
      'base_url',
      'client_id',
      'client_secret',
      'developer',
      'operator',
      'publishable_key',
      'secret_key',
      'shop_url',
      'webhook_secret',
    ]);
    assert.equal((await stat(join(folder, 'sandbox.json'))).mode & 0o777, 0o600);
    assert.equal(made.base_url, 'http://127.0.0.1:5000');
    assert.equal(made.shop_url, 'http://127.0.0.1:5001');
    assert.deepEqual(await start({ PORT: '5000' }), made);
    const headers = { authorization: `Bearer ${made.secret_key}` };
    const order = { order_id: '123456', amount: 100, currency: 'USD' };
    assert.equal((await florin.call('POST', '/pay', order, headers)).status, 200);
  });

  it('is updated when the port changes, and so is the webhook endpoint of the demo shop', async () => {
    const before = await start({ PORT: '5000' });
    const moved = await start({ PORT: '6000', FLORIN_PUBLIC_URL: 'https://pay.example' });
    assert.deepEqual(moved, {
      ...before,
      base_url: 'https://pay.example',
      shop_url: 'https://pay.example:6001',
    });
    assert.equal((await stat(join(folder, 'sandbox.json'))).mode & 0o777, 0o600);
    const headers = { authorization: `Bearer ${before.secret_key}` };
    const { data } = (await florin.call('GET', '/v1/webhook_endpoints', undefined, headers)).body;
    assert.deepEqual(
      data.map(({ url }: { url: string }) => url),
      ['http://127.0.0.1:6001/webhooks'],
    );
  });

  it('points the webhooks of the demo shop to the address that it listens on', async () => {
    const { secret_key } = await start({ PORT: '6000', FLORIN_HOST: '[::1]' });
    const urls = async (): Promise<string[]> => {
      const headers = { authorization: `Bearer ${secret_key}` };
      const { data } = (await florin.call('GET', '/v1/webhook_endpoints', undefined, headers)).body;
      return data.map(({ url }: { url: string }) => url);
    };
    assert.deepEqual(await urls(), ['http://[::1]:6001/webhooks']);
    // Nothing in the file changes, although the shop listens elsewhere.
    const publicUrl = { PORT: '6000', FLORIN_PUBLIC_URL: 'https://pay.example' };
    await start(publicUrl);
    await start({ ...publicUrl, FLORIN_HOST: '192.0.2.7' });
    assert.deepEqual(await urls(), ['http://192.0.2.7:6001/webhooks']);
    await start({ ...publicUrl, FLORIN_HOST: '0.0.0.0' });
    assert.deepEqual(await urls(), ['http://127.0.0.1:6001/webhooks']);
  });

  it('names people who can sign in, of whom the developer reads /v1 with their session', async () => {
    const { developer, operator, account_id } = await start({ PORT: '5000' });
    const [browser, other] = [new Visitor(florin), new Visitor(florin)];
    assert.equal((await browser.signIn(developer.email, developer.password)).location, '/account?lang=en');
    assert.equal((await other.signIn(operator.email, operator.password)).location, '/account?lang=en');
    const { body } = await browser.get('/account');
    for (const seen of ['Owner', account_id]) assert.ok(body.includes(seen), seen);
    assert.ok((await other.get('/account')).body.includes('Operator'));
    const ask = async ({ cookies }: Visitor) => {
      const cookie = [...cookies].map((pair) => pair.join('=')).join('; ');
      const headers = { cookie, 'florin-account': account_id };
      return (await florin.app.inject({ method: 'GET', url: '/v1/payments', headers })).statusCode;
    };
    assert.deepEqual([await ask(browser), await ask(other)], [200, 403]);
  });

  it('stores no password and no secret in plain text', async () => {
    const { client_id, client_secret, developer, operator } = await start({ PORT: '5000' });
    const people = await florin.sql(
      `select email, password_hash, role, kind from person join membership using (person_id)
       join organization using (organization_id) order by kind`,
    );
    assert.deepEqual(
      people.map(({ email, role, kind }) => [email, role, kind]),
      [
        [developer.email, 'owner', 'merchant'],
        [operator.email, 'operator', 'platform'],
      ],
    );
    for (const { password_hash } of people)
      assert.match(String(password_hash), /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    for (const [index, { password }] of [developer, operator].entries())
      assert.equal(
        await isPassword(password, String(people[index]?.password_hash)),
        true,
        'they can sign in',
      );
    const [app] = await florin.sql('select * from app');
    assert.match(client_id, /^app_/);
    assert.deepEqual(app?.redirect_uris, ['http://127.0.0.1:4299/callback']);
    assert.ok(!JSON.stringify(app).includes(client_secret));
    const owned = await florin.sql(
      'select distinct kind from organization join account using (organization_id) where environment = $1',
      ['sandbox'],
    );
    assert.deepEqual(owned, [{ kind: 'merchant' }]);
  });
});
