import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { here, python, without } from './installation.ts';

const GUIDE = readFileSync(join(here, '../docs/trust.md'), 'utf8');
const SAID = 'Hello, World!\n验证成功\n验证失败\n';
const run = promisify(execFile);

describe('the guide to trust', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'florin-trust-'));
  });
  after(() => rm(folder, { recursive: true }));

  /** Runs the guide's example in a language, and returns what it says. */
  const example = async (language: string, program: string, file: string): Promise<string> => {
    const [, code] = new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(GUIDE) ?? [];
    await writeFile(join(folder, file), code ?? assert.fail(`no example in ${language}`));
    return (await run(program, [join(folder, file)])).stdout;
  };

  it('has an example in TypeScript that runs', async () => {
    assert.equal(await example('ts', process.execPath, 'rsa.mts'), SAID);
  });

  const venv = join(python, 'python');
  it('has an example in Python that runs', { skip: without(venv) }, async () => {
    assert.equal(await example('python', venv, 'rsa.py'), SAID);
  });

  it('names tests that are there', () => {
    const named = [...GUIDE.matchAll(/`([\w/-]+\.test\.ts)`/g)].map(([, file]) => file as string);
    assert.ok(named.length > 20);
    for (const file of named) assert.ok(existsSync(join(here, '../server/src', file)), file);
  });
});
