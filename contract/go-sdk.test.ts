import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openStorm } from '../sdks/storm.ts';
import { here, type Installation, openInstallation, without } from './installation.ts';

const SDK = join(here, '../sdks/go');
const GUIDE = readFileSync(join(here, '../docs/sdk-go.md'), 'utf8');
const MODULE = 'florin.internal/florin';
const VERSION = /const Version = "([^"]+)"/.exec(readFileSync(join(SDK, 'doc.go'), 'utf8'))?.[1];
const SEED = 20_261_130;
const ORDERS = 90;
const snippets = [...GUIDE.matchAll(/```go\n([\s\S]*?)```/g)].map(([, code = '']) => code);

/** The minor version of Go 1. What go.mod says is what the SDK needs; some snippets need iterators. */
function goMinor(): number {
  const [, minor = '0'] = /go1\.(\d+)/.exec(spawnSync('go', ['version'], { encoding: 'utf8' }).stdout) ?? [];
  return Number(minor);
}

function leftOut(what: string, needed: number): string | false {
  if (goMinor() >= needed) return false;
  const said = `LEFT OUT: ${what} needs Go 1.${needed} or newer, this machine has 1.${goMinor()}`;
  console.log(said);
  return said;
}

describe('the Go SDK', { skip: without('go') || leftOut('the Go SDK', 19) }, () => {
  let installation: Installation;
  before(async () => {
    installation = await openInstallation();
  });
  after(() => installation.close());

  /** Runs the Go that is installed, without fetching another one or any package. */
  const go = (args: readonly string[], env: Record<string, string> = {}, cwd = SDK) => {
    const { account, publishableKey } = installation.florin;
    const own = { FLORIN_ACCOUNT: account, FLORIN_PUBLISHABLE: publishableKey };
    const alone = { GOTOOLCHAIN: 'local', GOPROXY: 'off', GOFLAGS: '-buildvcs=false', GOWORK: 'off' };
    return installation.run('go', args, { cwd, env: { ...alone, ...own, ...env } });
  };

  it('passes the vectors and its own tests, is written as gofmt writes, and vet finds nothing', async () => {
    assert.equal(await installation.run('gofmt', ['-l', SDK]), '', 'run gofmt -w sdks/go');
    await go(['vet', '-tags=live', './...']);
    const told = await go(['test', '-count=1', '-v', './...']);
    assert.match(told, new RegExp(`ok\\s+${MODULE}\\s`));
    assert.doesNotMatch(told, /^\s*--- SKIP/m);
  });

  it('pays, refunds, lists, hears of events, signs, and acts as an app with a running Florin', async () => {
    const told = await go(['test', '-count=1', '-v', '-tags=live', '-run=^Test', './live']);
    assert.ok((told.match(/^--- PASS/gm) ?? []).length >= 8, told);
  });

  it(`pays every order once in a storm, and each call ends with its payment (seed ${SEED})`, async () => {
    const { florin, folder, url } = installation;
    const storm = await openStorm(url, SEED);
    const file = join(folder, 'ended.json');
    const env = { STORM_URL: storm.url, STORM_ORDERS: String(ORDERS), STORM_ENDED: file };
    await go(['test', '-count=1', '-tags=live', '-run=Storm', './live'], env);
    await storm.close();
    const ended = JSON.parse(readFileSync(file, 'utf8')) as string[];
    const rows = await florin.sql(
      "select order_id, count(*)::int as paid from payment where order_id ~ '^storm-[0-9]+$' and status = 'succeeded' group by 1",
    );
    assert.equal(rows.length, ORDERS);
    assert.ok(rows.every(({ paid }) => paid === 1));
    assert.equal(ended.length, ORDERS);
    for (const [number, id] of ended.entries()) {
      const { body } = await florin.call('GET', `/v1/payments/${id}`);
      assert.equal(body.order_id, `storm-${number}`);
    }
    // Each order has one key and one body, whatever happened to it, and every kind of trouble has happened.
    assert.equal(new Set(storm.requests).size, ORDERS);
    assert.equal(storm.done.size, 8);
  });

  /** A project of somebody else’s, in an empty folder, that has installed the packed module and nothing else. */
  describe('packed, and installed into an empty folder', () => {
    let shop: string;
    before(async () => {
      shop = join(installation.folder, 'shop');
      const proxy = join(installation.folder, 'proxy');
      await mkdir(shop);
      assert.match(await go(['run', './internal/pack', proxy]), new RegExp(`go get ${MODULE}@v${VERSION}`));
      const env = { GOPROXY: `file://${proxy}`, GONOSUMDB: 'florin.internal', GOFLAGS: '-modcacherw' };
      const own = { ...env, GOMODCACHE: join(installation.folder, 'modules') };
      await go(['mod', 'init', 'shop'], own, shop);
      await go(['get', `${MODULE}@v${VERSION}`], own, shop);
    });

    const runs = async (name: string, code: string) => {
      const { florin, folder, url } = installation;
      await mkdir(join(shop, name));
      await writeFile(join(shop, name, 'main.go'), code.replaceAll('http://127.0.0.1:4242', url));
      const env = { GOMODCACHE: join(folder, 'modules'), FLORIN_SECRET_KEY: florin.secretKey };
      return go(['run', `./${name}`], env, shop);
    };

    it('it is the only module, and pays as the README shows', async () => {
      const modules = await go(
        ['list', '-m', 'all'],
        { GOMODCACHE: join(installation.folder, 'modules') },
        shop,
      );
      assert.deepEqual(modules.trim().split('\n'), ['shop', `${MODULE} v${VERSION}`]);
      const readme = readFileSync(join(SDK, 'README.md'), 'utf8');
      const [, pays] = /```go\n([\s\S]*?)```/.exec(readme) ?? assert.fail('the README has no example');
      const code = `package main

import (
	"context"
	"fmt"
	"log"
	"os"

	"${MODULE}"
)

func main() {
	if err := pays(context.Background()); err != nil {
		log.Fatal(err)
	}
}

func pays(ctx context.Context) error {
	${pays}
	if err == nil {
		fmt.Print(payment.Status)
	}
	return err
}
`;
      assert.equal(await runs('pays', code), 'succeeded');
    });

    for (const [index, code] of snippets.entries()) {
      const title = /^\/\/ (.*)/.exec(code)?.[1] ?? `example ${index + 1}`;
      const skip = /\bfor .* := range client\./.test(code) && leftOut(`“${title}”`, 23);
      it(`it does what the guide shows: ${title}`, { skip }, async () => {
        await runs(`example${index + 1}`, code);
      });
    }
  });
});
