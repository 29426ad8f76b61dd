import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Florin } from '@florin/sdk';
import type { Browser, Page } from 'playwright-core';
import { assertAccessible, openBrowser, openVisit } from '../../../test/browser.ts';
import { freePort } from '../../../test/ports.ts';
import { Orders } from './orders.ts';
import { buildShop } from './shop.ts';
import { openTestTown, signedWebhook, type TestTown } from './testing.ts';

const VISA = '4242424242424242';
const DECLINED = '4000000000000002';

describe('the demo shop in a browser', () => {
  let town: TestTown;
  let browser: Browser;
  before(async () => {
    [town, browser] = await Promise.all([openTestTown(), openBrowser()]);
  });
  after(async () => {
    await browser.close();
    await town.close();
  });

  async function buy(page: Page, good = 'Speckled mug'): Promise<void> {
    await page.goto(town.shopUrl);
    await page.getByRole('button', { name: `Buy now: ${good}` }).click();
    await page.getByLabel('Card number').waitFor();
  }

  async function fillCard(page: Page, number: string): Promise<void> {
    await page.getByLabel('Card number').fill(number);
    await page.getByLabel('Expiry date').fill('1234');
    await page.getByLabel('Security code').fill('123');
  }

  const orderOf = (page: Page) => new URL(page.url()).pathname.split('/')[2] as string;

  it('takes an order through its five steps, and the order’s page tells of it without a reload', async () => {
    const { page, context, complaints } = await openVisit(browser);
    await buy(page);
    // The payer has the order open in another tab, which learns of the payment only from the webhook.
    const watching = await context.newPage();
    await watching.goto((await page.getByRole('link', { name: /Back to/ }).getAttribute('href')) as string);
    await watching.getByText('Waiting for payment').waitFor();
    await assertAccessible(watching);
    await watching.evaluate('window.notReloaded = true');
    await fillCard(page, VISA);
    await page.getByRole('button', { name: /^Pay \$24\.00/ }).click();
    await page.getByRole('heading', { name: 'Payment complete' }).waitFor();
    await town.deliver();
    await watching.locator('[data-status=paid]').waitFor();
    await watching.getByText('Paid: confirmed by webhook').waitFor();
    assert.equal(await watching.evaluate('window.notReloaded'), true);
    // Then the page takes the payer back to the shop.
    await page.waitForURL(/\/orders\/PP-\w+$/);
    await page.getByText('Thank you.').waitFor();
    await assertAccessible(page);
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('asks for the payment itself if the payer is back before the webhook', async () => {
    const { page, context } = await openVisit(browser);
    await buy(page);
    await fillCard(page, VISA);
    await page.getByRole('button', { name: /^Pay/ }).click();
    await page.getByRole('link', { name: /Return to/ }).click();
    await page.getByText('Paid: confirmed when you came back').waitFor();
    const order = orderOf(page);
    await town.deliver();
    const paid = town.orders.history(order).filter(({ happening }) => happening.kind === 'paid');
    assert.equal(paid.length, 1);
    await context.close();
  });

  it('is paid with a good card after a declined one', async () => {
    const { page, context } = await openVisit(browser);
    await buy(page, 'Desk lamp');
    await fillCard(page, DECLINED);
    await page.getByRole('button', { name: /^Pay/ }).click();
    await page
      .getByRole('alert')
      .getByText(/declined this card without giving a reason/)
      .waitFor();
    await town.deliver();
    await fillCard(page, VISA);
    await page.getByRole('button', { name: /^Pay/ }).click();
    await page.getByRole('heading', { name: 'Payment complete' }).waitFor();
    await page.getByRole('link', { name: /Return to/ }).click();
    await page.getByText('A payment did not go through: no reason given').waitFor();
    await page.locator('[data-status=paid]').waitFor();
    await context.close();
  });

  it('lets the payer come back unpaid, and go to the same payment again', async () => {
    const { page, context } = await openVisit(browser);
    await buy(page);
    const session = page.url();
    await page.getByRole('link', { name: /Back to/ }).click();
    await page.getByRole('button', { name: 'Go to payment' }).click();
    await page.waitForURL(session);
    await page.getByRole('button', { name: 'Cancel payment' }).click();
    await page.getByRole('heading', { name: 'Payment canceled' }).waitFor();
    await assertAccessible(page);
    await page
      .getByRole('main')
      .getByRole('link', { name: /Back to/ })
      .click();
    // Nothing is in progress, so the page says what to do and promises nothing.
    await page.locator('[data-status=unpaid]').waitFor();
    await page.getByText('This order has not been paid.').waitFor();
    assert.equal(await page.getByText('updates automatically').count(), 0);
    await assertAccessible(page);
    await page.getByRole('button', { name: 'Go to payment' }).click();
    await page.getByLabel('Card number').waitFor();
    assert.notEqual(page.url(), session);
    await context.close();
  });

  it('refunds, a part and then the rest, and its page tells when the refund has succeeded', async () => {
    const { page, context } = await openVisit(browser);
    await buy(page);
    await fillCard(page, VISA);
    await page.getByRole('button', { name: /^Pay/ }).click();
    await page.getByRole('link', { name: /Return to/ }).click();
    await page.getByLabel('Amount in USD').fill('10');
    await page.getByRole('button', { name: 'Refund' }).click();
    await page.getByText('Refund of $10.00 requested').waitFor();
    await town.deliver();
    await page.locator('[data-status=partly_refunded]').waitFor();
    await page.getByRole('button', { name: 'Refund' }).click();
    await page.getByText('Refund of $14.00 requested').waitFor();
    await town.deliver();
    await page.locator('[data-status=refunded]').waitFor();
    await assertAccessible(page);
    await context.close();
  });

  it('says why a refund is not possible', async () => {
    const { page, context } = await openVisit(browser);
    await buy(page);
    await fillCard(page, VISA);
    await page.getByRole('button', { name: /^Pay/ }).click();
    await page.getByRole('link', { name: /Return to/ }).click();
    await page.getByLabel('Amount in USD').fill('24.01');
    await page.getByRole('button', { name: 'Refund' }).click();
    await page.getByRole('alert').getByText('at most $24.00').waitFor();
    await assertAccessible(page);
    await context.close();
  });

  it('passes the language on to the checkout, to the bank’s challenge, and back to the shop', async () => {
    const { page, context } = await openVisit(browser);
    const language = () => page.evaluate<string>('document.documentElement.lang');
    await page.goto(town.shopUrl);
    await page.getByRole('link', { name: '简体中文' }).click();
    await page.getByRole('button', { name: '立即购买：斑点马克杯' }).click();
    await page.getByLabel('卡号').fill('4000000000003220');
    await page.getByLabel('有效期').fill('1234');
    await page.getByLabel('安全码').fill('123');
    await page.getByRole('button', { name: /^支付/ }).click();
    // The payer changes the language at the bank, and it is used from then on.
    await page.getByText('确认付款').first().waitFor();
    assert.equal(await language(), 'zh-CN');
    await page.getByRole('link', { name: 'English' }).click();
    await page.getByRole('button', { name: 'Fail the challenge' }).click();
    await page.getByText('The payment did not go through').waitFor();
    assert.equal(await language(), 'en');
    // The payer changes it at the checkout too, where a reload keeps it.
    await page.getByRole('button', { name: '简体中文' }).click();
    await page.reload();
    await page.getByLabel('卡号').fill(VISA);
    await page.getByLabel('有效期').fill('1234');
    await page.getByLabel('安全码').fill('123');
    await page.getByRole('button', { name: /^支付/ }).click();
    await page.getByRole('heading', { name: '付款成功' }).waitFor();
    await page.getByRole('link', { name: /^返回/ }).last().click();
    await page.locator('[data-status=paid]').getByText('已付款').waitFor();
    assert.equal(await language(), 'zh-CN');
    assert.match(page.url(), /\/orders\/PP-\w+$/);
    await context.close();
  });

  it('takes no webhook with a wrong or an old signature', async () => {
    const post = async (body: string, headers: Record<string, string>) =>
      (await fetch(`${town.shopUrl}/webhooks`, { method: 'POST', body, headers })).status;
    const data = { id: 'pay_1', order_id: 'PP-1', amount_captured: 2400, currency: 'USD' };
    const good = signedWebhook('evt_forged', 'payment.succeeded', data);
    const old = signedWebhook('evt_old', 'payment.succeeded', data, new Date(Date.now() - 3_600_000));
    assert.equal(await post(good.body.replace('2400', '2401'), good.headers), 401);
    assert.equal(await post(good.body, { 'content-type': 'application/json' }), 401);
    assert.equal(await post(old.body, old.headers), 401);
    assert.equal(await post(good.body, good.headers), 204);
  });

  it('says that the platform does not answer, and that nothing was charged', async () => {
    const orders = new Orders(':memory:');
    const nowhere = `http://127.0.0.1:${await freePort()}`;
    const florin = new Florin({ baseUrl: nowhere, secretKey: 'sk_test_0', maxTries: 1 });
    const shop = buildShop({ orders, florin, webhookSecret: undefined, url: nowhere });
    const answer = await shop.inject({
      ...{ method: 'POST', url: '/orders', payload: 'good=mug&quantity=1' },
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    assert.equal(answer.statusCode, 502);
    assert.match(answer.body, /is not responding. You have not been charged/);
    await shop.close();
    orders.close();
  });

  it('redirects only to its own pages when a language is chosen', async () => {
    for (const path of ['//evil.example', '/\\evil.example', '///evil.example/x']) {
      const answer = await fetch(`${town.shopUrl}${path}?lang=zh`, { redirect: 'manual' });
      const to = answer.headers.get('location');
      assert.equal(new URL(to ?? '/', town.shopUrl).origin, town.shopUrl, `${path} → ${to}`);
    }
  });

  it('speaks Chinese on a phone in the dark', async () => {
    const { page, context } = await openVisit(browser, {
      locale: 'zh-CN',
      colorScheme: 'dark',
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
    });
    await page.goto(town.shopUrl);
    await page.getByRole('heading', { name: '安静书桌上的好物' }).waitFor();
    await assertAccessible(page);
    await page.getByRole('button', { name: '立即购买：斑点马克杯' }).tap();
    await page.getByLabel('卡号').fill(VISA);
    await page.getByLabel('有效期').fill('1234');
    await page.getByLabel('安全码').fill('123');
    await page.getByRole('button', { name: /^支付/ }).tap();
    await page.getByRole('heading', { name: '付款成功' }).waitFor();
    await page.getByRole('link', { name: /^返回/ }).last().tap();
    await page.locator('[data-status=paid]').getByText('已付款').waitFor();
    await assertAccessible(page);
    const overflow = 'document.documentElement.scrollWidth > document.documentElement.clientWidth';
    assert.equal(await page.evaluate(overflow), false);
    await context.close();
  });
});
