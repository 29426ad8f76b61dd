import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openStorm } from '../sdks/storm.ts';
import { here, type Installation, openInstallation, python, without } from './installation.ts';

const SDK = join(here, '../sdks/python');
const GUIDE = readFileSync(join(here, '../docs/sdk-python.md'), 'utf8');
const SEED = 20_261_129;
/** By each of the two clients. */
const ORDERS = 90;
const venv = join(python, 'python');

describe('the Python SDK', { skip: without(venv) }, () => {
  let installation: Installation;
  before(async () => {
    installation = await openInstallation();
  });
  after(() => installation.close());

  /** Runs Python with the SDK as it is in this clone. */
  const runs = (args: readonly string[], env: Record<string, string> = {}, cwd = SDK) => {
    const { florin, run } = installation;
    const { account, publishableKey } = florin;
    const own = {
      PYTHONPATH: [join(SDK, 'src'), join(SDK, 'tests')].join(':'),
      PYTHONDONTWRITEBYTECODE: '1',
      FLORIN_ACCOUNT: account,
      FLORIN_PUBLISHABLE: publishableKey,
    };
    return run(venv, args, { cwd, env: { ...own, ...env } });
  };
  const pytest = ['-m', 'pytest', '-p', 'no:cacheprovider'];

  it('passes the vectors, and its own tests', async () => {
    assert.match(await runs([...pytest, 'tests']), /\b\d+ passed/);
  });

  it('is typed without a gap, and written in one style', async () => {
    await runs(['-m', 'ruff', 'check', '--no-cache', '.']);
    await runs(['-m', 'ruff', 'format', '--check', '--no-cache', '.']);
    const cache = join(installation.folder, 'mypy');
    assert.match(await runs(['-m', 'mypy', `--cache-dir=${cache}`]), /no issues found/);
  });

  it('pays, refunds, lists, hears of events, signs, and acts as an app with a running Florin', async () => {
    assert.match(await runs([...pytest, 'tests/live_florin.py']), /\b\d+ passed/);
  });

  it(`pays every order once in a storm, and each call ends with its payment (seed ${SEED})`, async () => {
    const { florin, url } = installation;
    const storm = await openStorm(url, SEED);
    const ended = JSON.parse(await runs(['tests/live_storm.py', String(ORDERS)], { STORM_URL: storm.url }));
    await storm.close();
    const orders = ['sync', 'async'].flatMap((kind) =>
      Array.from({ length: ORDERS }, (_, n) => `${kind}-${n}`),
    );
    const rows = await florin.sql(
      "select order_id, count(*)::int as paid from payment where order_id ~ '^a?sync-[0-9]+$' and status = 'succeeded' group by 1",
    );
    assert.deepEqual(
      new Map(rows.map(({ order_id, paid }) => [order_id, paid])),
      new Map(rows.map(({ order_id }) => [order_id, 1])),
    );
    assert.deepEqual(rows.map(({ order_id }) => order_id).sort(), [...orders].sort());
    assert.deepEqual(Object.keys(ended).sort(), [...orders].sort());
    for (const [order, id] of Object.entries(ended)) {
      const { body } = await florin.call('GET', `/v1/payments/${id}`);
      assert.equal(body.order_id, order);
    }
    // Each order has one key and one body, whatever happened to it, and every kind of trouble has happened.
    assert.equal(new Set(storm.requests).size, orders.length);
    assert.equal(storm.done.size, 8);
  });

  it('is installed from its wheel into an empty folder', async () => {
    const { folder, run } = installation;
    const clean = { PYTHONPATH: '' };
    await run(venv, [
      '-m',
      'pip',
      'wheel',
      '--quiet',
      '--no-deps',
      '--no-build-isolation',
      '-w',
      'wheels',
      SDK,
    ]);
    const [wheel = assert.fail('there is no wheel')] = readdirSync(join(folder, 'wheels'));
    await run(venv, ['-m', 'venv', 'shop']);
    const own = join(folder, 'shop/bin/python');
    await run(own, ['-m', 'pip', 'install', '--quiet', join(folder, 'wheels', wheel)], { env: clean });
    await writeFile(
      join(folder, 'shop.py'),
      [
        'import os, re, florin',
        'from importlib.metadata import requires, version',
        'from importlib.resources import files',
        'assert files("florin").joinpath("py.typed").is_file() and florin.__version__ == version("florin")',
        'assert sorted(re.match("[a-z]+", each)[0] for each in requires("florin")) == ["cryptography", "httpx"]',
        'with florin.Florin(base_url=os.environ["FLORIN_URL"], secret_key=os.environ["FLORIN_KEY"]) as client:',
        '    print(client.pay(order_id="from-a-wheel", amount=100, currency="USD").status)',
      ].join('\n'),
    );
    assert.equal(await run(own, ['shop.py'], { env: clean }), 'succeeded\n');
  });

  const snippets = [...GUIDE.matchAll(/```python\n([\s\S]*?)```/g)].map(([, code = '']) => code);
  for (const [index, code] of snippets.entries())
    it(`does what the guide shows: ${code.split('\n').find((line) => line.startsWith('#')) ?? `example ${index + 1}`}`, async () => {
      const { florin, folder, url } = installation;
      await writeFile(join(folder, 'guide.py'), code.replaceAll('http://127.0.0.1:4242', url));
      await runs(['guide.py'], { FLORIN_SECRET_KEY: florin.secretKey }, folder);
    });
});
