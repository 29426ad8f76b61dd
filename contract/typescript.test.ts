import { cp, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { here, type Installation, openInstallation } from './installation.ts';
import { walkWith } from './scenario.ts';

const compilerOptions = {
  target: 'es2023',
  lib: ['es2023', 'dom', 'dom.iterable'],
  types: [],
  module: 'nodenext',
  strict: true,
  noUncheckedIndexedAccess: true,
  outDir: 'out',
};

for (const { generator, generate } of [
  {
    generator: 'openapi-typescript',
    generate: ['openapi-typescript', 'openapi.json', '--output', 'schema.d.ts'],
  },
  {
    generator: 'hey-api',
    generate: ['openapi-ts', '--file', 'openapi-ts.config.mjs'],
  },
]) {
  describe(`a TypeScript client of ${generator}`, () => {
    let installation: Installation;
    before(async () => {
      installation = await openInstallation();
    });
    after(() => installation.close());

    it('compiles strictly, pays, refunds, lists, and handles refusals', async () => {
      const { folder, run, generate: made } = installation;
      await cp(join(here, 'clients', generator), folder, { recursive: true });
      await symlink(join(here, 'node_modules'), join(folder, 'node_modules'));
      await writeFile(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
      await writeFile(join(folder, 'globals.d.ts'), GLOBALS);
      await writeFile(
        join(folder, 'tsconfig.json'),
        JSON.stringify({ compilerOptions, include: ['client.ts', 'globals.d.ts'] }),
      );
      const [program = '', ...args] = generate;
      await made(join(here, 'node_modules/.bin', program), args);
      await run(join(here, 'node_modules/.bin/tsc'), ['--project', '.']);
      await walkWith(installation, () => run(process.execPath, ['out/client.js']));
    });
  });
}

/** What the clients use from Node. */
const GLOBALS = 'declare const process: { readonly env: Readonly<Record<string, string | undefined>> };\n';
