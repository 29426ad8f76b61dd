import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'playwright-core';
import { assertAccessible, openBrowser, openVisit } from '../../../test/browser.ts';
import { openTestPlatform, type TestPlatform } from '../testing.ts';

const SHOP = 'http://127.0.0.1:4243';

describe('the front page', () => {
  let florin: TestPlatform;
  let browser: Browser;
  let origin: string;
  before(async () => {
    [florin, browser] = await Promise.all([
      openTestPlatform({ shop: { url: SHOP, localUrl: SHOP } }),
      openBrowser(),
    ]);
    origin = await florin.app.listen({ port: 0, host: '127.0.0.1' });
  });
  after(async () => {
    await browser.close();
    await florin.close();
  });

  it('shows the way to the shop and a first call, in two languages, light and dark, on a phone too', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page, context, complaints } = await openVisit(browser, {
        colorScheme,
        viewport: { width: 360, height: 740 },
      });
      await page.goto(origin);
      assert.equal(await page.getByRole('link', { name: 'Open the demo shop' }).getAttribute('href'), SHOP);
      await page.getByText('.florin/sandbox.json').first().waitFor();
      await assertAccessible(page);
      await page.getByRole('link', { name: '简体中文' }).click();
      await page.getByRole('heading', { name: '属于您自己的支付平台' }).waitFor();
      await assertAccessible(page);
      const overflow = 'document.documentElement.scrollWidth > document.documentElement.clientWidth';
      assert.equal(await page.evaluate(overflow), false);
      assert.deepEqual(complaints, []);
      await context.close();
    }
  });

  it('shows a first call that can be repeated', async () => {
    const { page, context } = await openVisit(browser);
    await page.goto(origin);
    const snippet = (await page.locator('pre').textContent()) as string;
    await context.close();
    const folder = await mkdtemp(join(tmpdir(), 'florin-front-'));
    await mkdir(join(folder, '.florin'));
    await writeFile(
      join(folder, '.florin/sandbox.json'),
      JSON.stringify({ secret_key: florin.secretKey }, null, 2),
    );
    // A stand-in for curl shows what the shell makes of the snippet. Then the same is sent to the platform.
    await writeFile(join(folder, 'curl'), '#!/bin/sh\nprintf "%s\\n" "$@"\n', { mode: 0o755 });
    const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` };
    for (let run = 0; run < 2; run++) {
      const said = spawnSync('sh', ['-c', snippet], { cwd: folder, env, encoding: 'utf8' }).stdout.split(
        '\n',
      );
      assert.ok(said.includes(`Authorization: Bearer ${florin.secretKey}`), said.join('\n'));
      const { status, body } = await florin.call('POST', '/pay', said[said.indexOf('-d') + 1]);
      assert.equal(status, 200, JSON.stringify(body));
    }
    await rm(folder, { recursive: true });
  });

  it('names no shop if none runs', async () => {
    const alone = await openTestPlatform();
    const { body } = await alone.app.inject({ url: '/', headers: { 'accept-language': 'en' } });
    await alone.close();
    assert.match(body, /Florin/);
    assert.doesNotMatch(body, /demo shop|:4243/i);
  });

  it('speaks the visitor’s language, and knows no key', async () => {
    const answer = await florin.app.inject({ url: '/', headers: { 'accept-language': 'zh-CN,zh;q=0.9' } });
    assert.match(answer.body, /lang="zh-CN"/);
    assert.doesNotMatch(answer.body, /[sp]k_test_\w/);
  });
});
