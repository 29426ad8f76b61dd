import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { openBrowser, openVisit } from '../../../test/browser.ts';
import { type LiveFlorin, openLiveFlorin } from './testing.ts';

const run = promisify(execFile);
const sdk = join(import.meta.dirname, '..');
const root = join(sdk, '../..');

/** The machine’s own Node, which may be older than the one that runs the tests. */
function machinesPath(): string {
  const pinned = new Set([dirname(process.execPath), join(root, 'node_modules/.bin')]);
  const path = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !pinned.has(folder) && !folder.includes('node_modules/.bin'));
  return path.join(delimiter);
}

describe('the package', () => {
  let live: LiveFlorin;
  let folder: string;
  let files: string[];
  before(async () => {
    live = await openLiveFlorin();
    folder = await mkdtemp(join(tmpdir(), 'florin-sdk-'));
    // Whoever publishes has it built by npm; in this repository npm runs nothing by itself.
    await run('npm', ['run', 'build'], { cwd: sdk });
    const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: sdk });
    const [packed] = JSON.parse(stdout.slice(stdout.indexOf('['))) as {
      filename: string;
      files: { path: string }[];
    }[];
    assert.ok(packed !== undefined);
    files = packed.files.map(({ path }) => path);
    await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
    const tarball = join(folder, packed.filename);
    await run('npm', ['install', '--no-audit', '--no-fund', '--offline', tarball], { cwd: folder });
  });
  after(async () => {
    await rm(folder, { recursive: true, force: true });
    await live.close();
  });

  it('has what was built, the license and the README, and depends on nothing', async () => {
    const rest = files.filter((file) => !/^dist\/.*\.(js|d\.ts)$/.test(file)).sort();
    assert.deepEqual(rest, ['LICENSE', 'README.md', 'package.json']);
    assert.ok(files.includes('dist/index.js') && files.includes('dist/index.d.ts'));
    assert.ok(!files.some((file) => /test/.test(file)));
    const { dependencies, exports } = JSON.parse(await readFile(join(sdk, 'package.json'), 'utf8'));
    assert.equal(dependencies, undefined);
    for (const { types, default: code } of Object.values<{ types: string; default: string }>(exports))
      for (const file of [types, code]) assert.ok(files.includes(file.slice(2)), file);
  });

  it('pays on the Node of this machine', async () => {
    const program = `
      import { Florin, ApiError } from '@florin/sdk';
      for (const name of process.env.ENTRIES.split(',')) await import('@florin/sdk' + name);
      const florin = new Florin({ secretKey: process.env.KEY, baseUrl: process.env.URL });
      const payment = await florin.pay({ order_id: 'packed', amount: 100, currency: 'USD' });
      const again = await florin.pay({ order_id: 'packed', amount: 100, currency: 'USD' }).catch((error) => error);
      console.log(JSON.stringify({ node: process.version, status: payment.status, refused: again instanceof ApiError && again.code }));
    `;
    await writeFile(join(folder, 'pay.js'), program);
    const { exports } = JSON.parse(await readFile(join(sdk, 'package.json'), 'utf8'));
    const entries = Object.keys(exports).map((name) => name.slice(1));
    const env = { PATH: machinesPath(), KEY: live.secretKey, URL: live.url, ENTRIES: entries.join() };
    const { stdout } = await run('/usr/bin/env', ['node', 'pay.js'], { cwd: folder, env });
    const said = JSON.parse(stdout);
    assert.equal(said.status, 'succeeded');
    assert.equal(said.refused, 'order_already_paid');
  });

  for (const [where, start] of [
    ['in a page of a browser', `import('/program.js');`],
    [
      'in a worker of a browser',
      `new Worker('/program.js', { type: 'module' }).onmessage = ({ data }) => (window.said = data);`,
    ],
  ] as const)
    it(`encrypts a card and exchanges it, ${where}`, async () => {
      const program = `
        import { Florin } from '/sdk/index.js';
        import { CardEncryption } from '/sdk/cards/index.js';
        import { toMinorUnits } from '/sdk/money/index.js';
        const page = new Florin({ publishableKey: '${live.publishableKey}', baseUrl: '${live.url}' });
        const cards = new CardEncryption({ baseUrl: '${live.url}', account: '${live.account}' });
        const card = { number: '4242424242424242', exp_month: 12, exp_year: 2035, cvc: '123' };
        const refused = await page.tokens.create({ card: { ...card, exp_month: 13 } }).catch(({ code }) => code);
        const said = await cards.token(page, card).then(
          ({ token }) => [refused, token, toMinorUnits('25.99', 'USD')].join(' '),
          String,
        );
        if (globalThis.window) window.said = said; else postMessage(said);
      `;
      const shop = await openShop(join(folder, 'node_modules/@florin/sdk/dist'), { start, program });
      const browser = await openBrowser();
      const { page, complaints } = await openVisit(browser);
      await page.goto(shop.url);
      const said = await page.waitForFunction(() => (globalThis as { said?: string }).said);
      assert.match(String(await said.jsonValue()), /^invalid_request tok_\w+ 2599$/);
      // A browser tells of each answer with 400.
      assert.deepEqual(
        complaints.filter((text) => !text.includes('400')),
        [],
      );
      await browser.close();
      await shop.close();
    });

  it('gives TypeScript the types of what it sends and gets', async () => {
    const program = `
      import { Florin, type Schemas } from '@florin/sdk';
      const florin = new Florin({ secretKey: 'sk_test_1', baseUrl: 'https://pay.example' });
      export async function right(): Promise<Schemas['Payment'][]> {
        const payment = await florin.payments.create({ order_id: 'a', amount: 1n, currency: 'USD' });
        const amount: number = payment.amount_received;
        const payments: Schemas['Payment'][] = [];
        for await (const each of florin.payments.list({ created_from: new Date(), limit: amount })) payments.push(each);
        for await (const event of florin.events.stream({ types: ['payment.succeeded'] }))
          if (event.type === 'payment.succeeded') payments.push(event.data);
        await florin.payments.capture(payment.id);
        const nothing: undefined = await florin.webhookEndpoints.delete('we_1');
        return nothing ?? payments;
      }
      export async function wrong(): Promise<void> {
        // @ts-expect-error an amount is a number
        await florin.payments.create({ order_id: 'a', amount: '1', currency: 'USD' });
        // @ts-expect-error the currency is missing
        await florin.pay({ order_id: 'a', amount: 1 });
        // @ts-expect-error there is no such field
        await florin.refunds.create({ payment: 'pay_1', sum: 1 });
        // @ts-expect-error an id is needed
        await florin.payments.retrieve();
        // @ts-expect-error there is no such status
        await florin.payments.list({ status: 'payed' });
        // @ts-expect-error there is no such event
        florin.events.stream({ types: ['payment.payed'] });
      }
    `;
    await writeFile(join(folder, 'types.ts'), program);
    const compilerOptions = {
      strict: true,
      module: 'nodenext',
      target: 'es2022',
      lib: ['es2022', 'dom'],
      types: [],
      noEmit: true,
    };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['types.ts'] }));
    const { stdout } = await run(join(root, 'node_modules/.bin/tsc'), ['--project', folder]).catch(
      (error) => error,
    );
    assert.equal(stdout, '');
  });
});

/** A page of a shop, of another origin than Florin, with the built package as it is. */
async function openShop(dist: string, { start, program }: { start: string; program: string }) {
  const server = createServer(async ({ url = '' }, response) => {
    if (url === '/')
      response.setHeader('content-type', 'text/html').end(`<script type="module">${start}</script>`);
    else if (url.startsWith('/favicon')) response.writeHead(204).end();
    else {
      response.setHeader('content-type', 'text/javascript');
      response.end(url === '/program.js' ? program : await readFile(join(dist, url.replace('/sdk/', ''))));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
