/**
 * Makes a package of the command line, as plain JavaScript with what it needs inside, so that it is installed without a
 * registry. Prints where it is. What is given is the folder that it is put in.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { version } from '../server/src/kernel/version.ts';

const root = join(import.meta.dirname, '..');
const cli = join(root, 'cli');
const into = resolve(process.argv[2] ?? join(cli, 'dist'));
const staged = join(into, 'package');

rmSync(staged, { recursive: true, force: true });
mkdirSync(staged, { recursive: true });
run(
  process.execPath,
  [
    join(root, 'node_modules/typescript/bin/tsc'),
    '--project',
    join(cli, 'tsconfig.pack.json'),
    '--outDir',
    staged,
  ],
  root,
);

const { dependencies } = JSON.parse(readFileSync(join(cli, 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>;
};
const copied = new Set<string>();
for (const name of Object.keys(dependencies)) copyPackage(name, null);
const described = {
  ...{ name: 'florin', version, type: 'module', license: 'Apache-2.0' },
  description: 'The command line of Florin, for whoever builds on it',
  ...{ bin: { florin: 'packed.js' }, engines: { node: '>=20.18' } },
  ...{ dependencies, bundleDependencies: Object.keys(dependencies) },
};
writeFileSync(join(staged, 'package.json'), `${JSON.stringify(described, null, 2)}\n`);
copyFileSync(join(root, 'LICENSE'), join(staged, 'LICENSE'));
copyFileSync(join(root, 'docs/cli.md'), join(staged, 'README.md'));
const packed =
  run('npm', ['pack', '--silent', '--pack-destination', into], staged).trim().split('\n').at(-1) ?? '';
console.log(join(into, packed));

/**
 * Copies a package with all that it needs: of each what runs, without its types, maps and documents.
 * @param needer is the folder of the package that needs it; null: the command line does.
 */
function copyPackage(name: string, needer: string | null): void {
  // npm puts it beside the workspace, or above it where others need the same one; or inside of its needer, and goes along.
  const places = [...(needer === null ? [] : [needer]), cli, root];
  const from = places
    .map((folder) => join(folder, 'node_modules', name))
    .find((folder) => existsSync(folder));
  if (from === undefined) throw new Error(`${name} is not installed: run npm ci`);
  const isInside = needer !== null && from.startsWith(needer);
  if (!isInside) {
    if (copied.has(name)) return;
    copied.add(name);
    const left = /\.map$|\.[cm]?ts$|\/(README|CHANGELOG)\.md$|\/zod\/src$/i;
    const filter = (path: string) => !left.test(path);
    cpSync(from, join(staged, 'node_modules', name), { recursive: true, dereference: true, filter });
  }
  const { dependencies: needed = {} } = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8'));
  for (const each of Object.keys(needed)) copyPackage(each, from);
}

function run(program: string, args: string[], cwd: string): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} failed: ${error?.message ?? stderr + stdout}`);
  return stdout;
}
