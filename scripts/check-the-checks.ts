/**
 * Plants a violation of each check in a small tree, and expects the check to fail and to name the planted file. Without
 * this, a check that sees nothing would pass unnoticed, and one that fails for another reason would look right.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

interface Planted {
  what: string;
  /** The files to plant, with their contents, in a tree with the real configuration and a small healthy server. */
  files: Record<string, string>;
  check: keyof typeof checks;
  /** What the check must say about it. */
  says: RegExp;
}

const root = resolve(import.meta.dirname, '..');
const node = process.execPath;
const checks = {
  types: ['node_modules/.bin/tsc', '--project', '.'],
  lint: ['node_modules/.bin/biome', 'ci', '--colors=off', '.'],
  imports: [node, 'scripts/check-imports.ts'],
  tidy: [node, 'scripts/check-tidy.ts'],
  unused: ['node_modules/.bin/knip', '--no-progress', '--include', 'files,exports'],
} as const;

const healthy: Record<string, string> = {
  'server/src/kernel/money.ts':
    "import { setTimeout } from 'node:timers';\n\nexport const money = setTimeout;\n",
  'server/src/database/index.ts': "export { pool } from './pool.ts';\n",
  'server/src/database/pool.ts':
    "import { money } from '../kernel/money.ts';\n\nexport const pool = money;\n",
  'server/src/http/index.ts': "import { pool } from '../database/index.ts';\n\nexport const http = pool;\n",
  'server/src/payments/index.ts':
    "import { http } from '../http/index.ts';\nimport { store } from './store.ts';\n\nexport const payments = [http, store];\n",
  'server/src/payments/store.ts':
    "import { pool } from '../database/index.ts';\n\nexport const store = pool;\n",
  'server/src/risk/index.ts':
    "import { payments } from '../payments/index.ts';\n\nexport const risk = payments;\n",
  'server/src/platform.ts': "import { risk } from './risk/index.ts';\n\nexport const platform = risk;\n",
  'server/src/main.ts': "import { platform } from './platform.ts';\n\nplatform.toString();\n",
  'server/src/supervisor.ts': "import { pool } from './database/pool.ts';\n\npool.toString();\n",
};

const importing = (path: string, rest = ''): string =>
  `import * as other from '${path}';\n\nexport const it = other;\n${rest}`;

const plants: Planted[] = [
  {
    what: 'a wrong type',
    check: 'types',
    says: /planted\.ts.*TS2322/,
    files: { 'server/src/planted.ts': "export const n: number = 'x';\n" },
  },
  {
    what: 'an enum, which Node cannot strip',
    check: 'types',
    says: /planted\.ts.*TS1294/,
    files: { 'server/src/planted.ts': 'export enum Planted {\n  A,\n}\n' },
  },
  {
    what: 'an unchecked index',
    check: 'types',
    says: /planted\.ts.*TS2322/,
    files: { 'server/src/planted.ts': 'export const first = (list: number[]): number => list[0];\n' },
  },
  {
    what: 'a layout of one’s own',
    check: 'lint',
    says: /planted\.ts format/,
    files: { 'server/src/planted.ts': 'export const n   = "x"\n' },
  },
  {
    what: 'an any',
    check: 'lint',
    says: /planted\.ts.*noExplicitAny/,
    files: { 'server/src/planted.ts': 'export const n: any = 1;\n' },
  },
  {
    what: 'a console in the server',
    check: 'lint',
    says: /planted\.ts.*noConsole/,
    files: { 'server/src/payments/planted.ts': "console.log('here');\n" },
  },
  {
    what: 'a promise that nobody awaits',
    check: 'lint',
    says: /planted\.ts.*noFloatingPromises/,
    files: { 'server/src/planted.ts': 'const wait = async (): Promise<void> => {};\nwait();\n' },
  },
  {
    what: 'an unused variable',
    check: 'lint',
    says: /planted\.ts.*noUnusedVariables/,
    files: { 'server/src/planted.ts': 'const n = 1;\n' },
  },
  {
    what: 'a circle',
    check: 'lint',
    says: /circle.*noImportCycles/,
    files: {
      'server/src/kernel/circle-a.ts': importing('./circle-b.ts'),
      'server/src/kernel/circle-b.ts': importing('./circle-a.ts'),
    },
  },
  {
    what: 'a circle',
    check: 'imports',
    says: /no-circles: server\/src\/kernel\/circle-/,
    files: {
      'server/src/kernel/circle-a.ts': importing('./circle-b.ts'),
      'server/src/kernel/circle-b.ts': importing('./circle-a.ts'),
    },
  },
  {
    what: 'the kernel importing the database',
    check: 'imports',
    says: /kernel-imports-nothing-of-ours/,
    files: { 'server/src/kernel/planted.ts': importing('../database/index.ts') },
  },
  {
    what: 'the database importing a domain',
    check: 'imports',
    says: /database-knows-only-the-kernel/,
    files: { 'server/src/database/planted.ts': importing('../payments/index.ts') },
  },
  {
    what: 'http importing a domain, by type only',
    check: 'imports',
    says: /toolkits-know-no-domain/,
    files: {
      'server/src/http/planted.ts':
        "import type { payments } from '../payments/index.ts';\n\nexport type It = typeof payments;\n",
    },
  },
  {
    what: 'a domain importing the platform',
    check: 'imports',
    says: /domain-modules-look-down/,
    files: { 'server/src/payments/planted.ts': importing('../platform.ts') },
  },
  {
    what: 'a new module importing the configuration',
    check: 'imports',
    says: /domain-modules-look-down/,
    files: {
      'server/src/config.ts': 'export const n = 1;\n',
      'server/src/weather/planted.ts': importing('../config.ts'),
    },
  },
  {
    what: 'a module reading what another says of itself',
    check: 'imports',
    says: /what-a-module-says-is-gathered-in-one-place/,
    files: {
      'server/src/payments/module.ts': 'export const n = 1;\n',
      'server/src/risk/planted.ts': importing('../payments/module.ts'),
    },
  },
  {
    what: 'the rules of payments importing its store',
    check: 'imports',
    says: /payments-rules-looks-down/,
    files: {
      'server/src/payments/store/index.ts': 'export const n = 1;\n',
      'server/src/payments/rules/planted.ts': importing('../store/index.ts'),
    },
  },
  {
    what: 'the store of payments importing its round',
    check: 'imports',
    says: /payments-store-looks-down/,
    files: {
      'server/src/payments/round/index.ts': 'export const n = 1;\n',
      'server/src/payments/store/planted.ts': importing('../round/index.ts'),
    },
  },
  {
    what: 'the round of payments importing its work',
    check: 'imports',
    says: /payments-round-looks-down/,
    files: {
      'server/src/payments/work/index.ts': 'export const n = 1;\n',
      'server/src/payments/round/planted.ts': importing('../work/index.ts'),
    },
  },
  {
    what: 'the work of payments importing its api',
    check: 'imports',
    says: /payments-work-looks-down/,
    files: {
      'server/src/payments/api/index.ts': 'export const n = 1;\n',
      'server/src/payments/work/planted.ts': importing('../api/index.ts'),
    },
  },
  {
    what: 'the api of payments importing what stands above it',
    check: 'imports',
    says: /payments-api-looks-down/,
    files: { 'server/src/payments/api/planted.ts': importing('../store.ts') },
  },
  {
    what: 'a domain entering another past its index',
    check: 'imports',
    says: /modules-are-entered-by-their-index: /,
    files: { 'server/src/risk/planted.ts': importing('../payments/store.ts') },
  },
  {
    what: 'the platform entering a module past its index',
    check: 'imports',
    says: /modules-are-entered-by-their-index-from-the-top/,
    files: { 'server/src/platform.ts': importing('./payments/store.ts') },
  },
  {
    what: 'the supervisor importing a domain',
    check: 'imports',
    says: /supervisor-starts-and-knows-no-more/,
    files: { 'server/src/supervisor.ts': importing('./payments/index.ts') },
  },
  {
    what: 'anyone importing the main program',
    check: 'imports',
    says: /nobody-imports-the-programs/,
    files: { 'server/src/planted.ts': importing('./main.ts') },
  },
  {
    what: 'the platform importing what is for tests',
    check: 'imports',
    says: /testing-is-for-tests/,
    files: {
      'server/src/testing.ts': 'export const n = 1;\n',
      'server/src/planted.ts': importing('./testing.ts'),
    },
  },
  {
    what: 'the shop importing the server',
    check: 'imports',
    says: /the-web-is-a-client/,
    files: { 'examples/shop/src/planted.ts': importing('../../../server/src/platform.ts') },
  },
  {
    what: 'the SDK importing the server',
    check: 'imports',
    says: /the-sdk-stands-alone/,
    files: { 'sdks/typescript/src/planted.ts': importing('../../../server/src/kernel/money.ts') },
  },
  {
    what: 'a file that is too long',
    check: 'tidy',
    says: /planted\.ts: 351 lines/,
    files: { 'server/src/planted.ts': 'export {};\n'.repeat(351) },
  },
  {
    what: 'a style sheet that is too long',
    check: 'tidy',
    says: /planted\.css: 351 lines/,
    files: { 'examples/planted.css': '\n'.repeat(351) },
  },
  {
    what: 'a comment that something is still to be done',
    check: 'tidy',
    says: /planted\.ts:1: unfinished/,
    files: { 'server/src/planted.ts': `// ${'to do'.toUpperCase().replace(' ', '')}: the rest\n` },
  },
  {
    what: 'a focused test',
    check: 'tidy',
    says: /planted\.test\.ts:1: a focused test/,
    files: { 'server/src/planted.test.ts': "it.only('works', () => {});\n" },
  },
  {
    what: 'a test that is skipped without a reason',
    check: 'tidy',
    says: /planted\.test\.ts:1: a skipped test/,
    files: { 'server/src/planted.test.ts': "it('works', { skip: true }, () => {});\n" },
  },
  {
    what: 'a file that nothing uses',
    check: 'unused',
    says: /server\/src\/payments\/planted\.ts/,
    files: { 'server/src/payments/planted.ts': 'export const n = 1;\n' },
  },
  {
    what: 'an export that nothing uses',
    check: 'unused',
    says: /planted.*store\.ts/,
    files: {
      'server/src/payments/store.ts': `${healthy['server/src/payments/store.ts']}export const planted = 1;\n`,
    },
  },
];

/** Copies the configuration of the real tree but none of its code, so that a fault in the code does not affect the result. */
function makeTree(files: Record<string, string>): string {
  const tree = mkdtempSync(join(tmpdir(), 'florin-checks-'));
  for (const name of [
    'package.json',
    'tsconfig.json',
    'biome.json',
    'knip.json',
    '.dependency-cruiser.json',
    '.gitignore',
    'server/package.json',
    'scripts/check-imports.ts',
    'scripts/check-tidy.ts',
  ]) {
    cpSync(join(root, name), join(tree, name));
  }
  symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
  spawnSync('git', ['init', '--quiet'], { cwd: tree });
  for (const [name, content] of Object.entries({ ...healthy, ...files })) {
    mkdirSync(dirname(join(tree, name)), { recursive: true });
    writeFileSync(join(tree, name), content);
  }
  return tree;
}

function run(check: keyof typeof checks, files: Record<string, string>): { failed: boolean; output: string } {
  const tree = makeTree(files);
  const [command, ...args] = checks[check];
  const done = spawnSync(command, args, { cwd: tree, encoding: 'utf8' });
  rmSync(tree, { recursive: true });
  return { failed: done.status !== 0, output: `${done.stdout}${done.stderr}` };
}

let blind = 0;
const tell = (good: boolean, line: string, output: string): void => {
  console.log(`${good ? '✔' : '✘'} ${line}`);
  if (good) return;
  blind += 1;
  console.log(output);
};
for (const check of Object.keys(checks) as (keyof typeof checks)[]) {
  const { failed, output } = run(check, {});
  tell(!failed, `${check} passes a healthy tree`, output);
}
for (const { what, files, check, says } of plants) {
  const { failed, output } = run(check, files);
  tell(failed && says.test(output), `${check} finds ${what}`, output);
}
const asked = plants.length + Object.keys(checks).length;
console.log(`${asked - blind} passed, ${blind} failed`);
process.exitCode = blind > 0 ? 1 : 0;
