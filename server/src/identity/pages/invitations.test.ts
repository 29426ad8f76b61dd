import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openTestPlatform, type TestPlatform } from '../../testing.ts';
import { addPerson, formToken, GOOD_PASSWORD, HandClock, linkOf, mailTo, Visitor } from '../testing.ts';

const DAY_MS = 86_400_000;

describe('the page of an invitation', () => {
  let florin: TestPlatform;
  const clock = new HandClock();
  let addresses = 0;
  const visitor = () => new Visitor(florin, { address: `192.0.2.${++addresses}` });
  before(async () => {
    florin = await openTestPlatform({ mailbox: true, clock });
  });
  after(() => florin.close());

  /** The path of the link in the mail that is sent. */
  const invite = async (email: string, more: object = {}) => {
    const body = { email, role: 'finance', ...more };
    const { status, body: answer } = await florin.call('POST', '/v1/organization/invitations', body);
    assert.equal(status, 200, JSON.stringify(answer));
    return { path: new URL(answer.accept_url).pathname, id: answer.id as string };
  };
  const signedIn = async (email: string) => {
    await addPerson(florin, email);
    const browser = visitor();
    await browser.signIn(email, GOOD_PASSWORD);
    return browser;
  };
  const rolesOf = async (email: string) =>
    (
      await florin.sql('select role from membership join person using (person_id) where email = $1', [email])
    ).map(({ role }) => role);

  it('is mailed, in the language that was asked for', async () => {
    const { path } = await invite('ada@example.com');
    const mail = await mailTo(florin, 'ada@example.com');
    assert.equal(mail.subject, 'You are invited to an organization on Florin');
    assert.ok(mail.text.includes(`http://127.0.0.1:4242${path}?lang=en`), mail.text);
    assert.match(mail.text, /“Paper & Pine”/);
    const { path: second } = await invite('li@example.com', { language: 'zh' });
    const zh = await mailTo(florin, 'li@example.com');
    assert.equal(zh.subject, '邀请您加入 Florin 上的机构');
    assert.ok(zh.text.includes(`${second}?lang=zh`));
    const other = await florin.call('POST', '/v1/organization/invitations', {
      ...{ email: 'ada@example.com', role: 'finance', language: 'fr' },
    });
    assert.equal(other.body.code, 'invalid_request');
  });

  it('goes to one address, of which one mailbox gets five an hour', async () => {
    for (const email of ['a,b@example.com', 'a@b', 'ä@example.com']) {
      const { body } = await florin.call('POST', '/v1/organization/invitations', { email, role: 'finance' });
      assert.deepEqual([body.code, body.field], ['invalid_request', 'email'], email);
    }
    for (let n = 0; n < 7; n++) await invite('full@example.com');
    const mails = await florin.sql('select from mail where recipient = $1', ['full@example.com']);
    assert.equal(mails.length, 5);
  });

  it('shows what it is to, and is accepted by whoever has signed in with that address', async () => {
    const { path } = await invite('grace@example.com');
    const grace = await signedIn('grace@example.com');
    const { body, status } = await grace.get(path);
    assert.equal(status, 200);
    for (const seen of ['Paper &amp; Pine', 'Finance', 'grace@example.com', '2026-05-11 10:00 UTC'])
      assert.ok(body.replaceAll('&#38;', '&amp;').includes(seen), seen);
    assert.equal((await grace.submit(path, {})).location, '/account?lang=en');
    assert.deepEqual(await rolesOf('grace@example.com'), ['finance']);
    assert.match((await grace.get('/account')).body, /Finance/);
    const again = await grace.get(path);
    assert.deepEqual([again.status, again.body.includes('It has been accepted')], [410, true]);
  });

  it('names the member who invited', async () => {
    const boss = await signedIn('boss@example.com');
    await florin.sql(
      `insert into membership (organization_id, id, person_id, role, created_at)
       select a.organization_id, gen_random_uuid(), p.person_id, 'owner', now() from account a, person p
       where p.email = 'boss@example.com' limit 1`,
    );
    const answer = await florin.app.inject({
      ...{ method: 'POST', url: '/v1/organization/invitations' },
      headers: {
        cookie: [...boss.cookies].map((pair) => pair.join('=')).join('; '),
        ...{ 'florin-account': florin.account, 'sec-fetch-site': 'same-origin' },
        'content-type': 'application/json',
      },
      payload: JSON.stringify({ email: 'kate@example.com', role: 'developer' }),
    });
    const { pathname } = new URL(answer.json().accept_url);
    assert.match((await visitor().get(pathname)).body, /Invited by boss@example\.com/);
    await florin.sql(
      `delete from membership m using person p where p.person_id = m.person_id and p.email like 'boss%'`,
    );
    assert.doesNotMatch((await visitor().get(pathname)).body, /boss@example\.com/, 'they have left');
  });

  it('leads whoever has not signed in to that and back', async () => {
    const { path } = await invite('mary@example.com');
    await addPerson(florin, 'mary@example.com');
    const mary = visitor();
    const { body } = await mary.get(path);
    assert.doesNotMatch(body, /<form/);
    const next = encodeURIComponent(path);
    for (const way of ['/login', '/signup'])
      assert.ok(body.replaceAll('&#61;', '=').includes(`href="${way}?next=${next}`), way);
    const answer = await mary.submit(`/login?next=${next}`, {
      ...{ email: 'mary@example.com', password: GOOD_PASSWORD },
    });
    assert.equal(answer.location, `${path}?lang=en`);
    assert.equal((await mary.submit(path, {})).status, 303);
    assert.deepEqual(await rolesOf('mary@example.com'), ['finance']);
  });

  it('lets somebody who is new sign up with that address, and accept', async () => {
    const { path } = await invite('new@example.com');
    const fresh = visitor();
    await fresh.submit(`/signup?next=${encodeURIComponent(path)}`, { email: 'new@example.com' });
    const link = await linkOf(florin, 'new@example.com', 2);
    const chosen = await fresh.submit(`${link}?next=${encodeURIComponent(path)}`, {
      new_password: GOOD_PASSWORD,
    });
    assert.equal(chosen.location, `${path}?lang=en`);
    assert.equal((await fresh.submit(path, {})).location, '/account?lang=en');
    assert.deepEqual(await rolesOf('new@example.com'), ['finance']);
  });

  it('lets nobody accept with another address, and offers to sign out', async () => {
    const { path } = await invite('joan@example.com');
    const other = await signedIn('other@example.com');
    const { body } = await other.get(path);
    assert.match(body, /You are signed in as other@example\.com/);
    assert.equal((await other.post(path, { form: formToken(body) })).location, `${path}?lang=en`);
    assert.deepEqual(await rolesOf('other@example.com'), []);
    const out = `/logout?next=${encodeURIComponent(path)}`;
    const over = await other.post(out, { form: formToken(body) });
    assert.equal(over.location, `/login/over?next=${encodeURIComponent(path)}&lang=en`);
    assert.equal(await other.isSignedIn(), false);
  });

  it('makes one membership when it is accepted twice at once', async () => {
    const { path } = await invite('emmy@example.com');
    const [one, two] = [await signedIn('emmy@example.com'), visitor()];
    await two.signIn('emmy@example.com', GOOD_PASSWORD);
    const both = [one, two];
    const forms = await Promise.all(both.map(async (each) => formToken((await each.get(path)).body)));
    const answers = await Promise.all(both.map((each, n) => each.post(path, { form: forms[n] as string })));
    for (const { status } of answers) assert.equal(status, 303);
    assert.deepEqual(await rolesOf('emmy@example.com'), ['finance']);
  });

  it('is over after seven days, or when it is revoked, and unknown where nobody was invited', async () => {
    const late = await signedIn('late@example.com');
    const { path } = await invite('late@example.com');
    const { body } = await late.get(path);
    const { path: second, id } = await invite('vera@example.com');
    assert.equal((await florin.call('POST', `/v1/organization/invitations/${id}/revoke`, {})).status, 200);
    assert.equal((await visitor().get(second)).status, 410);
    clock.move(7 * DAY_MS - 1);
    await late.signIn('late@example.com', GOOD_PASSWORD);
    assert.equal((await late.get(path)).status, 200);
    clock.move(1);
    const form = formToken((await late.get('/account')).body);
    assert.equal((await late.get(path)).status, 410);
    assert.equal((await late.post(path, { form })).location, `${path}?lang=en`);
    assert.equal((await late.post(path, { form: formToken(body) })).status, 403, 'another session’s form');
    assert.deepEqual(await rolesOf('late@example.com'), []);
    assert.equal((await late.get('/invitations/invite_nothing')).status, 404);
  });
});
