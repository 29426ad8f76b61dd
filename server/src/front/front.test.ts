import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'playwright-core';
import { assertAccessible, openBrowser, openVisit } from '../../../test/browser.ts';
import { openTestPlatform, type TestPlatform } from '../testing.ts';

const SHOP = 'http://127.0.0.1:4243';

describe('the front page', () => {
  let florin: TestPlatform;
  let browser: Browser;
  let origin: string;
  before(async () => {
    [florin, browser] = await Promise.all([
      openTestPlatform({ shop: { url: SHOP, localUrl: SHOP } }),
      openBrowser(),
    ]);
    origin = await florin.app.listen({ port: 0, host: '127.0.0.1' });
  });
  after(async () => {
    await browser.close();
    await florin.close();
  });

  it('shows the way to the shop and a first call, in two languages, light and dark, on a phone too', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page, context, complaints } = await openVisit(browser, {
        colorScheme,
        viewport: { width: 360, height: 740 },
      });
      await page.goto(origin);
      assert.equal(await page.getByRole('link', { name: 'Open the demo shop' }).getAttribute('href'), SHOP);
      await page.getByText('.florin/sandbox.json').first().waitFor();
      await assertAccessible(page);
      await page.getByRole('link', { name: '简体中文' }).click();
      await page.getByRole('heading', { name: '属于您自己的支付平台' }).waitFor();
      await assertAccessible(page);
      const overflow = 'document.documentElement.scrollWidth > document.documentElement.clientWidth';
      assert.equal(await page.evaluate(overflow), false);
      assert.deepEqual(complaints, []);
      await context.close();
    }
  });

  it('names no shop where none runs', async () => {
    const alone = await openTestPlatform();
    const { body } = await alone.app.inject({ url: '/', headers: { 'accept-language': 'en' } });
    await alone.close();
    assert.match(body, /Florin/);
    assert.doesNotMatch(body, /demo shop|:4243/i);
  });

  it('speaks the visitor’s language, and knows no key', async () => {
    const answer = await florin.app.inject({ url: '/', headers: { 'accept-language': 'zh-CN,zh;q=0.9' } });
    assert.match(answer.body, /lang="zh-CN"/);
    assert.doesNotMatch(answer.body, /[sp]k_test_\w/);
  });
});
