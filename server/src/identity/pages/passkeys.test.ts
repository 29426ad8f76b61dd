/** Passkeys in a real browser, with an authenticator that Chromium simulates. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core';
import { openBrowser, openVisit } from '../../../../test/browser.ts';
import { openTestPlatform, type TestPlatform } from '../../testing.ts';
import { addPerson, formToken, GOOD_PASSWORD, mailTo, Visitor } from '../testing.ts';

const EMAIL = 'ada@example.com';

/** The text of a page outside of its header and its main part. */
const BESIDE_THE_FRAME = `[...document.body.childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE)
  .map(({ data }) => data).join('').trim()`;

describe('a passkey', () => {
  let florin: TestPlatform;
  let browser: Browser;
  let origin: string;
  let page: Page;
  let context: BrowserContext;
  let device: CDPSession;
  let complaints: string[];
  before(async () => {
    [florin, browser] = await Promise.all([openTestPlatform({ mailbox: true }), openBrowser()]);
    const listening = await florin.app.listen({ port: 0, host: '127.0.0.1' });
    // Keys are bound to a name, which an address is not.
    origin = listening.replace('127.0.0.1', 'localhost');
    await addPerson(florin, EMAIL);
    ({ page, context, complaints } = await openVisit(browser));
    device = await context.newCDPSession(page);
    await device.send('WebAuthn.enable');
    await device.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true },
        ...{ isUserVerified: true, automaticPresenceSimulation: true },
      },
    });
  });
  after(async () => {
    await browser.close();
    await florin.close();
  });
  const signInByKey = async () => {
    await page.goto(`${origin}/login`);
    // Nothing stands beside the frame: a page with a script ends as the others do.
    assert.equal(await page.evaluate(BESIDE_THE_FRAME), '');
    await page.locator('form[data-passkey] button').click();
  };

  it('is made after a proof that it is you, and told by mail', async () => {
    await page.goto(`${origin}/login`);
    await page.locator('#email').fill(EMAIL);
    await page.locator('#password').fill(GOOD_PASSWORD);
    await page.locator('form[action^="/login?"] button').click();
    await page.waitForURL(/\/account/);
    await page.goto(`${origin}/account/passkeys`);
    await florin.sql(`update person_session set proved_at = proved_at - interval '10 minutes'`);
    // The page was made in time, and is used too late.
    await page.locator('form[data-passkey] button').click();
    await page.locator('form[action^="/account/passkeys/make"] button').click();
    await page.locator('#password').fill('wrong');
    await page.locator('main form button').click();
    await page.locator('[role=alert]').waitFor();
    assert.equal((await florin.sql('select from passkey')).length, 0);
    await page.locator('#password').fill(GOOD_PASSWORD);
    await page.locator('main form button').click();
    await page.locator('form[data-passkey] button').click();
    await page.locator('.rows li').waitFor();
    assert.equal((await mailTo(florin, EMAIL)).subject, 'A passkey was added to your account');
  });

  it('signs in alone, and is counted so that a copy is found out', async () => {
    await context.clearCookies();
    await signInByKey();
    await page.waitForURL(/\/account/);
    assert.match(String(await page.locator('main').textContent()), /ada@example\.com/);
    await florin.sql('update passkey set counter = 1000000');
    await context.clearCookies();
    await signInByKey();
    await page.waitForURL(/\/login\/passkey/);
    await florin.sql('update passkey set counter = 0');
  });

  it('signs each challenge once, for the browser that asked', async () => {
    await context.clearCookies();
    const [sent] = await Promise.all([
      page.waitForRequest(
        (request) => request.url().includes('/login/passkey?') && request.method() === 'POST',
      ),
      signInByKey(),
    ]);
    await page.waitForURL(/\/account/);
    const response = new URLSearchParams(sent.postData() ?? '').get('response') as string;
    const cookie = String((await sent.allHeaders()).cookie);
    const thief = new Visitor(florin);
    for (const pair of cookie.split('; '))
      thief.cookies.set(pair.split('=')[0] as string, pair.split('=')[1] as string);
    const form = new URLSearchParams(sent.postData() ?? '').get('form') as string;
    const host = { host: new URL(origin).host };
    const again = await thief.post('/login/passkey', { form, response }, host);
    assert.equal(again.location, '/login/passkey?lang=en');
    const other = new Visitor(florin);
    const own = formToken((await other.get('/login')).body);
    await other.post('/login/passkey/options', { form: own }, host);
    const foreign = await other.post('/login/passkey', { form: own, response }, host);
    assert.equal(foreign.location, '/login/passkey?lang=en');
    assert.equal(await other.isSignedIn(), false);
  });

  it('is removed, and signs in no more', async () => {
    await page.goto(`${origin}/account/passkeys`);
    await page.locator('.rows button').click();
    await page.locator('.rows li').waitFor({ state: 'detached' });
    await context.clearCookies();
    await signInByKey();
    await page.waitForURL(/\/login\/passkey/);
    // The browser itself tells of the refusals that were meant.
    assert.deepEqual(
      complaints.filter((complaint) => !/status of 40[013]/.test(complaint)),
      [],
    );
  });

  it('is not offered where the site has an address alone', async () => {
    const [login, script] = [
      await florin.app.inject({ url: '/login', headers: { host: '127.0.0.1:4242' } }),
      await florin.app.inject({ url: '/login', headers: { host: 'localhost:4242' } }),
    ];
    assert.doesNotMatch(login.body, /data-passkey|<script/);
    assert.match(script.body, /data-passkey/);
    assert.match(
      String(script.headers['content-security-policy']),
      /script-src 'nonce-[^']+'; connect-src 'self';/,
    );
  });
});
