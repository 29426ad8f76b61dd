import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Florin } from '@florin/sdk';
import type { FastifyInstance } from 'fastify';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { openTestPlatform, type TestPlatform } from '../../../server/src/testing.ts';
import { assertAccessible, openBrowser, openVisit } from '../../../test/browser.ts';
import { freePort } from '../../../test/ports.ts';
import { scanQrCode } from '../../../test/scan.ts';
import { startExample } from '../../testing.ts';
import { Sales } from './sales.ts';
import { buildTill } from './till.ts';

/** A folder for pictures of the pages, to be looked at; none are made without it. */
const SHOTS = process.env.FLORIN_TEST_SHOTS;
const KEY = 'the key of the cashier';
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } as const;
const VISA = '4242424242424242';
const DECLINED = '4000000000000002';

describe('the till', () => {
  let florin: TestPlatform;
  let browser: Browser;
  let till: FastifyInstance;
  let url: string;
  let florinUrl: string;
  let salesOf: () => Sales;
  before(async () => {
    const port = await freePort();
    const baseUrl = `http://127.0.0.1:${port}`;
    florinUrl = baseUrl;
    [florin, browser] = await Promise.all([openTestPlatform({ publicUrl: baseUrl }), openBrowser()]);
    await florin.app.listen({ port, host: '127.0.0.1' });
    salesOf = () => new Sales(new Florin({ baseUrl, secretKey: florin.secretKey }));
    url = `http://127.0.0.1:${port + 1}`;
    till = buildTill({ sales: salesOf(), url, cashierKey: KEY });
    await till.listen({ port: port + 1, host: '127.0.0.1' });
  });
  after(async () => {
    await browser.close();
    await till.close();
    await florin.close();
  });

  async function cashier(options: BrowserContextOptions = PHONE) {
    const visit = await openVisit(browser, options);
    await visit.page.goto(`${url}/?key=${encodeURIComponent(KEY)}`);
    assert.equal(visit.page.url(), `${url}/`, 'the key leaves the address');
    return visit;
  }

  /** The page fits the screen, has no fault that axe finds, and may have its picture taken. */
  async function seen(page: Page, name: string): Promise<void> {
    const tooWide = 'document.documentElement.scrollWidth > document.documentElement.clientWidth';
    assert.equal(await page.evaluate(tooWide), false, `${name} is wider than the screen`);
    await assertAccessible(page);
    if (SHOTS !== undefined) await page.screenshot({ path: `${SHOTS}/till-${name}.png`, fullPage: true });
  }

  /** A customer whose phone has read the code. */
  async function customer(link: string): Promise<Page> {
    const { page } = await openVisit(browser, PHONE);
    await page.goto(link);
    return page;
  }

  async function pay(page: Page, card: string): Promise<void> {
    await page.getByLabel('Card number').fill(card);
    await page.getByLabel('Expiry date').fill('1234');
    await page.getByLabel('Security code').fill('123');
    await page.getByRole('button', { name: /^Pay/ }).click();
  }

  const state = (page: Page, name: string) => page.locator(`[data-state=${name}]`).waitFor();
  const notReloaded = (page: Page) => page.evaluate('window.notReloaded');

  it('asks for an amount by QR code, and shows that it was paid without a reload', async () => {
    const { page, context, complaints } = await cashier();
    await seen(page, 'new-phone');
    for (const key of ['2', '5', '.', '9', '8', 'Erase the last digit', '9'])
      await page.getByRole('button', { name: key, exact: true }).tap();
    assert.equal(await page.getByLabel('Amount').inputValue(), '25.99');
    await page.getByRole('button', { name: 'Charge' }).tap();
    await page.getByRole('heading', { name: '$25.99' }).waitFor();
    await page.getByText('Let the customer scan the code').waitFor();
    await seen(page, 'waiting-phone');
    await page.evaluate('window.notReloaded = true');
    const payer = await customer(await scanQrCode(page));
    await pay(payer, DECLINED);
    await state(page, 'tried');
    await seen(page, 'tried-phone');
    await pay(payer, VISA);
    await state(page, 'paid');
    await page.getByRole('status').getByText('Paid').waitFor();
    assert.equal(await page.getByRole('img', { name: /^QR code/ }).count(), 0, 'nobody can pay it again');
    assert.equal(await notReloaded(page), true);
    await seen(page, 'paid-phone');
    await payer.waitForURL(`${url}/thanks`);
    await payer.getByRole('heading', { name: 'Thank you' }).waitFor();
    await payer.context().close();

    await page.getByText('Refund …').tap();
    await seen(page, 'refund-phone');
    await page.getByRole('button', { name: 'Refund $25.99' }).tap();
    await state(page, 'refunded');
    assert.equal(await page.getByText('Refund …').count(), 0, 'nothing is left to give back');
    await seen(page, 'refunded-phone');
    await page.getByRole('link', { name: 'New sale' }).tap();
    await page.getByRole('link', { name: /\$25\.99 Refunded/ }).waitFor();
    await seen(page, 'latest-phone');
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('is worked by keyboard alone, and shows a refund that was given elsewhere', async () => {
    const { page, context } = await cashier({ viewport: { width: 1280, height: 800 } });
    await page.keyboard.type('40');
    await page.keyboard.press('Enter');
    await state(page, 'waiting');
    await seen(page, 'waiting-desktop');
    const payer = await customer(await scanQrCode(page));
    await pay(payer, VISA);
    await state(page, 'paid');
    await payer.context().close();
    const { body } = await florin.call(
      'GET',
      `/v1/payments?order_id=${new URL(page.url()).pathname.slice(7)}`,
    );
    await florin.call('POST', '/v1/refunds', { payment: body.data[0].id, amount: 1500 });
    await page.getByText('$15.00 was given back').waitFor();
    await seen(page, 'partly-refunded-desktop');
    await page.getByText('Refund …').focus();
    for (const key of ['Enter', 'Tab', 'Enter']) await page.keyboard.press(key);
    await state(page, 'refunded');
    await context.close();
  });

  it('makes one sale of a form that is sent twice, and refuses what is no amount', async () => {
    const { page, context } = await cashier();
    await page.getByLabel('Amount').fill('1,234');
    await page.getByRole('button', { name: 'Charge' }).tap();
    await page.getByRole('alert').getByText('from $0.01 to $9,999,999,999.99').waitFor();
    assert.equal(await page.getByLabel('Amount').inputValue(), '1,234');
    await seen(page, 'refused-phone');
    const cookie = `till_key=${KEY}`;
    const send = () =>
      till.inject({
        ...{ method: 'POST', url: '/sales', payload: 'amount=7&currency=EUR&mark=0123456789' },
        headers: { cookie, origin: url, 'content-type': 'application/x-www-form-urlencoded' },
      });
    const [one, two] = await Promise.all([send(), send()]);
    assert.equal(one.headers.location, '/sales/till-0123456789-700-EUR');
    assert.equal(two.headers.location, one.headers.location);
    const { body } = await florin.call('GET', '/v1/checkout_sessions?order_id=till-0123456789-700-EUR');
    assert.equal(body.data.length, 1);
    await context.close();
  });

  it('shows a large amount in Chinese in the dark, and that the sale was canceled or left', async () => {
    const { page, context } = await cashier({ ...PHONE, locale: 'zh-CN', colorScheme: 'dark' });
    await page.getByLabel('金额').fill('9999999999.99');
    await page.getByLabel('币种').selectOption('CNY');
    await seen(page, 'new-dark-zh');
    await page.getByRole('button', { name: '收款', exact: true }).tap();
    await page.getByRole('heading', { name: '¥9,999,999,999.99' }).waitFor();
    await seen(page, 'waiting-dark-zh');
    await page.getByRole('button', { name: '取消收款' }).tap();
    await state(page, 'expired');
    await seen(page, 'expired-dark-zh');
    await page.getByRole('link', { name: '新的收款' }).tap();
    assert.equal(await page.getByLabel('币种').inputValue(), 'CNY');
    await page.goBack();
    const payer = await customer(await another(page));
    await page.evaluate('window.notReloaded = true');
    await payer.getByRole('button', { name: 'Cancel payment' }).click();
    await state(page, 'expired');
    assert.equal(await notReloaded(page), true);
    await payer.context().close();
    const other = await customer(await another(page));
    await pay(other, VISA);
    await state(page, 'paid');
    await seen(page, 'paid-dark-zh');
    await other.context().close();
    await context.close();
  });

  /** Begins a sale on the page, and returns what its code says. */
  async function another(page: Page): Promise<string> {
    await page.getByRole('link', { name: '新的收款' }).tap();
    await page.getByLabel('金额').fill('66.60');
    await page.getByRole('button', { name: '收款', exact: true }).tap();
    await state(page, 'waiting');
    return (await page.getByRole('link', { name: '在本机打开付款页面' }).getAttribute('href')) as string;
  }

  it('opens for nobody without its key, and takes no form of another site', async () => {
    for (const path of [
      '/',
      '/sales/till-0123456789-700-EUR',
      '/sales/till-0123456789-700-EUR/events',
      '/?key=no',
    ])
      assert.equal(
        (await till.inject({ url: path, headers: { cookie: 'till_key=no' } })).statusCode,
        403,
        path,
      );
    const headers = { cookie: `till_key=${KEY}`, 'content-type': 'application/x-www-form-urlencoded' };
    for (const origin of ['https://evil.example', undefined]) {
      const from = origin === undefined ? headers : { ...headers, origin };
      const forged = {
        method: 'POST',
        url: '/sales',
        headers: from,
        payload: 'amount=7&currency=EUR',
      } as const;
      assert.equal((await till.inject(forged)).statusCode, 403);
    }
    const opened = await till.inject({ url: `/?key=${encodeURIComponent(KEY)}` });
    assert.match(String(opened.headers['set-cookie']), /; HttpOnly; SameSite=Lax$/);
  });

  it('starts by one command or says what to start first, and goes on after a restart', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'florin-till-'));
    const start = () => startExample('till', { FLORIN_DATA: folder, PORT: String(port) });
    const port = await freePort();
    const early = start();
    await early.said('run `npm start` first');
    assert.equal(await early.ended, 78);
    const sandbox = { base_url: florinUrl, secret_key: florin.secretKey };
    await writeFile(join(folder, 'sandbox.json'), JSON.stringify(sandbox));
    const started = start();
    const [address = ''] = await started.said(/http:\S+key=\S+/);
    const { page, context } = await openVisit(browser, PHONE);
    await page.goto(address);
    await page.getByLabel('Amount').fill('3');
    await page.getByRole('button', { name: 'Charge' }).tap();
    await state(page, 'waiting');
    await page.evaluate('window.notReloaded = true');
    const link = await scanQrCode(page);
    // While the till is away its page says so, and goes on when it is back.
    assert.equal(await started.stop(), 0);
    const away = page.getByText('The connection to the till is lost.');
    await away.waitFor();
    const again = start();
    await again.said(/http:\S+key=\S+/);
    await away.waitFor({ state: 'hidden' });
    const payer = await customer(link);
    await pay(payer, VISA);
    await state(page, 'paid');
    assert.equal(await notReloaded(page), true);
    for (const visit of [payer.context(), context]) await visit.close();
    assert.equal(await again.stop(), 0);
    await rm(folder, { recursive: true });
  });

  it('shows no order that is none of its own, and knows its sales after a restart', async () => {
    await florin.call('POST', '/pay', { order_id: 'of the shop', amount: 100, currency: 'USD' });
    const again = salesOf();
    assert.equal(await again.find('of the shop'), null);
    const sale = { order: 'till-kept', amount: 500, currency: 'USD', thanksUrl: `${url}/thanks` };
    await salesOf().open(sale);
    assert.equal((await again.find('till-kept'))?.state, 'waiting');
    assert.ok((await again.latest()).every(({ order }) => order.startsWith('till-')));
  });
});
