/** Walks through the whole platform as its people do: real processes, real webhooks, the real shop, a real browser. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { assertAccessible, openBrowser, openVisit } from './browser.ts';
import { startWholePlatform, type WholePlatform } from './whole-platform.ts';

const VISA = '4242424242424242';
const DECLINED = '4000000000000002';

describe('the whole platform', { concurrency: 3 }, () => {
  let florin: WholePlatform;
  let browser: Browser;
  before(async () => {
    [florin, browser] = await Promise.all([startWholePlatform(), openBrowser()]);
  });
  after(async () => {
    await browser.close();
    await florin.stop();
  });

  async function buy(page: Page, good = 'Speckled mug'): Promise<void> {
    await page.goto(florin.shopUrl);
    await page.getByRole('button', { name: `Buy now: ${good}` }).click();
    await page.getByLabel('Card number').waitFor();
  }

  async function payByCard(page: Page, number: string): Promise<void> {
    await page.getByLabel('Card number').fill(number);
    await page.getByLabel('Expiry date').fill('1234');
    await page.getByLabel('Security code').fill('123');
    await page.getByRole('button', { name: /^Pay/ }).click();
  }

  /** The order in another tab, which is not touched again: what it shows from now on came by itself. */
  async function watchOrder(page: Page): Promise<Page> {
    const watching = await page.context().newPage();
    await watching.goto((await page.getByRole('link', { name: /Back to/ }).getAttribute('href')) as string);
    await watching.locator('[data-status=open]').waitFor();
    await watching.evaluate('window.notReloaded = true');
    return watching;
  }

  async function paidByWebhook(watching: Page): Promise<void> {
    await watching.locator('[data-status=paid]').waitFor();
    await watching.getByText('Paid: the webhook told us').waitFor();
    assert.equal(await watching.evaluate('window.notReloaded'), true);
  }

  it('takes an order through its five steps', async () => {
    const { page, context, complaints } = await openVisit(browser);
    await buy(page);
    await assertAccessible(page);
    const watching = await watchOrder(page);
    await assertAccessible(watching);
    await payByCard(page, VISA);
    await page.getByRole('heading', { name: 'Payment complete' }).waitFor();
    await paidByWebhook(watching);
    await assertAccessible(watching);
    // And then the payer is taken back.
    await page.waitForURL(/\/orders\/PP-\w+$/);
    await page.getByText('Thank you.').waitFor();
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('takes a good card after a declined one, and the shop hears of both', async () => {
    const { page, context } = await openVisit(browser);
    await buy(page, 'Desk lamp');
    const watching = await watchOrder(page);
    await payByCard(page, DECLINED);
    await page.getByRole('alert').getByText('Try another card').waitFor();
    await assertAccessible(page);
    await watching.getByText('A payment did not go through: no reason given').waitFor();
    await payByCard(page, VISA);
    await page.getByRole('heading', { name: 'Payment complete' }).waitFor();
    await paidByWebhook(watching);
    await context.close();
  });

  it('gives money back from the order’s page, which tells when the refund has succeeded', async () => {
    const { page, context } = await openVisit(browser);
    await buy(page);
    const watching = await watchOrder(page);
    await payByCard(page, VISA);
    await paidByWebhook(watching);
    await watching.getByLabel('Amount in USD').fill('4.50');
    await watching.getByRole('button', { name: 'Refund' }).click();
    await watching.getByText('A refund of $4.50 was asked for').waitFor();
    await watching.locator('[data-status=partly_refunded]').waitFor();
    await watching.getByText('Refunded $4.50').waitFor();
    await assertAccessible(watching);
    await watching.getByRole('button', { name: 'Refund' }).click();
    await watching.locator('[data-status=refunded]').waitFor();
    await assertAccessible(watching);
    await context.close();
  });
});
