/** The example of CONTRIBUTING.md, done in a copy of the sources as its text says. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';

const root = resolve(import.meta.dirname, '..');

/** What the two type checks need. */
const PARTS = [
  ...['package.json', 'tsconfig.json', 'server', 'checkout'],
  // What a server serves of it: it does not start without.
  ...[
    'README.md',
    'README.zh-CN.md',
    'docs',
    'examples/README.md',
    'examples/README.zh-CN.md',
    'examples/python',
  ],
  ...['test/ports.ts', 'test/processes.ts', 'test/seeds.ts'],
];

/** A block of code, into which files it goes, and what the text says of the place. */
interface Step {
  readonly files: readonly string[];
  readonly place: string;
  readonly lines: readonly string[];
}

function stepsOf(guide: string): Step[] {
  const [, example = ''] = guide.split(/^## A first change.*$|^## What a change needs$/m);
  const steps: Step[] = [];
  let files: readonly string[] = [];
  for (const [, place = '', indent = '', code = ''] of example.matchAll(
    /([\s\S]*?)^( *)```\w*\n([\s\S]*?)^ *```$/gm,
  )) {
    const named = [...place.matchAll(/`([\w/.-]+\.(?:ts|md))`/g)].map(([, file = '']) => file);
    // A second block for the same files does not name them again.
    if (named.length > 0) files = named;
    const lines = code.split('\n').map((line) => line.slice(indent.length));
    steps.push({ files, place, lines: lines.slice(0, -1) });
  }
  return steps;
}

/** The tests that the example adds to, or speaks of. */
const TESTS = [
  'server/src/platform.test.ts',
  'server/src/channels/sandbox/instruments.test.ts',
  'server/src/channels/declines.test.ts',
];
const isTold = (path: string) => TESTS.some((test) => path.endsWith(test));

const indentOf = (line: string) => line.search(/\S|$/);

/** Puts the lines where the text says: in a member or list, before or after an entry of it, or at the end of a `describe`. */
function put(source: string, place: string, lines: readonly string[]): string {
  const all = source.split('\n');
  const find = (wanted: RegExp, from: number) => {
    const index = all.findIndex((line, at) => at >= from && wanted.test(line));
    assert.notEqual(index, -1, `nothing is like ${wanted}`);
    return index;
  };
  const insert = (at: number, indent: number) => {
    all.splice(at, 0, ...lines.map((line) => `${' '.repeat(indent)}${line}`));
    return all.join('\n');
  };
  if (place.includes('at the end of the first `describe`'))
    return insert(find(/^\}\);$/, find(/^describe\(/, 0)), 2);
  const [, scope] = /(?:in|to) `([a-zA-Z_.]+)`/.exec(place.replaceAll(/`[\w/.-]+\.(?:ts|md)`/g, '')) ?? [];
  const [, side, entry] = /(before|after)\s+`(\w+)`/.exec(place) ?? [];
  assert.ok(side !== undefined && entry !== undefined, `no place in: ${place}`);
  let opened = 0;
  for (const name of scope?.split('.') ?? [])
    opened = find(new RegExp(`^(export const | *)${name}: .*[[{]$`), opened);
  let at = find(new RegExp(`\\b${entry}\\b`), opened);
  const indent = scope === undefined ? indentOf(all[at] ?? '') : indentOf(all[opened] ?? '') + 2;
  if (side === 'before') return insert(at, indent);
  while (indentOf(all[at] ?? '') > indent || indentOf(all[at + 1] ?? '') > indent) at++;
  return insert(at + 1, indent);
}

describe('the example of CONTRIBUTING.md', () => {
  const guide = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
  let copy: string;
  before(() => {
    copy = mkdtempSync(join(tmpdir(), 'florin-example-'));
    for (const part of PARTS)
      cpSync(join(root, part), join(copy, part), {
        recursive: true,
        // Without what the example leaves alone, the type check takes half the time.
        filter: (path) => !/node_modules|dist$/.test(path) && (!path.endsWith('.test.ts') || isTold(path)),
      });
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
    for (const { files, place, lines } of stepsOf(guide))
      for (const [index, file] of files.entries()) {
        // A line each, where there are several files.
        const own = files.length === 1 ? lines : lines.slice(index, index + 1);
        const path = join(copy, file);
        writeFileSync(path, put(readFileSync(path, 'utf8'), place, own));
      }
  });
  after(() => rmSync(copy, { recursive: true }));

  async function run(command: string, ...args: string[]): Promise<{ code: number | null; output: string }> {
    // The runner's own environment would have a test within it report to the runner.
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const child = spawn(command, args, { cwd: copy, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const ended = new Promise<number | null>((done) => child.once('close', done));
    const [code, out, errors] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
    return { code, output: out + errors };
  }
  const checkTypes = (project: string) => run('node_modules/.bin/tsc', '--noEmit', '--project', project);

  it('changes the seven files that it names', () => {
    assert.equal(new Set(stepsOf(guide).flatMap(({ files }) => files)).size, 7);
  });

  it('passes the type checks', async () => {
    for (const { code, output } of await Promise.all([checkTypes('.'), checkTypes('checkout')]))
      assert.equal(code, 0, output);
  });

  it('passes its own test, and the tests of the documents’ tables', async () => {
    const [, title = ''] = /it\('(.*)', async/.exec(guide) ?? [];
    const names = [title, 'is the documents’ table', 'are listed in the document on channels'];
    const done = TESTS.map((file, index) =>
      run(process.execPath, '--test', '--test-reporter=tap', `--test-name-pattern=${names[index]}`, file),
    );
    for (const { code, output } of await Promise.all(done)) {
      assert.equal(code, 0, output);
      assert.match(output, /^# pass 1$/m);
    }
  });

  it('fails the type check without the words in one of the languages', async () => {
    const languages = join(copy, 'checkout/src/languages');
    for (const left of ['en', 'zh']) {
      const folder = join(copy, 'checkout/lacking', left);
      cpSync(languages, folder, { recursive: true });
      cpSync(join(root, `checkout/src/languages/${left}.ts`), join(folder, `${left}.ts`));
    }
    const project = { extends: './tsconfig.json', include: ['lacking/**/*.ts'] };
    writeFileSync(join(copy, 'checkout/lacking.json'), JSON.stringify(project));
    const { code, output } = await checkTypes('checkout/lacking.json');
    assert.notEqual(code, 0);
    for (const left of ['en', 'zh'])
      assert.match(output, new RegExp(`lacking/${left}/zh.ts.*'card_velocity_exceeded'`));
  });
});
