import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';

const root = resolve(import.meta.dirname, '..');
const PICTURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

describe('a clone by a git that makes CRLF of every LF', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'florin-clone-'));
    const git = (...args: string[]) => {
      const done = spawnSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example', ...args], {
        cwd: folder,
      });
      assert.equal(done.status, 0, String(done.stderr));
    };
    const origin = join(folder, 'origin');
    mkdirSync(origin);
    for (const file of ['.gitattributes', 'start.sh']) copyFileSync(join(root, file), join(origin, file));
    writeFileSync(join(origin, 'picture.png'), PICTURE);
    git('init', '--quiet', origin);
    git('-C', origin, 'add', '.');
    git('-C', origin, 'commit', '--quiet', '--message', 'all');
    git('-c', 'core.autocrlf=true', 'clone', '--quiet', origin, 'clone');
  });
  after(() => rmSync(folder, { recursive: true }));

  it('has scripts that a shell can run, and pictures as they were', () => {
    assert.ok(!readFileSync(join(folder, 'clone/start.sh'), 'utf8').includes('\r'));
    assert.deepEqual(readFileSync(join(folder, 'clone/picture.png')), PICTURE);
  });
});
