/** Uses the whole platform as people do: with real processes, real webhooks, the real shop and a real browser. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { assertAccessible, openBrowser, openVisit } from './browser.ts';
import { scanQrCode } from './scan.ts';
import { startWholePlatform, type WholePlatform } from './whole-platform.ts';

const VISA = '4242424242424242';
const DECLINED = '4000000000000002';
const CHALLENGE = '4000000000003220';

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

describe('the whole platform', { concurrency: 2 }, () => {
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

  /** Opens the order in another tab. The test never touches that tab again, so its changes come by themselves. */
  async function watchOrder(page: Page): Promise<Page> {
    const watching = await page.context().newPage();
    await watching.goto((await page.getByRole('link', { name: /Back to/ }).getAttribute('href')) as string);
    await watching.locator('[data-status=open]').waitFor();
    await watching.evaluate('window.notReloaded = true');
    return watching;
  }

  async function paidByWebhook(watching: Page): Promise<void> {
    await watching.locator('[data-status=paid]').waitFor();
    await watching.getByText('Paid: confirmed by webhook').waitFor();
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
    // Then the page takes the payer back to the shop.
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

  it('brings the payer back from the bank’s challenge, paid', async () => {
    const { page, context, complaints } = await openVisit(browser);
    await buy(page);
    const session = page.url();
    const watching = await watchOrder(page);
    await payByCard(page, CHALLENGE);
    await page.getByRole('button', { name: 'Complete the challenge' }).waitFor();
    await assertAccessible(page);
    // A payer who goes back before completing the challenge finds the way there again.
    await page.goto(session);
    await page.getByRole('heading', { name: 'Verify this payment with your bank' }).waitFor();
    await assertAccessible(page);
    await page.getByRole('link', { name: 'Go to my bank' }).click();
    await page.getByRole('button', { name: 'Complete the challenge' }).click();
    await page.waitForURL(session);
    await page.getByRole('heading', { name: 'Payment complete' }).waitFor();
    await assertAccessible(page);
    await paidByWebhook(watching);
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('says what to do when the bank’s challenge failed, and takes the next try', async () => {
    const { page, context } = await openVisit(browser);
    await buy(page);
    const session = page.url();
    await payByCard(page, CHALLENGE);
    await page.getByRole('button', { name: 'Fail the challenge' }).click();
    await page.waitForURL(session);
    await page.getByRole('alert').getByText('follow your bank’s steps').waitFor();
    await assertAccessible(page);
    await payByCard(page, VISA);
    await page.getByRole('heading', { name: 'Payment complete' }).waitFor();
    await context.close();
  });

  it('is paid with a wallet on another device, and the page with the code changes by itself', async () => {
    const { page, context, complaints } = await openVisit(browser);
    await buy(page);
    const watching = await watchOrder(page);
    await page.getByRole('radio', { name: 'Wallet' }).check();
    await assertAccessible(page);
    await page.getByRole('button', { name: 'Show the QR code' }).click();
    await page.getByRole('heading', { name: 'Scan to pay' }).waitFor();
    await page.getByRole('timer').waitFor();
    await assertAccessible(page);
    const scanned = await scanQrCode(page);
    const phone = await openVisit(browser, { ...PHONE, colorScheme: 'dark' });
    await phone.page.goto(scanned);
    await phone.page.getByRole('button', { name: 'Pay', exact: true }).waitFor();
    await assertAccessible(phone.page);
    await phone.page.getByRole('button', { name: 'Pay', exact: true }).tap();
    await page.getByRole('heading', { name: 'Payment complete' }).waitFor();
    await assertAccessible(page);
    await paidByWebhook(watching);
    assert.deepEqual(complaints, []);
    await Promise.all([phone.context.close(), context.close()]);
  });

  it('on a phone opens the wallet itself, and a payer who refuses there or changes their mind pays by card', async () => {
    const { page, context } = await openVisit(browser, { ...PHONE, locale: 'zh-CN' });
    await page.goto(florin.shopUrl);
    await page.getByRole('button', { name: '立即购买：点阵笔记本' }).tap();
    await page.getByRole('radio', { name: '电子钱包' }).check();
    await page.getByRole('button', { name: '显示付款二维码' }).tap();
    const [wallet] = await Promise.all([
      context.waitForEvent('page'),
      page.getByRole('link', { name: '打开我的钱包' }).tap(),
    ]);
    await wallet.getByRole('button', { name: '拒绝' }).tap();
    await page.getByRole('alert').getByText('您在钱包中拒绝了付款').waitFor();
    await assertAccessible(page);
    await page.getByRole('button', { name: '显示付款二维码' }).tap();
    await page.getByRole('heading', { name: '扫码付款' }).waitFor();
    await assertAccessible(page);
    await page.getByRole('button', { name: '换一种付款方式' }).tap();
    await page.getByRole('radio', { name: '银行卡' }).check();
    await page.getByLabel('卡号').fill(VISA);
    await page.getByLabel('有效期').fill('1234');
    await page.getByLabel('安全码').fill('123');
    await page.getByRole('button', { name: /^支付/ }).tap();
    await page.getByRole('heading', { name: '付款成功' }).waitFor();
    await assertAccessible(page);
    await context.close();
  });

  it('waits for a bank transfer, says when it is short, and goes on when the rest has come', async () => {
    const { page, context, complaints } = await openVisit(browser);
    await buy(page);
    const watching = await watchOrder(page);
    await page.getByRole('radio', { name: 'Bank transfer' }).check();
    await page.getByRole('button', { name: 'Show the bank details' }).click();
    await page.getByRole('heading', { name: 'Transfer $24.00' }).waitFor();
    await page.getByText(/^FLN-/).waitFor();
    await assertAccessible(page);
    const [bank] = await Promise.all([
      context.waitForEvent('page'),
      page.getByRole('link', { name: /test bank/ }).click(),
    ]);
    await assertAccessible(bank);
    await bank.getByRole('button', { name: 'Send half of it' }).click();
    await page.getByText('$12.00 left to pay').waitFor();
    await page.getByRole('heading', { name: 'Transfer $12.00' }).waitFor();
    await assertAccessible(page);
    await bank.getByRole('button', { name: 'Send the remaining amount' }).click();
    await page.getByRole('heading', { name: 'Payment complete' }).waitFor();
    await paidByWebhook(watching);
    // The bank may recall the money, and the shop is told of that too.
    await bank.getByRole('button', { name: 'Recall the transfer' }).click();
    await bank.getByText('Recalled by the bank').waitFor();
    await assertAccessible(bank);
    await watching.locator('[data-status=taken_back]').waitFor();
    await watching.getByText('$24.00 recalled by your bank').waitFor();
    await assertAccessible(watching);
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('tells a payer who gives up a transfer that came short that the money goes back', async () => {
    const { page, context } = await openVisit(browser);
    await buy(page);
    await page.getByRole('radio', { name: 'Bank transfer' }).check();
    await page.getByRole('button', { name: 'Show the bank details' }).click();
    const [bank] = await Promise.all([
      context.waitForEvent('page'),
      page.getByRole('link', { name: /test bank/ }).click(),
    ]);
    await bank.getByRole('button', { name: 'Send half of it' }).click();
    await page.getByText('$12.00 left to pay').waitFor();
    await page.getByRole('button', { name: 'Choose another way to pay' }).click();
    await page.getByRole('alert').getByText('The money you sent will be returned').waitFor();
    await page.locator('.notice:focus').waitFor();
    await assertAccessible(page);
    await page.getByRole('radio', { name: 'Card' }).check();
    await payByCard(page, VISA);
    await page.getByRole('heading', { name: 'Payment complete' }).waitFor();
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
    await watching.getByText('Refund of $4.50 requested').waitFor();
    await watching.locator('[data-status=partly_refunded]').waitFor();
    await watching.getByText('Refunded $4.50').waitFor();
    await assertAccessible(watching);
    await watching.getByRole('button', { name: 'Refund' }).click();
    await watching.locator('[data-status=refunded]').waitFor();
    await assertAccessible(watching);
    await context.close();
  });
});
