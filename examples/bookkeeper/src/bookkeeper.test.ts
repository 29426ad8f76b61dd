import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { DpopKey, OAuthApp } from '@florin/sdk/oauth';
import type { FastifyInstance } from 'fastify';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { openTestProvider, type TestProvider } from '../../../server/src/oauth/testing.ts';
import { assertAccessible, openBrowser, openVisit } from '../../../test/browser.ts';
import { freePort } from '../../../test/ports.ts';
import { startExample } from '../../testing.ts';
import { buildBookkeeper } from './bookkeeper.ts';

/** A folder for pictures of the pages, to be looked at; none are made without it. */
const SHOTS = process.env.FLORIN_TEST_SHOTS;
const PATIENCE_MS = 20_000;
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } as const;

describe('the bookkeeper', () => {
  let florin: TestProvider;
  let browser: Browser;
  let web: FastifyInstance;
  let url: string;
  let app: { client_id: string; client_secret: string };
  /** Whatever the app may never show: codes, tokens and its secret. */
  const secrets = new Set<string>();
  before(async () => {
    [florin, browser] = await Promise.all([openTestProvider(), openBrowser()]);
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    const scopes = ['payments:read', 'refunds:write'];
    const made = { name: 'Bookkeeper', redirect_uris: [`${url}/callback`], scopes };
    app = (await florin.call('POST', '/v1/apps', made)).body;
    secrets.add(app.client_secret);
    const oauth = new OAuthApp({
      baseUrl: florin.url,
      clientId: app.client_id,
      clientSecret: app.client_secret,
      dpop: await DpopKey.generate(),
      fetch: async (...args) => {
        const answer = await fetch(...args);
        const { access_token, refresh_token } = (await answer.clone().json()) as Record<
          string,
          string | undefined
        >;
        for (const token of [access_token, refresh_token]) if (token !== undefined) secrets.add(token);
        return answer;
      },
    });
    web = buildBookkeeper({ app: oauth, baseUrl: florin.url, url });
    await web.listen({ port, host: '127.0.0.1' });
    for (const [order_id, amount, currency, payment_method] of [
      ['A-1', 2599, 'USD', 'tok_visa'],
      ['A-2', 999_999_999_999, 'JPY', 'tok_visa'],
      ['A-3', 4000, 'EUR', 'tok_declined'],
    ] as const)
      await florin.call('POST', '/v1/payments', {
        order_id,
        amount,
        currency,
        payment_method,
        confirm: true,
      });
  });
  after(async () => {
    await browser.close();
    await web.close();
    await florin.close();
  });

  /** The page fits the screen, has no fault that axe finds, gives no secret away, and may have its picture taken. */
  async function seen(page: Page, name: string): Promise<void> {
    const tooWide = 'document.documentElement.scrollWidth > document.documentElement.clientWidth';
    assert.equal(await page.evaluate(tooWide), false, `${name} is wider than the screen`);
    await assertAccessible(page);
    const content = await page.content();
    for (const secret of secrets) assert.ok(!content.includes(secret), `${name} shows a secret`);
    if (SHOTS !== undefined)
      await page.screenshot({ path: `${SHOTS}/bookkeeper-${name}.png`, fullPage: true });
  }

  async function signIn(page: Page): Promise<void> {
    await page.locator('#email').fill(florin.developer.email);
    await page.locator('#password').fill(florin.developer.password);
    await page.locator('#password').press('Enter');
  }

  /** A person who has connected their account, through sign-in and consent. */
  async function connected(options: BrowserContextOptions = {}) {
    const visit = await openVisit(browser, options);
    await visit.page.goto(url);
    await visit.page.locator('form button').click();
    await signIn(visit.page);
    await visit.page.locator('button[value=yes]').click();
    await visit.page.locator('[data-said=connected]').waitFor();
    return visit;
  }

  /** Asks again and again, until it is so. */
  async function until(holds: () => Promise<boolean>): Promise<void> {
    const from = performance.now();
    while (!(await holds())) assert.ok(performance.now() - from < PATIENCE_MS, 'it never became so');
  }

  const orderRow = (page: Page, order: string) => page.locator(`[data-order="${order}"]`);

  it('connects by consent, lists the payments, refunds one, and says that access was withdrawn', async () => {
    const { page, context, complaints } = await openVisit(browser);
    await page.goto(url);
    await seen(page, 'welcome-desktop');
    await page.getByRole('button', { name: 'Connect your Florin account' }).click();
    await signIn(page);
    await page.getByRole('heading', { name: 'Let Bookkeeper act for you?' }).waitFor();
    await page.getByText('give refunds').waitFor();
    await page.getByRole('button', { name: 'Allow', exact: true }).click();
    await page.getByText('Connected. These are your payments.').waitFor();
    assert.equal(page.url(), `${url}/`, 'the code leaves the address');
    await orderRow(page, 'A-1').getByText('$25.99', { exact: true }).waitFor();
    await orderRow(page, 'A-2').getByText('¥999,999,999,999', { exact: true }).waitFor();
    await orderRow(page, 'A-3').getByText('Failed').waitFor();
    assert.equal(
      await orderRow(page, 'A-3').getByText('Refund …').count(),
      0,
      'what was not paid is not given back',
    );
    await seen(page, 'payments-desktop');
    assert.ok(secrets.size >= 3, 'the test knows the tokens that it looks for');

    await page.getByLabel('Refund the order A-1').click();
    await seen(page, 'refund-desktop');
    await page.getByRole('button', { name: 'Refund $25.99 now' }).click();
    await page.locator('[data-said=refunded]').waitFor();
    await orderRow(page, 'A-1').getByText('Refunded').waitFor();
    const { body } = await florin.call('GET', '/v1/payments?order_id=A-1');
    assert.equal(body.data[0].amount_refunded, 2599);

    // In another tab, the person takes it back.
    const account = await context.newPage();
    await account.goto(`${florin.url}/account/apps?lang=en`);
    await account.getByRole('heading', { name: 'Bookkeeper' }).waitFor();
    await account.getByRole('button', { name: 'Withdraw' }).click();
    await account.getByText('It is withdrawn.').waitFor();
    // Then comes back to the first, which notices by itself. Within a second every server refuses the token.
    await until(async () => {
      await page.evaluate("dispatchEvent(new Event('focus'))").catch(() => {});
      return page.locator('[data-said=cut_off]').isVisible();
    });
    assert.equal(await page.getByText('A-1').count(), 0, 'nothing of the account is shown any more');
    await seen(page, 'cut-off-desktop');
    await page.reload();
    await page.getByRole('button', { name: 'Connect your Florin account' }).waitFor();
    // The browser itself complains about the answer 410, and about nothing else.
    assert.deepEqual(
      complaints.filter((each) => !each.includes('410')),
      [],
    );
    await context.close();
  });

  it('is cut off also in the middle of a refund, and then refunds nothing', async () => {
    await florin.call('POST', '/pay', { order_id: 'late', amount: 100, currency: 'USD' });
    const [one, other] = [await connected(), await connected()];
    await other.page.getByLabel('Refund the order late').click();
    const account = await one.context.newPage();
    await account.goto(`${florin.url}/account/apps?lang=en`);
    const withdraw = account.getByRole('button', { name: 'Withdraw' });
    while ((await withdraw.count()) > 0) {
      await withdraw.first().click();
      await account.getByText('It is withdrawn.').waitFor();
    }
    // The server refuses tokens of the person within a second. The first browser tells when.
    await until(async () => (await one.context.request.get(`${url}/access`)).status() === 410);
    await other.page.getByRole('button', { name: 'Refund $1.00 now' }).click();
    await other.page.locator('[data-said=cut_off]').waitFor();
    const { body } = await florin.call('GET', '/v1/payments?order_id=late');
    assert.equal(body.data[0].amount_refunded, 0);
    for (const { context } of [one, other]) await context.close();
  });

  it('connects nothing where the person does not allow it', async () => {
    const { page, context } = await openVisit(browser);
    await page.goto(url);
    await page.getByRole('button', { name: 'Connect your Florin account' }).click();
    await signIn(page);
    await page.getByRole('button', { name: 'Do not allow' }).click();
    await page.locator('[data-said=refused]').waitFor();
    await seen(page, 'refused-desktop');
    await context.close();
  });

  it('connects nobody by a link that somebody else began, and takes no form of another site', async () => {
    const victim = await openVisit(browser);
    // No connection was begun in this browser.
    await victim.page.goto(
      `${url}/callback?code=stolen&state=of-another&iss=${encodeURIComponent(florin.url)}`,
    );
    await victim.page.locator('[data-said=begin_again]').waitFor();
    // One was begun, but the answer belongs to another.
    await victim.page.getByRole('button', { name: 'Connect your Florin account' }).click();
    await victim.page.locator('#email').waitFor();
    await victim.page.goto(
      `${url}/callback?code=stolen&state=of-another&iss=${encodeURIComponent(florin.url)}`,
    );
    await victim.page.locator('[data-said=begin_again]').waitFor();
    await victim.context.close();
    // Whoever is connected stays so.
    const { page, context } = await connected();
    await page.goto(`${url}/callback?code=stolen&state=of-another`);
    await page.locator('[data-said=begin_again]').waitFor();
    await orderRow(page, 'A-2').waitFor();
    const [cookie] = (await context.cookies(url)).filter(({ name }) => name === 'bookkeeper');
    assert.deepEqual([cookie?.httpOnly, cookie?.sameSite], [true, 'Lax']);
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      cookie: `bookkeeper=${cookie?.value}`,
    };
    for (const path of ['/connect', '/payments/pay_1/refund'])
      for (const from of [{ origin: 'https://evil.example' }, {}]) {
        const forged = {
          method: 'POST',
          url: path,
          payload: 'amount=1',
          headers: { ...headers, ...from },
        } as const;
        assert.equal((await web.inject(forged)).statusCode, 403);
      }
    await context.close();
  });

  it('shows page after page in Chinese, on a phone in the dark', async () => {
    for (let n = 0; n < 11; n += 1)
      await florin.call('POST', '/pay', { order_id: `zh-${n}`, amount: 100_000 + n, currency: 'CNY' });
    const { page, context } = await openVisit(browser, { ...PHONE, locale: 'zh-CN', colorScheme: 'dark' });
    await page.goto(url);
    await seen(page, 'welcome-dark-zh');
    await page.getByRole('button', { name: '连接您的 Florin 账户' }).tap();
    await signIn(page);
    await page.locator('button[value=yes]').tap();
    await page.getByText('已连接。以下是您的付款。').waitFor();
    await seen(page, 'payments-dark-zh');
    await page.getByRole('link', { name: '更早的付款' }).tap();
    await orderRow(page, 'A-2').waitFor();
    await page.getByLabel('退款：订单 A-2').tap();
    await seen(page, 'refund-dark-zh');
    await page.getByRole('link', { name: 'English' }).tap();
    await page.getByRole('heading', { name: 'Payments' }).waitFor();
    await context.close();
  });

  it('is worked by keyboard alone', async () => {
    const { page, context } = await connected();
    await florin.call('POST', '/pay', { order_id: 'keys', amount: 700, currency: 'USD' });
    await page.reload();
    await page.getByLabel('Refund the order keys').focus();
    for (const key of ['Enter', 'Tab', 'Enter']) await page.keyboard.press(key);
    await page.locator('[data-said=refunded]').waitFor();
    await orderRow(page, 'keys').getByText('Refunded').waitFor();
    await context.close();
  });

  it('starts by one command, or says what to start first', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'florin-bookkeeper-'));
    const port = await freePort();
    const start = () => startExample('bookkeeper', { FLORIN_DATA: folder, PORT: String(port) });
    const early = start();
    await early.said('run `npm start` first');
    assert.equal(await early.ended, 78);
    await writeFile(join(folder, 'sandbox.json'), JSON.stringify({ base_url: florin.url, ...app }));
    const started = start();
    await started.said(`The bookkeeper is at http://127.0.0.1:${port}`);
    const page = await fetch(`http://127.0.0.1:${port}/`);
    assert.match(await page.text(), /Connect your Florin account/);
    // It asks Florin, with the credentials of the file, before it sends anybody there.
    const origin = `http://127.0.0.1:${port}`;
    const sent = await fetch(`${origin}/connect`, {
      method: 'POST',
      headers: { origin },
      body: new URLSearchParams(),
    });
    assert.equal(sent.status, 502, 'the redirect URI of this port is none of the app’s');
    assert.ok(!started.output().includes(app.client_secret));
    assert.equal(await started.stop(), 0);
    await rm(folder, { recursive: true });
  });
});
