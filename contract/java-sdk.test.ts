import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';
import { openStorm } from '../sdks/storm.ts';
import { freePort } from '../test/ports.ts';
import { here, type Installation, openInstallation, without } from './installation.ts';

const SDK = join(here, '../sdks/java');
const GUIDE = readFileSync(join(here, '../docs/sdk-java.md'), 'utf8');
/** What the guide puts into a project's `pom.xml`. */
const [, DEPENDENCY = assert.fail()] = /```xml\n([\s\S]*?)```/.exec(GUIDE) ?? [];
const [, SHORT = assert.fail()] =
  /```java\n([\s\S]*?)```/.exec(readFileSync(join(SDK, 'README.md'), 'utf8')) ?? [];
const SEED = 20_261_129;
const ORDERS = 120;

/** The programs of the guide, by the names of their classes. */
const programs = new Map(
  [...GUIDE.matchAll(/```java\n([\s\S]*?)```/g)].map(([, code = '']) => [
    /public class (\w+)/.exec(code)?.[1] ?? assert.fail(code),
    code,
  ]),
);
programs.set(
  'Readme',
  `import io.florin.Florin;
import io.florin.model.*;
public class Readme {
  public static void main(String[] args) {
${SHORT.replace('"sk_test_…"', 'System.getenv("FLORIN_SECRET_KEY")')}
  }
}`,
);

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>shop</groupId><artifactId>shop</artifactId><version>1</version>
  <properties>
    <maven.compiler.release>17</maven.compiler.release>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
  </properties>
  <dependencies>
    ${DEPENDENCY}
    <dependency><groupId>io.florin</groupId><artifactId>florin-spring-boot-starter</artifactId><version>0.1.0</version></dependency>
  </dependencies>
  <build><pluginManagement><plugins>
    <plugin><artifactId>maven-resources-plugin</artifactId><version>3.5.0</version></plugin>
    <plugin><artifactId>maven-compiler-plugin</artifactId><version>3.15.0</version></plugin>
    <plugin><artifactId>maven-dependency-plugin</artifactId><version>3.8.1</version></plugin>
  </plugins></pluginManagement></build>
</project>`;

describe('the Java SDK', { skip: without('java', 'javac', 'mvn') }, () => {
  let installation: Installation;
  let storm: Awaited<ReturnType<typeof openStorm>>;
  before(async () => {
    installation = await openInstallation();
    storm = await openStorm(installation.url, SEED);
  });
  after(async () => {
    await storm.close();
    await installation.close();
  });

  const maven = (args: readonly string[], env: object = {}, cwd = SDK) =>
    installation.run('mvn', ['--batch-mode', '--quiet', ...args], {
      cwd,
      // Maven is over before a better compiler would be of use.
      env: { MAVEN_OPTS: '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC', ...env },
    });

  it(`passes the vectors and its own tests, walks through a running Florin, and pays each order once in a storm (seed ${SEED})`, async () => {
    const { florin, folder } = installation;
    const { account, publishableKey } = florin;
    const list = join(folder, 'storm.txt');
    for (const old of globSync('*/target/surefire-reports', { cwd: SDK }))
      await rm(join(SDK, old), { recursive: true });
    await maven(['verify'], {
      FLORIN_ACCOUNT: account,
      FLORIN_PUBLISHABLE: publishableKey,
      STORM_URL: storm.url,
      STORM_ORDERS: String(ORDERS),
      STORM_ENDED: list,
    });
    const files = globSync('*/target/surefire-reports/*.txt', { cwd: SDK });
    assert.ok(files.length >= 14 && files.some((file) => file.endsWith('LiveFlorinTest.txt')));
    for (const file of files)
      assert.match(readFileSync(join(SDK, file), 'utf8'), /Tests run: [1-9]\d*, .*Skipped: 0/);
    const rows = await florin.sql(
      "select order_id, count(*)::int as paid from payment where order_id like 'storm-%' and status = 'succeeded' group by 1",
    );
    const orders = Array.from({ length: ORDERS }, (_, n) => `storm-${n}`).sort();
    assert.deepEqual(rows.map(({ order_id }) => order_id).sort(), orders);
    for (const { order_id, paid } of rows) assert.equal(paid, 1, String(order_id));
    const ended = readFileSync(list, 'utf8').trim().split('\n');
    assert.equal(ended.length, ORDERS);
    for (const line of ended) {
      const [order, id] = line.split(' ');
      const { body } = await florin.call('GET', `/v1/payments/${id}`);
      assert.equal(body.order_id, order);
    }
    // Each order has one key and one body, whatever happened to it, and every kind of trouble has happened.
    assert.equal(new Set(storm.requests).size, orders.length);
    assert.equal(storm.done.size, 8);
  });

  describe('in a project of its own', () => {
    let shop: string;
    let path: string;
    before(async () => {
      const { folder, run, url } = installation;
      // The artifacts are installed into a copy, so that the next run finds none of this one.
      const kept = join(homedir(), '.m2/repository');
      const copy = join(folder, 'repository');
      await run('sh', [
        '-c',
        'cp -al "$0" "$1" 2>/dev/null || { rm -rf "$1"; cp -a "$0" "$1"; }',
        kept,
        copy,
      ]);
      const repository = `-Dmaven.repo.local=${copy}`;
      await maven(['install', '-Dmaven.test.skip=true', '-Dspotless.check.skip=true', repository]);
      shop = join(folder, 'shop');
      await mkdir(join(shop, 'src/main/java/shop'), { recursive: true });
      await writeFile(join(shop, 'pom.xml'), POM);
      for (const [name, code] of programs)
        await writeFile(
          join(shop, `src/main/java/shop/${name}.java`),
          `package shop;\n${code.replaceAll('http://127.0.0.1:4242', url)}`,
        );
      await maven(
        ['compile', 'dependency:build-classpath', '-Dmdep.outputFile=path.txt', repository],
        {},
        shop,
      );
      path = `target/classes:${readFileSync(join(shop, 'path.txt'), 'utf8').trim()}`;
    });

    for (const [name, code] of programs) {
      if (name === 'Receiver') continue;
      it(`does what the guide shows: ${code.split('\n')[0]}`, async () => {
        const env = { FLORIN_SECRET_KEY: installation.florin.secretKey };
        const said = await installation.run('java', ['-cp', path, `shop.${name}`], { cwd: shop, env });
        const expected: Record<string, RegExp> = {
          Readme: /^succeeded\n$/,
          Pay: /^pay_/,
          Errors: /^REQUEST pay\nANSWER pay\n\w+ req_/,
          Lists: /java-1001[\s\S]*\nevt_\w+ java-1003\n$/,
          Signatures: /^succeeded\n$/,
        };
        assert.match(said, expected[name] ?? assert.fail(name));
      });
    }

    it('hears of a payment by a webhook, as the guide shows', async () => {
      const { florin } = installation;
      const port = await freePort();
      const { body: endpoint } = await florin.call('POST', '/v1/webhook_endpoints', {
        url: `http://127.0.0.1:${port}/webhooks/florin`,
        events: ['payment.succeeded'],
      });
      const settings = [`--florin.webhook-secret=${endpoint.secret}`, `--server.port=${port}`];
      const receiver = spawn('java', ['-cp', path, 'shop.Receiver', ...settings], { cwd: shop });
      const ended = once(receiver, 'exit');
      const lines: string[] = [];
      try {
        for await (const line of createInterface({ input: receiver.stdout })) {
          lines.push(line);
          if (line.includes('Started Receiver'))
            await florin.call('POST', '/pay', { order_id: 'by-webhook', amount: 100, currency: 'USD' });
          if (line === 'paid: by-webhook') return;
        }
        assert.fail(lines.join('\n'));
      } finally {
        receiver.kill();
        await ended;
      }
    });
  });
});
