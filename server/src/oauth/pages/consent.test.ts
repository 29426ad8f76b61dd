import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { appScopes } from '../../identity/index.ts';
import { addPerson, formToken, GOOD_PASSWORD, Visitor } from '../../identity/testing.ts';
import { uuidOf } from '../../kernel/ids.ts';
import { openTestProvider, type TestProvider, withinASecond } from '../testing.ts';
import { wordsOfScope } from './scope-words.ts';
import { answerConsent, follow, newCode, owner, REDIRECT_URI, request } from './testing.ts';

describe('asking a person for consent', () => {
  let florin: TestProvider;
  before(async () => {
    florin = await openTestProvider();
  });
  after(() => florin.close());

  const api = async (token: string, path = '/v1/payments') =>
    (await florin.call('GET', path, undefined, { authorization: `Bearer ${token}` })).status;

  it('sends whoever has not signed in to do so, and back', async () => {
    const visitor = new Visitor(florin);
    const { location } = await visitor.get(request(florin).url);
    assert.match(location ?? '', /^\/oauth\/interaction\//);
    const login = await visitor.get(location as string);
    assert.equal(login.location, `/login?lang=en&next=${encodeURIComponent(location as string)}`);
  });

  it('says who asks for what, in the person’s language, and gives what they choose', async () => {
    const visitor = await owner(florin);
    const page = await follow(florin, visitor, request(florin).url);
    for (const said of ['Demo app', 'Paper &#38; Pine', 'see your payments', 'while you are away'])
      assert.ok(page.body.includes(said), page.body);
    assert.doesNotMatch(page.body, /<script/);
    assert.match(
      String(page.headers['content-security-policy']),
      /form-action 'self' http:\/\/127\.0\.0\.1:4299;/,
    );
    const path = /action="([^"?]+)/.exec(page.body)?.[1];
    assert.match((await visitor.get(`${path}?lang=zh`)).body, /查看您的付款/);
    const { body } = await florin.post(await newCode(florin, visitor));
    assert.equal(body.scope, 'payments:read', JSON.stringify(body));
    assert.equal(await api(body.access_token), 200);
    assert.equal(await api(body.access_token, '/v1/balances'), 403);
  });

  it('gives nothing to an app that is refused', async () => {
    const visitor = await owner(florin);
    const page = await follow(florin, visitor, request(florin, { prompt: 'consent' }).url);
    const back = await answerConsent(florin, visitor, page, { allow: 'no' });
    assert.equal(back.searchParams.get('error'), 'access_denied');
    assert.equal(back.searchParams.get('iss'), florin.url);
  });

  it('offers only accounts where the person’s role has every scope that is asked for', async () => {
    await addPerson(florin, 'reader@shop.example');
    await florin.sql(
      `insert into membership (organization_id, id, person_id, role, created_at)
       select a.organization_id, p.person_id, p.person_id, 'read_only', now() from account a, person p
       where p.email = 'reader@shop.example' limit 1`,
    );
    const visitor = new Visitor(florin);
    await visitor.signIn('reader@shop.example', GOOD_PASSWORD);
    const may = await follow(florin, visitor, request(florin).url);
    assert.ok(may.body.includes(florin.account));
    const asked = request(florin, { scope: 'payments:read refunds:write' });
    const page = await follow(florin, visitor, asked.url);
    assert.ok(!page.body.includes(florin.account), page.body);
    assert.match(page.body, /None of your accounts fits/);
    // Nor does naming the account help.
    const path = /action="([^"?]+)/.exec(page.body)?.[1] as string;
    const form = /name="form" value="([^"]+)/.exec(page.body)?.[1] as string;
    const forced = await visitor.post(path, { form, allow: 'yes', account: florin.account });
    assert.deepEqual([forced.status, forced.location], [200, undefined]);
  });

  it('is not asked for by an app that wants nothing it may have', async () => {
    const visitor = await owner(florin);
    const page = await follow(florin, visitor, request(florin, { scope: 'nonsense', prompt: 'consent' }).url);
    const back = new URL(page.location as string);
    assert.deepEqual(
      [back.origin, back.searchParams.get('error')],
      ['http://127.0.0.1:4299', 'invalid_scope'],
    );
  });

  it('ends the session here too for whoever signs out by way of an app', async () => {
    const visitor = await owner(florin);
    await newCode(florin, visitor);
    const asked = await visitor.get('/oauth/logout?lang=zh');
    const xsrf = /name="xsrf" value="([^"]+)/.exec(asked.body)?.[1] as string;
    const path = /action="([^"]+)/.exec(asked.body)?.[1]?.replace('&#61;', '=') as string;
    assert.equal(path, '/oauth/logout/confirm?lang=zh', 'the language goes on');
    assert.equal((await visitor.get('/account')).status, 200);
    assert.equal((await visitor.post(path, { xsrf, logout: 'yes' })).status, 303);
    assert.match((await visitor.get('/account')).location ?? '', /^\/login/);
  });

  it('gives no more than was shown, when the app is changed while the person reads', async () => {
    const { body: app } = await florin.call('POST', '/v1/apps', {
      ...{ name: 'Grows', redirect_uris: [REDIRECT_URI], scopes: ['payments:read'] },
    });
    const visitor = await owner(florin);
    const asked = request(florin, { client_id: app.id, scope: 'payments:read refunds:write' });
    const page = await follow(florin, visitor, asked.url);
    assert.doesNotMatch(page.body, /give refunds/);
    const wider = { scopes: ['payments:read', 'refunds:write'] };
    assert.equal((await florin.call('POST', `/v1/apps/${app.id}`, wider)).status, 200);
    const path = /action="([^"?]+)/.exec(page.body)?.[1] as string;
    const fields = { form: formToken(page.body), account: florin.account, allow: 'yes' };
    for (const said of [{ scopes: 'payments:read' }, { scopes: '' }]) {
      const again = await visitor.post(path, { ...fields, ...said });
      assert.deepEqual([again.status, again.location], [200, undefined]);
      assert.match(again.body, /give refunds/);
    }
    assert.deepEqual(
      await florin.sql('select from home.oauth_grant where app_id = $1', [uuidOf(app.id)]),
      [],
    );
  });

  it('has words for every scope that an app may have, and apps have none for keys, people or organizations', () => {
    for (const scope of appScopes) {
      for (const language of ['en', 'zh'] as const) assert.notEqual(wordsOfScope(language, scope), scope);
      assert.doesNotMatch(scope, /keys|apps|organization|audit|sandboxes/);
    }
  });

  it('takes no form of another site', async () => {
    const visitor = await owner(florin);
    const page = await follow(florin, visitor, request(florin, { prompt: 'consent' }).url);
    const path = /action="([^"?]+)/.exec(page.body)?.[1] as string;
    const fields = { allow: 'yes', account: florin.account };
    assert.equal((await visitor.post(path, { ...fields, form: 'guessed' })).status, 410);
    const form = /name="form" value="([^"]+)/.exec(page.body)?.[1] as string;
    const foreign = { origin: 'https://evil.example' };
    assert.equal((await visitor.post(path, { ...fields, form }, foreign)).status, 410);
  });

  it('begins again where the request has been answered, as after the back button', async () => {
    const visitor = await owner(florin);
    const page = await follow(florin, visitor, request(florin, { prompt: 'consent' }).url);
    await answerConsent(florin, visitor, page);
    const path = /action="([^"?]+)/.exec(page.body)?.[1] as string;
    const again = await visitor.get(path);
    assert.equal(again.status, 410);
    assert.match(again.body, /begin again/);
  });

  it('is withdrawn on the person’s page, and everything it gave is dead within a second', async () => {
    const visitor = await owner(florin);
    const { body } = await florin.post(
      await newCode(florin, visitor, { scope: 'balances:read offline_access' }),
    );
    assert.equal(await api(body.access_token, '/v1/balances'), 200);
    const page = await visitor.get('/account/apps');
    assert.match(page.body, /see your balances/);
    const ends = [...page.body.matchAll(/action="(\/account\/apps\/[^"?]+)/g)].map(
      ([, path]) => path as string,
    );
    await visitor.submit('/account/apps', {}, ends[0] as string);
    for (const by of [florin, florin.second])
      await withinASecond(async () => {
        const headers = { authorization: `Bearer ${body.access_token}` };
        return (await by.app.inject({ url: '/v1/balances', headers })).statusCode === 401;
      });
    const refresh = await florin.post({ grant_type: 'refresh_token', refresh_token: body.refresh_token });
    assert.deepEqual([refresh.status, refresh.body.error], [400, 'invalid_grant']);
    const stranger = new Visitor(florin);
    assert.match((await stranger.get('/account/apps')).location ?? '', /^\/login/);
  });

  it('ends when the app’s own account is closed, also on accounts of others', async () => {
    const { body: sandbox } = await florin.call('POST', '/v1/sandboxes', { name: 'Of the app' });
    const settings = { name: 'Elsewhere', redirect_uris: [REDIRECT_URI], scopes: ['payments:read'] };
    const by = { authorization: `Bearer ${sandbox.secret_key}` };
    const { body: app } = await florin.call('POST', '/v1/apps', settings, by);
    const as = { client_id: app.id, client_secret: app.client_secret };
    const { body } = await florin.post(await newCode(florin, await owner(florin), { client_id: app.id }), {
      as,
    });
    assert.equal(await api(body.access_token), 200, JSON.stringify(body));
    assert.ok((await florin.call('DELETE', `/v1/sandboxes/${sandbox.id}`)).status < 300);
    await withinASecond(async () => (await api(body.access_token)) === 401);
    const refresh = { grant_type: 'refresh_token', refresh_token: body.refresh_token };
    assert.equal((await florin.post(refresh, { as })).status, 401);
  });

  it('ends with the person’s role in the organization', async () => {
    const visitor = await owner(florin);
    const { body } = await florin.post(await newCode(florin, visitor));
    assert.equal(await api(body.access_token), 200);
    await florin.sql(
      `with revised as (update identity_revision set revision = revision + 1)
       update membership set role = 'support' where role = 'owner'`,
    );
    await withinASecond(async () => (await api(body.access_token)) === 200);
    await florin.sql(
      `with revised as (update identity_revision set revision = revision + 1)
       delete from membership where role = 'support'`,
    );
    await withinASecond(async () => (await api(body.access_token)) === 401);
  });
});
