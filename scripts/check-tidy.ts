/**
 * Checks what no other tool looks at: files are short enough to be read as a whole, no comment says that something is still
 * to be done, and no test is skipped without a reason.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { matchesGlob } from 'node:path';

const LINES_MAX = 350;
/** Files that are not looked at, each with the reason. */
const exceptions: Record<string, string> = {
  '**/*.md': 'prose, which is read by its headings',
  '**/*.{gz,png}': 'has no lines',
  '**/package-lock.json': 'written by npm',
  'server/migrations/schema.sql': 'written by scripts/write-schema.ts',
  'sdks/typescript/src/generated/*': 'written by scripts/write-sdk-types.ts',
  'sdks/java/florin/src/main/java/io/florin/{model,resources}/*.java': 'written by scripts/write-java-sdk.ts',
  'contract/oasdiff/go.sum': 'written by go',
  'cli/src/developer/generated/*.ts': 'written by scripts/write-cli-operations.ts',
  'sdks/openapi.json': 'written by scripts/write-openapi.ts',
  'sdks/vectors/*.json': 'written by sdks/vectors/make.ts',
  'sdks/go/generated_*.go': 'written by scripts/write-go-sdk.ts',
  'sdks/python/src/florin/_generated/*.py': 'written by sdks/python/scripts/generate.py',
};
const words = ['TODO', 'FIXME', 'XXX'];
/** Only in a comment: one of the words is also the code of a currency. */
const unfinished = new RegExp(`(//|/\\*|^\\s*\\*|#|--).*\\b(${words.join('|')})\\b`);
const focused = /\b(describe|it|suite|test)\.only\(|\bonly: true\b/;
/** `{ skip: 'needs root' }` says why, these do not. */
const skipped = /\b(describe|it|suite)\.(skip|todo)\(|\.(skip|todo)\(\)|\b(skip|todo): true\b/;

// A clone may belong to another user than the one who checks it, as in a container; git would then refuse to read it.
const listed = spawnSync(
  'git',
  ['-c', 'safe.directory=*', 'ls-files', '-z', '--cached', '--others', '--exclude-standard'],
  { encoding: 'utf8', maxBuffer: 2 ** 28 },
);
if (listed.status !== 0) throw new Error(`git could not list the files: ${listed.stderr}`);
const files = listed.stdout
  .split('\0')
  // Neither what was deleted and is still listed, nor a link to a folder.
  .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile())
  .filter((file) => !Object.keys(exceptions).some((pattern) => matchesGlob(file, pattern)));

const faults: string[] = [];
for (const file of files) {
  const lines = readFileSync(file, 'utf8').replace(/\n$/, '').split('\n');
  if (lines.length > LINES_MAX)
    faults.push(`${file}: ${lines.length} lines, at most ${LINES_MAX}: split it where its subjects part`);
  const find = (pattern: RegExp, says: string) => {
    for (const [index, line] of lines.entries())
      if (pattern.test(line)) faults.push(`${file}:${index + 1}: ${says}`);
  };
  find(unfinished, 'unfinished: do it, or leave it out');
  if (!file.endsWith('.test.ts')) continue;
  find(focused, 'a focused test, which is for the moment only');
  find(skipped, 'a skipped test without a reason');
}
for (const fault of faults) console.error(fault);
console.log(`tidy: ${files.length} files`);
process.exitCode = faults.length > 0 ? 1 : 0;
