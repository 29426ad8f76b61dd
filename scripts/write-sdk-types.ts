/**
 * Writes sdks/typescript/src/generated from the document that a server serves. Its types are made by openapi-typescript, which is a
 * package of contract/: `npm run contract` installs it. Tests compare what is written here with the document.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resources } from '../sdks/typescript/src/resources.ts';
import { openTestPlatform } from '../server/src/testing.ts';
import { type Document, digestLine, operationsText, reduced, resourcesText } from './sdk-document.ts';

const root = join(import.meta.dirname, '..');

/** The types of the document, as openapi-typescript writes them. */
export function typesText(document: Document): string {
  const folder = mkdtempSync(join(tmpdir(), 'florin-sdk-types-'));
  try {
    writeFileSync(join(folder, 'openapi.json'), JSON.stringify(reduced(document)));
    const generator = join(root, 'contract/node_modules/openapi-typescript/bin/cli.js');
    execFileSync(process.execPath, [generator, 'openapi.json', '--output', 'api.ts'], {
      cwd: folder,
      stdio: 'pipe',
    });
    return `${digestLine(document)}${readFileSync(join(folder, 'api.ts'), 'utf8')}`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (import.meta.main) {
  const florin = await openTestPlatform();
  const { body: document } = await florin.call('GET', '/openapi.json');
  await florin.close();
  const write = (name: string, text: string) =>
    writeFileSync(join(root, 'sdks/typescript/src/generated', name), text);
  write('api.ts', typesText(document));
  write('operations.ts', operationsText(document));
  write('resources.ts', resourcesText(document, resources));
}
