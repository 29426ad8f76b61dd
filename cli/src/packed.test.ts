import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { openTestPlatform, type TestPlatform } from '../../server/src/testing.ts';

const root = resolve(import.meta.dirname, '../..');
/** Without what npm has pinned here: the machine's own Node runs what was installed. */
const path = (process.env.PATH ?? '')
  .split(delimiter)
  .filter((folder) => !folder.includes('node_modules'))
  .join(delimiter);

describe('the packed command line', () => {
  let florin: TestPlatform;
  let folder: string;
  let url: string;
  before(async () => {
    florin = await openTestPlatform();
    url = await florin.app.listen({ port: 0, host: '127.0.0.1' });
    folder = await mkdtemp(join(tmpdir(), 'florin-packed-'));
  });
  after(async () => {
    await florin.close();
    await rm(folder, { recursive: true });
  });

  it('is installed in an empty folder without a registry, calls the API from there, and says what is the operator’s', async () => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['scripts/pack-cli.ts', join(folder, 'packed')],
      { cwd: root },
    );
    const shop = join(folder, 'shop');
    await mkdir(shop);
    const env = {
      PATH: path,
      HOME: folder,
      FLORIN_SECRET_KEY: florin.secretKey,
      FLORIN_BASE_URL: url,
      npm_config_registry: 'http://127.0.0.1:9/',
    };
    const run = (program: string, ...args: string[]) =>
      promisify(execFile)(program, args, { cwd: shop, env }).catch(
        (error) => error as { code?: number; stdout: string; stderr: string },
      );
    const installed = await run('npm', 'install', '--no-audit', '--no-fund', stdout.trim());
    assert.ok(!('code' in installed), `${installed.stdout}${installed.stderr}`);
    const answer = await run('npx', 'florin', 'api', 'GET', '/v1/payments');
    assert.deepEqual(JSON.parse(answer.stdout), { object: 'list', data: [], has_more: false }, answer.stderr);
    const examined = await run('npx', 'florin', 'doctor');
    assert.match(examined.stdout, /key: a sandbox key, which is taken/, examined.stderr);
    const triggered = await run('npx', 'florin', 'trigger', 'payment.failed');
    assert.equal(JSON.parse(triggered.stdout).type, 'payment.failed', triggered.stderr);
    const agent = new Client({ name: 'test', version: '1' });
    await agent.connect(
      new StdioClientTransport({
        command: 'npx',
        args: ['florin', 'mcp'],
        cwd: shop,
        env,
        stderr: 'inherit',
      }),
    );
    const { tools } = await agent.listTools();
    assert.ok(tools.some(({ name }) => name === 'call_operation'));
    await agent.close();
    const bad = await run('npx', 'florin', 'payments', 'list', '--base-url', 'nothing');
    assert.deepEqual(['code' in bad && bad.code, /is no address/.test(bad.stderr)], [2, true]);
    for (const operators of [['verify'], ['backup', 'folder'], ['keys', 'rotate-kek']]) {
      const refused = await run('npx', 'florin', ...operators);
      assert.deepEqual(['code' in refused && refused.code, /in the clone/.test(refused.stderr)], [2, true]);
    }
  });
});
