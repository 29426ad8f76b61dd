/** The worst texts and amounts that may come from outside, on every page that payers and shoppers see. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { openTestTown, type TestTown } from '../examples/shop/src/testing.ts';
import { openBrowser, openVisit } from './browser.ts';

const AMOUNT_MAX = 999_999_999_999;
const UNBROKEN = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunte';
const TEXTS: Record<string, string> = {
  'a name of 60 letters': UNBROKEN,
  'a long address': `https://shop.example/${'a'.repeat(170)}?b=${'c'.repeat(6)}`,
  '200 letters': 'W'.repeat(200),
  'a character that turns the line around': 'Invoice \u202Efdp.exe',
  'an isolate that is closed before it': 'Invoice \u2069\u202Efdp.exe',
  'right to left': 'متجر الدفاتر والأقلام الجميلة في المدينة القديمة',
  emoji: '🧑‍🤝‍🧑🇨🇳📓'.repeat(12),
};
const SIZES = [
  { width: 320, height: 640 },
  { width: 1280, height: 800 },
];
const CJK = /PingFang|YaHei|CJK|Noto Sans SC|WenQuanYi|Songti/;

/**
 * Finds elements that reach beyond the edge of the page, or whose content reaches beyond their own edge. Elements of one pixel
 * are hidden texts for screen readers, and a spinner turns, so neither counts.
 */
const TOO_WIDE = `(() => {
  const { clientWidth, scrollWidth } = document.documentElement;
  const wide = scrollWidth > clientWidth ? ['the document: ' + scrollWidth] : [];
  for (const element of document.body.querySelectorAll('*')) {
    const { left, right, width } = element.getBoundingClientRect();
    if (width <= 1 || element.closest('.mantine-Button-loader')) continue;
    const name = element.tagName + '.' + element.className + ' ' + element.textContent.slice(0, 40);
    if (left < -1 || right > clientWidth + 1) wide.push(name + ': ' + left + ' to ' + right);
    if (element.clientWidth > 1 && element.scrollWidth > element.clientWidth + 1)
      wide.push(name + ': ' + element.scrollWidth + ' in ' + element.clientWidth);
  }
  return wide;
})()`;

/** Finds words in buttons, labels and headings that go on in the next line, though they are short enough for one. */
const BROKEN_WORDS = `(() => {
  const broken = [];
  for (const element of document.querySelectorAll('button, .button, label, dt, th, h1, h2')) {
    const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
      if (text.parentElement.getBoundingClientRect().width <= 1) continue;
      for (const word of text.data.matchAll(/[A-Za-z]{2,15}/g)) {
        if (/[A-Za-z]/.test(text.data[word.index - 1] ?? '') || /[A-Za-z]/.test(text.data[word.index + word[0].length] ?? ''))
          continue;
        const range = document.createRange();
        range.setStart(text, word.index);
        range.setEnd(text, word.index + word[0].length);
        const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)));
        if (lines.size > 1) broken.push(word[0] + ' in ' + text.data.slice(0, 60));
      }
    }
  }
  return broken;
})()`;

describe('hostile texts', () => {
  let town: TestTown;
  let browser: Browser;
  let orders = 0;
  before(async () => {
    [town, browser] = await Promise.all([openTestTown(), openBrowser()]);
  });
  after(async () => {
    await browser.close();
    await town.close();
  });

  /** Checks that nothing is too wide and that Latin letters do not use a Chinese font. */
  async function assertFits(page: Page, what: string): Promise<void> {
    await page.evaluate('document.fonts.ready');
    const where = `${what} ${JSON.stringify(page.viewportSize())}`;
    assert.deepEqual(await page.evaluate(TOO_WIDE), [], where);
    assert.deepEqual(await page.evaluate(BROKEN_WORDS), [], where);
    for (const fonts of await page.evaluate<string[]>(
      `[document.body, ...document.querySelectorAll('h1')].map((each) => getComputedStyle(each).fontFamily)`,
    )) {
      const names = fonts.split(',');
      const firstChinese = names.findIndex((name) => CJK.test(name));
      assert.ok(
        names.slice(0, firstChinese).some((name) => /DejaVu/.test(name)),
        `${what}: ${fonts}`,
      );
    }
  }

  async function session(text: string, currency: string, amount = AMOUNT_MAX) {
    await town.florin.sql('update account set name = $1', [text]);
    const { status, body } = await town.florin.call('POST', '/v1/checkout_sessions', {
      order_id: `hostile-${++orders}`,
      amount,
      currency,
      description: text,
      line_items: [
        { name: text, quantity: 1_000_000, amount: amount - 1 },
        { name: text, quantity: 1, amount: 1 },
      ],
      success_url: `${town.platformUrl}/healthz`,
      cancel_url: `${town.platformUrl}/healthz`,
    });
    assert.equal(status, 200, JSON.stringify(body));
    return body as { id: string; url: string; order_id: string };
  }

  async function fillCard(page: Page, number: string): Promise<void> {
    await page.getByLabel(/Card number|卡号/).fill(number);
    await page.getByLabel(/Expiry date|有效期/).fill('1/30');
    await page.getByLabel(/Security code|安全码/).fill('123');
  }

  const submit = (page: Page) => page.locator('main form button[type=submit]').click();

  for (const viewport of SIZES) {
    it(`keep to a checkout page of ${viewport.width} pixels`, async () => {
      const { page, context } = await openVisit(browser, { viewport });
      const currencies = ['IDR', 'KWD', 'JPY'];
      for (const [what, text] of Object.entries(TEXTS)) {
        const { url } = await session(text, currencies[orders % currencies.length] as string);
        await page.goto(`${url}?lang=${orders % 2 === 0 ? 'en' : 'zh'}`);
        await page.getByLabel(/Card number|卡号/).waitFor();
        if (viewport.width < 896) await page.locator('.to-show').first().click();
        await assertFits(page, what);
        assert.doesNotMatch((await page.locator('body').textContent()) as string, /[\u202a-\u202e]/);
        assert.equal(await page.locator('#lines bdi').count(), 2);
      }
      await context.close();
    });

    it(`keep to each screen of the checkout, and to the sandbox’s pages, of ${viewport.width} pixels`, async () => {
      const { page, context } = await openVisit(browser, { viewport });
      const open = async () => {
        const opened = await session(UNBROKEN, 'IDR');
        await page.goto(`${opened.url}?lang=en`);
        await page.getByLabel('Card number').waitFor();
        return opened;
      };
      await open();
      await page.getByRole('button', { name: 'Show test cards' }).click();
      await submit(page);
      await page.getByText('Check the card number.').waitFor();
      await assertFits(page, 'test cards and faults');
      await fillCard(page, '4000000000000002');
      await submit(page);
      await page.getByText('The payment did not go through').waitFor();
      await assertFits(page, 'a decline');
      await fillCard(page, '4000000000003220');
      await submit(page);
      await page.getByRole('button', { name: 'Complete the challenge' }).waitFor();
      await assertFits(page, 'the challenge');
      await page.getByRole('link', { name: 'Back to the payment page' }).click();
      await page.getByRole('link', { name: 'Go to my bank' }).waitFor();
      await assertFits(page, 'the way to the bank');
      await page.getByRole('link', { name: 'Go to my bank' }).click();
      await page.getByRole('button', { name: 'Complete the challenge' }).click();
      await page.getByRole('button', { name: 'Stay here' }).click();
      await assertFits(page, 'paid');

      await open();
      await page.getByRole('radio', { name: 'Wallet' }).check();
      await assertFits(page, 'the wallet’s form');
      await submit(page);
      const wallet = page.getByRole('link', { name: /test wallet|Open my wallet/ });
      await wallet.waitFor();
      await assertFits(page, 'the QR code');
      await page.goto((await wallet.getAttribute('href')) as string);
      await page.getByRole('button', { name: 'Decline' }).waitFor();
      await assertFits(page, 'the wallet');

      await open();
      await page.getByRole('radio', { name: 'Bank transfer' }).check();
      await submit(page);
      const bank = page.getByRole('link', { name: /test bank/ });
      await bank.waitFor();
      await assertFits(page, 'the bank details');
      await page.goto((await bank.getAttribute('href')) as string);
      await page.getByRole('button', { name: 'Send half of it' }).waitFor();
      await assertFits(page, 'the bank');

      const elsewhere = await open();
      await town.florin.call('POST', '/pay', { order_id: elsewhere.order_id, amount: 1, currency: 'IDR' });
      await page.getByRole('heading', { name: 'This order has already been paid' }).waitFor();
      await assertFits(page, 'paid elsewhere');

      await open();
      await page.getByRole('button', { name: 'Cancel payment' }).click();
      await page.getByRole('heading', { name: 'Payment canceled' }).waitFor();
      await assertFits(page, 'canceled');
      await page.goto(`${page.url().split('?')[0]}x`);
      await page.getByRole('heading', { name: 'This link isn’t valid' }).waitFor();
      await assertFits(page, 'no such link');
      await context.close();
    });

    it(`keep to the shop and to the front page of ${viewport.width} pixels`, async () => {
      const { page, context } = await openVisit(browser, { viewport });
      for (const language of ['en', 'zh']) {
        await page.goto(`${town.platformUrl}/?lang=${language}`);
        await assertFits(page, 'the front page');
        await page.goto(`${town.shopUrl}/?lang=${language}`);
        await assertFits(page, 'the goods');
        await page.goto(`${town.shopUrl}/${UNBROKEN}`);
        await assertFits(page, 'nothing');
        for (const [what, text] of Object.entries(TEXTS)) {
          const at = Date.now();
          const line = { good: text, quantity: 1_000_000, amount: AMOUNT_MAX };
          const order = town.orders.place([line], 'USD', at);
          town.orders.noteDecline(order.id, text, at);
          const payment = `pay_${order.id}`;
          const paid = { order: order.id, payment, amount: AMOUNT_MAX, currency: 'USD' };
          town.orders.markPaid(paid, 'webhook', at);
          town.orders.markRefunded({ id: `ref_${order.id}`, payment, amount: AMOUNT_MAX - 1 }, at);
          await page.goto(`${town.shopUrl}/orders/${order.id}`);
          await assertFits(page, `an order of ${what}`);
        }
      }
      await context.close();
    });
  }
});
