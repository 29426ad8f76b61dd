import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { openedByFlorin } from '../../server/src/encryption/testing.ts';
import { openTestPlatform, type TestPlatform } from '../../server/src/testing.ts';
import { openBrowser, openVisit } from '../../test/browser.ts';

const VISA = '4242424242424242';
const DECLINED = '4000000000000002';

describe('the card’s fields', () => {
  let florin: TestPlatform;
  let browser: Browser;
  let origin: string;
  let orders = 0;
  before(async () => {
    [florin, browser] = await Promise.all([openTestPlatform(), openBrowser()]);
    origin = await florin.app.listen({ port: 0, host: '127.0.0.1' });
  });
  after(async () => {
    await browser.close();
    await florin.close();
  });

  /** Opens the page of a new session and records what it sends to pay. */
  async function open() {
    const { body } = await florin.call('POST', '/v1/checkout_sessions', {
      order_id: `card-${++orders}`,
      amount: 2599,
      currency: 'USD',
      success_url: `${origin}/healthz?paid`,
      cancel_url: `${origin}/healthz?cancelled`,
    });
    const visit = await openVisit(browser);
    const { page } = visit;
    const jwes: string[] = [];
    page.on('request', (request) => {
      if (!request.url().endsWith('/pay')) return;
      const { card_jwe, ...rest } = request.postDataJSON().method;
      assert.deepEqual(rest, { type: 'card' });
      jwes.push(card_jwe);
    });
    const where = { account: florin.account, checkout_session: body.id };
    /** The cards that were sent, which Florin alone can read. */
    const sent = () => openedByFlorin(florin, jwes);
    await page.goto(origin + new URL(body.url).pathname);
    await page.getByLabel('Card number').waitFor();
    return { ...visit, sent, where };
  }

  const pay = (page: Page) => page.getByRole('button', { name: /^Pay/ }).click();
  const typedIn = (page: Page, label: string) => page.getByLabel(label).inputValue();
  async function type(page: Page, label: string, text: string): Promise<void> {
    await page.getByLabel(label).fill('');
    await page.getByLabel(label).pressSequentially(text);
  }

  it('show what was typed, refuse a month that does not exist, and then send nothing', async () => {
    const { page, context, sent } = await open();
    await type(page, 'Card number', VISA);
    await type(page, 'Security code', '123');
    for (const [typed, says] of [
      ['13/30', 'There is no month 13.'],
      ['00/30', 'There is no month 0.'],
      ['1330', 'There is no month 13.'],
      ['1/2001', 'This date has passed.'],
      ['1', 'Enter the month and year'],
    ] as const) {
      await type(page, 'Expiry date', typed);
      await pay(page);
      await page.getByText(says).waitFor();
      assert.equal(await typedIn(page, 'Expiry date'), typed);
    }
    assert.deepEqual(await sent(), []);
    await context.close();
  });

  for (const typed of ['1/30', '01/2030', '0130', '012030', '１／３０', '０１３０', '2030-01-31']) {
    it(`take ${typed} for January 2030`, async () => {
      const { page, context, sent, where } = await open();
      await type(page, 'Card number', VISA);
      await type(page, 'Expiry date', typed);
      await type(page, 'Security code', '123');
      await pay(page);
      await page.getByRole('heading', { name: 'Payment complete' }).waitFor();
      assert.deepEqual(await sent(), [{ ...where, number: VISA, exp_month: 1, exp_year: 2030, cvc: '123' }]);
      await context.close();
    });
  }

  it('accept digits of a Chinese keyboard, and a number that is pasted with spaces or dashes', async () => {
    for (const typed of [
      '４２４２４２４２４２４２４２４２',
      '4242-4242-4242-4242',
      ' 4242 4242 4242 4242 ',
    ]) {
      const { page, context, sent, where } = await open();
      await page.getByLabel('Card number').fill(typed);
      assert.equal(await typedIn(page, 'Card number'), '4242 4242 4242 4242');
      await page.getByLabel('Expiry date').fill('１２／３０');
      await page.getByLabel('Security code').fill('１２３');
      await pay(page);
      await page.getByRole('heading', { name: 'Payment complete' }).waitFor();
      assert.deepEqual(await sent(), [{ ...where, number: VISA, exp_month: 12, exp_year: 2030, cvc: '123' }]);
      await context.close();
    }
  });

  it('never silently cut off or drop what was typed', async () => {
    const { page, context, sent } = await open();
    await type(page, 'Expiry date', '12/34');
    for (const [number, cvc, ...says] of [
      [`${VISA}00000000`, '123', 'Check the card number.'],
      ['4242 4242 4242 424O', '123', 'in digits only'],
      [VISA, '12345', 'Enter the 3-digit security code.'],
      [VISA, '12x', 'Enter the 3-digit security code.'],
    ] as const) {
      await type(page, 'Card number', number);
      await type(page, 'Security code', cvc);
      await pay(page);
      for (const said of says) await page.getByText(said).waitFor();
      assert.equal((await typedIn(page, 'Card number')).replaceAll(' ', ''), number.replaceAll(' ', ''));
      assert.equal(await typedIn(page, 'Security code'), cvc);
    }
    assert.deepEqual(await sent(), []);
    await context.close();
  });

  it('are grouped while typing, and the caret stays in place when something is changed in the middle', async () => {
    const { page, context } = await open();
    await type(page, 'Card number', VISA);
    assert.equal(await typedIn(page, 'Card number'), '4242 4242 4242 4242');
    for (let steps = 0; steps < 5; steps++) await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Backspace');
    await page.keyboard.type('7');
    assert.equal(await typedIn(page, 'Card number'), '4242 4242 4247 4242');
    await type(page, 'Card number', '378282246310005');
    assert.equal(await typedIn(page, 'Card number'), '3782 822463 10005');
    await context.close();
  });

  it('keep number and date after every decline, and never the security code', async () => {
    const { page, context } = await open();
    // The answer may arrive while the form is still shown, or after the screen of a payment in progress.
    for (const shown of ['the form', 'another screen']) {
      if (shown === 'another screen')
        await page.route('**/pay', async (route) => {
          const answer = await route.fetch();
          const state = await answer.json();
          const { status, ...payment } = state.payment;
          const processing = { ...state, payment: { ...payment, status: 'processing', decline_code: null } };
          assert.equal(status, 'failed');
          await route.fulfill({ response: answer, json: processing });
        });
      await type(page, 'Card number', DECLINED);
      await type(page, 'Expiry date', '1/30');
      await type(page, 'Security code', '123');
      await pay(page);
      await page.getByRole('alert').getByText('Your bank declined this card').waitFor();
      assert.equal(await typedIn(page, 'Card number'), '4000 0000 0000 0002');
      assert.equal(await typedIn(page, 'Expiry date'), '1/30');
      assert.equal(await typedIn(page, 'Security code'), '', shown);
      await page.getByLabel('Security code').fill('9');
    }
    await context.close();
  });
});
