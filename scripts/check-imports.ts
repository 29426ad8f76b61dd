/**
 * Checks the direction of imports. The rules are in .dependency-cruiser.json. If the cruiser cannot read a tree, it reports
 * no violation, so this also compares the files that it saw with those that exist.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';

interface Cruise {
  modules: { source: string; dependencies: unknown[] }[];
  summary: { violations: { from: string; to: string; rule: { name: string } }[] };
}

const folders = ['server/src', 'cli/src', 'examples', 'checkout', 'sdks/typescript/src'].filter((folder) =>
  existsSync(folder),
);
const cruiser = 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs';
const done = spawnSync(
  process.execPath,
  [cruiser, '--config', '.dependency-cruiser.json', '--output-type', 'json', ...folders],
  { encoding: 'utf8', maxBuffer: 2 ** 28 },
);
if (!done.stdout.startsWith('{')) throw new Error(`the cruise failed: ${done.stderr}${done.stdout}`);
const { modules, summary } = JSON.parse(done.stdout) as Cruise;

const seen = new Map(modules.map((module) => [module.source, module.dependencies.length]));
const there = globSync('{server,cli,sdks/typescript}/src/**/*.ts');
const unseen = there.filter((file) => !seen.has(file));
const imports = there.reduce((sum, file) => sum + (seen.get(file) ?? 0), 0);
for (const { from, to, rule } of summary.violations) console.error(`${rule.name}: ${from} imports ${to}`);
for (const file of unseen) console.error(`not seen by the check: ${file}`);
if (imports < there.length)
  console.error(`only ${imports} imports seen in ${there.length} files: the check is blind`);
console.log(`imports: ${imports} in ${there.length} files`);
process.exitCode = summary.violations.length > 0 || unseen.length > 0 || imports < there.length ? 1 : 0;
