import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { instantAnswer, testChannel } from '../../server/src/channels/testing.ts';
import { openTestPlatform, type TestPlatform } from '../../server/src/testing.ts';
import { assertAccessible, openBrowser, openVisit } from '../../test/browser.ts';

const VISA = '4242424242424242';

describe('the payer’s page', () => {
  let florin: TestPlatform;
  let browser: Browser;
  let origin: string;
  let orders = 0;
  /** What the channel waits for before it answers. */
  let gate: Promise<void> | null = null;
  /** Where the channel sends the payer instead of answering. */
  let challenge: string | null = null;
  const channel = testChannel({
    authorize: async (request) => {
      await gate;
      if (request.method.type === 'wallet')
        return {
          kind: 'action',
          action: {
            type: 'qr',
            code: 'https://wallet.example/',
            url: 'https://wallet.example/',
            expires_at: new Date(Date.now() + 15 * 60_000).toISOString(),
          },
        };
      return challenge === null
        ? instantAnswer(request)
        : { kind: 'action', action: { type: 'redirect', url: challenge } };
    },
    reverse: () => ({ kind: 'reversed' }),
  });

  before(async () => {
    // The channel waits as long as the test's gate is shut, however slow the browser is.
    const options = {
      channels: [channel],
      channelTimeoutMs: 120_000,
      sendWithinMs: 130_000,
      recoverAfterMs: 300_000,
    };
    [florin, browser] = await Promise.all([openTestPlatform(options), openBrowser()]);
    origin = await florin.app.listen({ port: 0, host: '127.0.0.1' });
  });
  beforeEach(() => {
    gate = null;
    challenge = null;
  });
  after(async () => {
    await browser.close();
    await florin.close();
  });

  async function openSession(rest: object = {}): Promise<{ id: string; url: string }> {
    const { body } = await florin.call('POST', '/v1/checkout_sessions', {
      order_id: `page-${++orders}`,
      amount: 2599,
      currency: 'USD',
      success_url: `${origin}/healthz?paid`,
      cancel_url: `${origin}/healthz?cancelled`,
      line_items: [
        { name: 'Notebook', quantity: 2, amount: 2000 },
        { name: 'Postage', quantity: 1, amount: 599 },
      ],
      ...rest,
    });
    return { id: body.id, url: origin + new URL(body.url).pathname };
  }

  async function fillCard(page: Page, number: string): Promise<void> {
    await page.getByLabel('Card number').fill(number);
    await page.getByLabel('Expiry date').fill('1234');
    await page.getByLabel('Security code').fill(number.startsWith('37') ? '1234' : '123');
  }

  const focused = (page: Page) =>
    page.evaluate<string>(
      'document.activeElement?.name || document.activeElement?.textContent?.trim() || ""',
    );

  async function tabTo(page: Page, name: string): Promise<void> {
    for (let presses = 0; presses < 60; presses++) {
      await page.keyboard.press('Tab');
      if ((await focused(page)).startsWith(name)) return;
    }
    assert.fail(`the keyboard does not reach ${name}`);
  }

  it('can be used with the keyboard alone, and the focus follows what happens', async () => {
    const { page, context, complaints } = await openVisit(browser);
    await page.goto((await openSession()).url);
    await page.getByLabel('Card number').waitFor();
    await tabTo(page, 'number');
    await page.keyboard.type('4000000000000002');
    await tabTo(page, 'expiry');
    await page.keyboard.type('1234');
    await tabTo(page, 'cvc');
    await page.keyboard.type('123');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    await page.locator('.notice:focus').waitFor();
    await assertAccessible(page);
    await tabTo(page, 'number');
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type(VISA);
    await tabTo(page, 'cvc');
    await page.keyboard.type('123');
    await tabTo(page, 'Pay $25.99');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Payment complete' }).waitFor();
    assert.equal(await focused(page), 'Payment complete');
    await assertAccessible(page);
    assert.deepEqual(complaints, []);
    await context.close();
  });

  it('shows at the field what is wrong, before anything is sent', async () => {
    const { page, context } = await openVisit(browser);
    await page.goto((await openSession()).url);
    await page.getByLabel('Card number').fill('4242424242424241');
    await page.getByRole('button', { name: /^Pay/ }).click();
    await page.getByText('Check the card number.').waitFor();
    assert.equal(await focused(page), 'number');
    await page.getByText('Enter the month and year').waitFor();
    await assertAccessible(page);
    await page.getByLabel('Card number').fill('378282246310005');
    assert.equal(await page.getByLabel('Card number').inputValue(), '3782 822463 10005');
    await page.getByText('Enter the 4-digit security code.').waitFor();
    await context.close();
  });

  it('refuses a number that is not a test card, and fills in one that is', async () => {
    const { page, context } = await openVisit(browser);
    await page.goto((await openSession()).url);
    await fillCard(page, '4111111111111111');
    await page.getByRole('button', { name: /^Pay/ }).click();
    await page.getByRole('alert').getByText('only test cards work here').waitFor();
    await page.getByRole('button', { name: 'Show test cards' }).click();
    await assertAccessible(page);
    await page.getByRole('button', { name: 'Use the card 3782 822463 10005' }).click();
    await page.getByRole('button', { name: /^Pay/ }).click();
    await page.getByText('•••• 0005').waitFor();
    await context.close();
  });

  it('follows a slow payment without a reload', async () => {
    const { page, context } = await openVisit(browser);
    const { url } = await openSession();
    await page.goto(url);
    await fillCard(page, VISA);
    const { promise, resolve } = Promise.withResolvers<void>();
    gate = promise;
    await page.getByRole('button', { name: /^Pay/ }).click();
    const second = await context.newPage();
    await second.goto(url);
    await second.getByRole('heading', { name: 'Processing your payment' }).waitFor();
    await assertAccessible(second);
    gate = null;
    resolve();
    await page.getByRole('heading', { name: 'Payment complete' }).waitFor();
    await second.getByRole('heading', { name: 'Payment complete' }).waitFor();
    await context.close();
  });

  it('takes the payer to their bank for verification, and shows the way there again', async () => {
    const { page, context } = await openVisit(browser);
    challenge = `${origin}/healthz?bank`;
    const { url } = await openSession();
    await page.goto(url);
    await fillCard(page, VISA);
    await page.getByRole('button', { name: /^Pay/ }).click();
    await page.waitForURL(challenge);
    await page.goto(url);
    const way = page.getByRole('link', { name: 'Go to my bank' });
    await way.waitFor();
    assert.equal(await way.getAttribute('href'), challenge);
    await assertAccessible(page);
    await context.close();
  });

  it('tells a payer whose session was closed meanwhile', async () => {
    const { page, context } = await openVisit(browser);
    const { id, url } = await openSession();
    await page.goto(url);
    await page.getByLabel('Card number').waitFor();
    await florin.call('POST', `/v1/checkout_sessions/${id}/expire`);
    await page.getByRole('heading', { name: 'The shop closed this payment' }).waitFor();
    await assertAccessible(page);
    await context.close();
  });

  it('polls if the stream sends nothing', async () => {
    for (const noStream of ['refused', 'held back'] as const) {
      const { page, context } = await openVisit(browser);
      await page.route('**/events', (route) =>
        noStream === 'refused'
          ? route.fulfill({ status: 503 })
          : route.fulfill({ status: 200, contentType: 'text/event-stream', body: ': nothing\n\n' }),
      );
      const { id, url } = await openSession();
      await page.goto(url);
      await page.getByLabel('Card number').waitFor();
      await florin.call('POST', `/v1/checkout_sessions/${id}/expire`);
      await page.getByRole('heading', { name: 'The shop closed this payment' }).waitFor();
      await context.close();
    }
  });

  it('says so if a link is not valid', async () => {
    const { page, context } = await openVisit(browser);
    const answer = await page.goto(`${(await openSession()).url}x`);
    assert.equal(answer?.status(), 404);
    await page.getByRole('heading', { name: 'This link isn’t valid' }).waitFor();
    await assertAccessible(page);
    await context.close();
  });

  it('says when the code’s time has run out, and offers every way to pay again', async () => {
    const { page, context } = await openVisit(browser);
    await page.clock.install();
    await page.goto((await openSession()).url);
    const ranOut = page.getByText('This payment timed out');
    const showCode = async () => {
      await page.getByRole('radio', { name: 'Wallet' }).check();
      await page.getByRole('button', { name: 'Show the QR code' }).click();
      await page.getByText(/^1[45]:\d\d left$/).waitFor();
    };
    await showCode();
    // The page's own countdown shows it, before the platform has said anything.
    await page.clock.fastForward('15:01');
    await ranOut.waitFor();
    assert.equal(await page.getByRole('img', { name: /QR code/ }).count(), 0);
    await assertAccessible(page);
    await page.getByRole('button', { name: 'Choose another way to pay' }).click();
    await showCode();
    await florin.call('POST', '/v1/sandbox/clock', { advance_seconds: 15 * 60 });
    await ranOut.waitFor();
    await assertAccessible(page);
    await page.getByRole('radio', { name: 'Card' }).check();
    await fillCard(page, VISA);
    await page.getByRole('button', { name: /^Pay/ }).click();
    await page.getByRole('heading', { name: 'Payment complete' }).waitFor();
    await context.close();
  });

  it('takes the payer back after success, unless they choose to stay', async () => {
    const { page, context } = await openVisit(browser);
    await page.clock.install();
    await page.goto((await openSession()).url);
    await fillCard(page, VISA);
    await page.getByRole('button', { name: /^Pay/ }).click();
    await page.getByRole('button', { name: 'Stay here' }).click();
    await page.clock.runFor(20_000);
    await page.getByRole('heading', { name: 'Payment complete' }).waitFor();
    await context.close();
  });

  it('reads well to everyone: light, dark, in both languages, on a phone, with other decimals', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const viewport of [
        { width: 1280, height: 800 },
        { width: 360, height: 740 },
      ]) {
        const { page, context, complaints } = await openVisit(browser, { colorScheme, viewport });
        await page.goto((await openSession({ currency: 'KWD' })).url);
        assert.match((await page.getByTestId('amount').textContent()) ?? '', /2\.599/);
        await assertAccessible(page);
        await page.getByRole('button', { name: '简体中文' }).click();
        await page.getByLabel('卡号').waitFor();
        assert.equal(await page.evaluate('document.documentElement.lang'), 'zh-CN');
        await assertAccessible(page);
        const overflow = 'document.documentElement.scrollWidth > document.documentElement.clientWidth';
        assert.equal(await page.evaluate(overflow), false);
        assert.deepEqual(complaints, []);
        await context.close();
      }
    }
  });

  it('loads nothing from any other server, and does not violate its own policy', async () => {
    const { page, context } = await openVisit(browser);
    const asked = new Set<string>();
    page.on('request', (request) => asked.add(new URL(request.url()).origin));
    await page.goto((await openSession()).url);
    await page.getByLabel('Card number').waitFor();
    assert.deepEqual([...asked], [origin]);
    await context.close();
  });
});
