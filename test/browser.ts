/** A real browser, for the tests of pages. */
import assert from 'node:assert/strict';
import { AxeBuilder } from '@axe-core/playwright';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core';
import { findChromium } from './chromium.ts';

/** Long enough for a busy machine. A test waits for something that happens, so it rarely takes this long. */
const PATIENCE_MS = 20_000;

export async function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.FLORIN_TEST_CHROMIUM ?? (await findChromium()),
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}

/** The visitor's settings: screen size, colour scheme, language. */
export async function openVisit(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; context: BrowserContext; complaints: string[] }> {
  const context = await browser.newContext({
    locale: 'en-US',
    viewport: { width: 1280, height: 800 },
    ...options,
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  return { page, context, complaints };
}

/** Fails if axe finds an accessibility fault. */
export async function assertAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  assert.deepEqual(
    grave.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]),
    [],
    page.url(),
  );
}
