/** The pages in a real browser: on a phone and a desktop, light and dark, in both languages, with JavaScript and without. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Secret, TOTP } from 'otpauth';
import type { Browser, Page } from 'playwright-core';
import { assertAccessible, openBrowser, openVisit } from '../../../../test/browser.ts';
import { openTestPlatform, type TestPlatform } from '../../testing.ts';
import { GOOD_PASSWORD, linkOf } from '../testing.ts';

/** A folder for pictures of the pages, to be looked at; none are made without it. */
const SHOTS = process.env.FLORIN_TEST_SHOTS;

/** A word that no screen is wide enough for. */
const LONG_EMAIL = `${'long.'.repeat(12)}name@${'sub.domain.'.repeat(8)}example`;

const looks = [
  {
    name: 'phone-dark-zh',
    javaScriptEnabled: false,
    locale: 'zh-CN',
    colorScheme: 'dark',
    viewport: { width: 360, height: 740 },
  },
  {
    name: 'desktop-light-en',
    javaScriptEnabled: true,
    locale: 'en-US',
    colorScheme: 'light',
    viewport: { width: 1280, height: 800 },
  },
] as const;

describe('the pages of people, in a browser', () => {
  let florin: TestPlatform;
  let browser: Browser;
  let origin: string;
  before(async () => {
    [florin, browser] = await Promise.all([openTestPlatform({ mailbox: true }), openBrowser()]);
    origin = await florin.app.listen({ port: 0, host: '127.0.0.1' });
  });
  after(async () => {
    await browser.close();
    await florin.close();
  });

  for (const { name, javaScriptEnabled, ...look } of looks) {
    it(`work by form alone and fit the screen: ${name}`, async () => {
      const { page, context, complaints } = await openVisit(browser, { ...look, javaScriptEnabled });
      const email = `${name}@example.com`;
      const seen = async (what: string) => {
        await assertFits(page, what);
        // What looks for faults is a script itself.
        if (javaScriptEnabled) await assertAccessible(page);
        if (SHOTS !== undefined)
          await page.screenshot({ path: `${SHOTS}/${name}-${what}.png`, fullPage: true });
      };
      const send = () => page.locator('button:not(.second)').click();

      await page.goto(`${origin}/signup`);
      await seen('signup');
      await page.locator('#email').fill(email);
      await send();
      await seen('signup-sent');
      const link = await linkOf(florin, email);
      await page.goto(`${origin}/mail`);
      await seen('mailbox');
      await page.locator('.rows a').first().click();
      await seen('mail');
      await page.goto(origin + link);
      await page.locator('#new_password').fill('password1');
      await send();
      await page.locator('[role=alert]').waitFor();
      await seen('choose-password');
      await page.locator('#new_password').fill(GOOD_PASSWORD);
      await send();
      await page.waitForURL(/\/account/);
      await seen('account');

      await page.locator('a[href^="/account/second-factor"]').click();
      await seen('second-factor');
      const secret = Secret.fromBase32(
        String(await page.locator('code').first().textContent()).replaceAll(' ', ''),
      );
      await page.locator('#code').fill(new TOTP({ secret }).generate());
      await send();
      const [code = '', other = ''] = await page.locator('.codes code').allTextContents();
      await seen('recovery-codes');
      await page.locator('main > p a').click();
      await seen('second-factor-on');

      await page.goto(`${origin}/account/email`);
      await page.locator('#email').fill(LONG_EMAIL);
      await florin.sql(`update person_session set proved_at = proved_at - interval '10 minutes'`);
      await send();
      await seen('proof');
      await page.locator('#password').fill(GOOD_PASSWORD);
      await send();
      await seen('email-sent');
      await page.goto(origin + (await linkOf(florin, LONG_EMAIL)));
      await seen('email-use');

      const invite = async (whom: string) => {
        const invitation = { email: whom, role: 'read_only' };
        const { body } = await florin.call('POST', '/v1/organization/invitations', invitation);
        return origin + new URL(body.accept_url).pathname;
      };
      const path = await invite(email);
      await page.goto(path);
      await seen('invitation');
      await send();
      await page.waitForURL(/\/account/);
      await seen('account-of-member');
      await page.goto(path);
      await seen('invitation-over');
      await page.goto(await invite(LONG_EMAIL));
      await seen('invitation-other');
      await page.locator('form[action^="/logout"] button').click();
      await page.waitForURL(/\/login\/over/);
      await page.goto(await invite(LONG_EMAIL));
      await seen('invitation-signed-out');

      await page.locator('a[href^="/login"]').click();
      await page.locator('#email').fill(email);
      await page.locator('#password').fill(GOOD_PASSWORD);
      await send();
      await page.locator('#code').fill(other);
      await send();
      await page.waitForURL(/\/invitations\//);

      await page.goto(`${origin}/account`);
      await page.locator('form[action^="/logout"] button').click();
      await page.waitForURL(/\/login\/over/);
      await seen('login');
      await page.locator('#email').fill(email);
      await page.locator('#password').fill(GOOD_PASSWORD);
      await page.locator('#password').press('Enter');
      await page.waitForURL(/\/login\/code/);
      await seen('login-code');
      await page.locator('#code').fill(code);
      await send();
      await page.waitForURL(/\/account/);
      await page.goto(`${origin}/recover`);
      await seen('recover');
      await page.goto(`${origin}/recover/nothing`);
      await seen('missing');
      // The browser itself tells of every refusal, also of those that were meant.
      assert.deepEqual(
        complaints.filter((complaint) => !/status of 4(0[04]|10)/.test(complaint)),
        [],
      );
      await context.close();
    });
  }

  it('can be used by everybody in the dark, too', async () => {
    const { javaScriptEnabled: _, name: __, ...look } = looks[0];
    const { page, context } = await openVisit(browser, look);
    for (const path of ['/signup', '/login', '/recover', '/signup/nothing', '/mail']) {
      await page.goto(origin + path);
      await assertAccessible(page);
    }
    await context.close();
  });
});

/** Nothing is beside the screen. */
async function assertFits(page: Page, what: string): Promise<void> {
  const overflow = 'document.documentElement.scrollWidth > document.documentElement.clientWidth';
  assert.equal(await page.evaluate(overflow), false, what);
}
