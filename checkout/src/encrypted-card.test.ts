import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type { JWK } from 'jose';
import type { Browser, Page } from 'playwright-core';
import {
  LIVE_CARDS,
  type LiveAccount,
  makeLiveAccount,
  openConnector,
  type TestConnector,
} from '../../server/src/cards/testing.ts';
import { parseConnectorKey } from '../../server/src/channels/connector-key.ts';
import { openTestPlatform, type TestPlatform } from '../../server/src/testing.ts';
import { openBrowser, openVisit } from '../../test/browser.ts';

const VISA = '4242424242424242';
const KEYS = '/.well-known/florin-encryption.json';

describe('a card on the payment page', () => {
  let florin: TestPlatform;
  let browser: Browser;
  let connector: TestConnector;
  let live: LiveAccount;
  let origin: string;
  let orders = 0;
  before(async () => {
    connector = await openConnector();
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const cardChannelKey = parseConnectorKey(publicKey.export({ format: 'pem', type: 'spki' }) as string);
    [florin, browser] = await Promise.all([
      openTestPlatform({ cardChannelUrl: connector.url, cardChannelKey }),
      openBrowser(),
    ]);
    live = await makeLiveAccount(florin.databaseUrl, florin.rootKey);
    origin = await florin.app.listen({ port: 0, host: '127.0.0.1' });
  });
  after(async () => {
    await browser.close();
    await florin.close();
    connector.close();
  });

  /** Opens the page of a new session at this address, and records what it sends to pay. */
  async function open(secretKey: string, at = origin) {
    const { body } = await florin.call(
      'POST',
      '/v1/checkout_sessions',
      {
        ...{ order_id: `encrypted-${++orders}`, amount: 2599, currency: 'USD' },
        ...{ success_url: 'https://shop.example/ok', cancel_url: 'https://shop.example/no' },
      },
      { authorization: `Bearer ${secretKey}` },
    );
    const { page, context } = await openVisit(browser);
    const sent: { method: Record<string, unknown> }[] = [];
    page.on('request', (request) => {
      if (request.url().endsWith('/pay')) sent.push(request.postDataJSON());
    });
    if (at !== origin)
      await page.route(`${at}/**`, async (route) => {
        const url = route.request().url().replace(at, origin);
        // The stream would be answered when it ends. Without it the page asks again and again.
        if (url.endsWith('/events')) await route.abort();
        else await route.fulfill({ response: await route.fetch({ url }) });
      });
    await page.goto(at + new URL(body.url).pathname);
    await page.getByLabel('Card number').waitFor();
    return { page, sent, close: () => context.close() };
  }

  async function pay(page: Page, number: string): Promise<void> {
    await page.getByLabel('Card number').fill(number);
    await page.getByLabel('Expiry date').fill('12/34');
    await page.getByLabel('Security code').fill('739');
    await page.getByRole('button', { name: /^Pay/ }).click();
  }

  it('leaves the browser encrypted, and pays in a live account', async () => {
    const { page, sent, close } = await open(live.secretKey);
    await pay(page, LIVE_CARDS.visa);
    await page.getByRole('heading', { name: 'Payment complete' }).waitFor();
    assert.equal(sent.length, 1);
    assert.deepEqual(Object.keys(sent[0]?.method ?? {}), ['type', 'card_jwe']);
    assert.ok(connector.asked.at(-1)?.body.card);
    await close();
  });

  it('is encrypted once more by itself if the key was replaced meanwhile, and no third time', async () => {
    const { page, sent, close } = await open(florin.secretKey);
    const replaced = async (times: number) =>
      page.route(
        `**${KEYS}`,
        async (route) => {
          const answer = await route.fetch();
          const { keys } = (await answer.json()) as { keys: JWK[] };
          const [key] = keys;
          await route.fulfill({ json: { keys: [{ ...key, kid: 'enckey_01kb0zx6t2e9h4p8s3d5g7j1kq' }] } });
        },
        { times },
      );
    await replaced(2);
    await pay(page, VISA);
    await page.getByText('Something went wrong on our side').waitFor();
    assert.equal(sent.length, 2);
    await replaced(1);
    await pay(page, VISA);
    await page.getByRole('heading', { name: 'Payment complete' }).waitFor();
    assert.equal(sent.length, 4);
    await close();
  });

  it('needs HTTPS in a live account: the page says so, and sends nothing', async () => {
    const { page, sent, close } = await open(live.secretKey, 'http://pay.example');
    await page.getByText('Cards can be used on an HTTPS page only').waitFor();
    await pay(page, LIVE_CARDS.visa);
    await page.getByRole('alert').getByText('Cards can be used on an HTTPS page only').waitFor();
    assert.deepEqual(sent, []);
    await close();
  });

  it('of the sandbox goes as it is without HTTPS, and the page says so', async () => {
    const { page, sent, close } = await open(florin.secretKey, 'http://pay.example');
    await page.getByText('so the card is not encrypted. Use test cards only').waitFor();
    await pay(page, VISA);
    await page.getByRole('heading', { name: 'Payment complete' }).waitFor();
    assert.deepEqual(sent, [
      { method: { type: 'card', card: { number: VISA, exp_month: 12, exp_year: 2034, cvc: '739' } } },
    ]);
    await close();
  });
});
