import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openTestPlatform, type TestPlatform } from '../../testing.ts';
import { addPerson, formToken, GOOD_PASSWORD, mailTo, Visitor } from '../testing.ts';
import { ownPath } from './next.ts';

/** Where the link in the newest mail leads, with its query. */
async function wholeLinkOf(florin: TestPlatform, email: string, path: string): Promise<string> {
  const { text } = await mailTo(florin, email);
  const url = new URL(text.match(/https?:\/\/\S+/g)?.find((link) => link.includes(path)) as string);
  return `${url.pathname}${url.search}`;
}

describe('where somebody wanted to be before signing in', () => {
  let florin: TestPlatform;
  const next = '/oauth/interaction/abc?one=1&two=%E4%BA%8C%26';
  const asked = `next=${encodeURIComponent(next)}`;
  const there = `${next}&lang=en`;
  before(async () => {
    florin = await openTestPlatform({ mailbox: true });
    await addPerson(florin, 'ada@example.com');
  });
  after(() => florin.close());

  /** The paths of the page's links and forms. */
  const pathsOf = (body: string) =>
    [...body.matchAll(/(?:href|action)="(\/[^"]*)"/g)].map(([, path = '']) =>
      path.replaceAll('&amp;', '&').replaceAll('&#38;', '&').replaceAll('&#61;', '='),
    );

  const actionOf = (body: string) => pathsOf(body.slice(body.indexOf('<form')))[0] as string;

  it('is a path of our own', () => {
    for (const own of ['/', '/account', '/oauth/interaction/a-B_1?x=1&y=%2F%2Fevil.example', '/a?b?c'])
      assert.equal(ownPath(own), own);
    assert.equal(ownPath('/a/../b#part'), '/b');
    for (const foreign of [
      ...['', 'account', 'https://evil.example/', '//evil.example', '/\\evil.example', '\\\\evil.example'],
      ...['/\t/evil.example', '/\n/evil.example', '/\r\\evil.example', ' //evil.example', '\t//evil.example'],
      ...[
        '/.//evil.example',
        '/a/..//evil.example',
        '/%2e//evil.example',
        '/./\\evil.example',
        '///evil.example',
      ],
      ...['javascript:alert(1)', 'data:text/html,x', `/${'a'.repeat(2000)}`],
    ])
      assert.equal(ownPath(foreign), null, JSON.stringify(foreign));
    assert.equal(ownPath('/account?card=4539578763621486'), null);
    for (const strange of [undefined, null, 1, ['/account'], { next: '/account' }])
      assert.equal(ownPath(strange), null);
  });

  it('is where signing in leads, in the language of the page', async () => {
    const browser = new Visitor(florin);
    const page = await browser.get(`/login?${asked}&lang=zh`);
    const action = actionOf(page.body);
    const fields = { form: formToken(page.body), email: 'ada@example.com' };
    const wrong = await browser.post(action, { ...fields, password: 'wrong' });
    const again = pathsOf(wrong.body).filter((path) => /^\/(login|signup|recover)/.test(path));
    for (const path of again) assert.equal(new URL(path, 'http://x').searchParams.get('next'), next, path);
    assert.deepEqual([...new Set(again.map((path) => path.split('?')[0]))].toSorted(), [
      '/login',
      '/login/passkey',
      '/recover',
      '/signup',
    ]);
    const signedIn = await browser.post(action, { ...fields, password: GOOD_PASSWORD });
    assert.equal(signedIn.location, `${next}&lang=zh`);
  });

  it('is the account where another site was asked for, or nothing', async () => {
    for (const foreign of ['', '?next=//evil.example', '?next=/.//evil.example', '?next=/a&next=/b']) {
      const answer = await new Visitor(florin).submit(`/login${foreign}`, {
        ...{ email: 'ada@example.com', password: GOOD_PASSWORD },
      });
      assert.equal(answer.location, '/account?lang=en', foreign);
    }
  });

  it('is the page that was asked for, where it is for people who have signed in', async () => {
    const browser = new Visitor(florin);
    const refused = await browser.get('/account/passkeys?x=1&lang=zh');
    assert.equal(refused.location, '/login?next=%2Faccount%2Fpasskeys%3Fx%3D1&lang=zh');
    const answer = await browser.submit(refused.location as string, {
      ...{ email: 'ada@example.com', password: GOOD_PASSWORD },
    });
    assert.equal(answer.location, '/account/passkeys?x=1&lang=zh');
  });

  it('is kept by whoever signs up on the way', async () => {
    const browser = new Visitor(florin);
    const sent = await browser.submit(`/signup?${asked}`, { email: 'new@example.com' });
    assert.equal(sent.status, 200);
    const link = await wholeLinkOf(florin, 'new@example.com', '/signup/');
    assert.equal((await browser.submit(link, { new_password: 'short' })).status, 400);
    assert.equal((await browser.submit(link, { new_password: GOOD_PASSWORD })).location, there);
  });

  it('is kept by whoever signs up with an address that has an account', async () => {
    const browser = new Visitor(florin);
    await addPerson(florin, 'known@example.com');
    await browser.submit(`/signup?${asked}`, { email: 'known@example.com' });
    const link = await wholeLinkOf(florin, 'known@example.com', '/login');
    const fields = { email: 'known@example.com', password: GOOD_PASSWORD };
    assert.equal((await browser.submit(link, fields)).location, there);
  });

  it('is kept by whoever has forgotten the password', async () => {
    const browser = new Visitor(florin);
    await addPerson(florin, 'grace@example.com');
    await browser.submit(`/recover?${asked}`, { email: 'grace@example.com' });
    const link = await wholeLinkOf(florin, 'grace@example.com', '/recover/');
    const changed = await browser.submit(link, { new_password: 'quiet-lantern-orbit-91' });
    assert.match(changed.location as string, /^\/login\/recovered\?next=/);
    const fields = { email: 'grace@example.com', password: 'quiet-lantern-orbit-91' };
    const page = await browser.get(changed.location as string);
    const action = actionOf(page.body);
    assert.equal((await browser.post(action, { form: formToken(page.body), ...fields })).location, there);
  });
});
