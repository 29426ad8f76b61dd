import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { startWholePlatform, type WholePlatform } from './whole-platform.ts';

const root = resolve(import.meta.dirname, '..');
const lacks = ['curl', 'node'].filter(
  (program) => spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0,
);

describe('the README', () => {
  let florin: WholePlatform;
  before(async () => {
    florin = await startWholePlatform();
  });
  after(() => florin.stop());

  /** The commands of a file that have this in them, for this platform. */
  const commands = (file: string, marked: string, order: string): string => {
    const blocks = readFileSync(join(root, file), 'utf8').matchAll(/```sh\n([\s\S]*?)```/g);
    const [, block] =
      [...blocks].find(([, text]) => text?.includes(marked)) ?? assert.fail(`${file} has no ${marked}`);
    return (block as string)
      .replaceAll('http://127.0.0.1:4242', florin.url)
      .replaceAll('.florin/', `${florin.folder}/`)
      .replaceAll('"by-my-app"', `"${order}"`);
  };

  const skip = lacks.length > 0 && `this machine has no ${lacks.join(' and no ')}`;
  for (const file of ['README.md', 'README.zh-CN.md', 'docs/oauth.md'])
    it(`gets a token and pays with it in three commands, in ${file}`, { skip }, async () => {
      const order = `app of ${file}`;
      const block = commands(file, 'grant_type=client_credentials', order);
      assert.equal(block.trim().split('\n').length, 3);
      const { stdout } = await promisify(execFile)('sh', ['-ec', block], { cwd: root });
      const { status, order_id } = JSON.parse(stdout);
      assert.deepEqual([status, order_id], ['succeeded', order]);
    });
});
