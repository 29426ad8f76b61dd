import { globSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { here, type Installation, openInstallation, without } from './installation.ts';
import { walkWith } from './scenario.ts';

const java = join(here, 'clients/java');
const generator = [
  '-jar',
  join(java, 'target/openapi-generator.jar'),
  'generate',
  '--input-spec=openapi.json',
];
/** Without this, a client refuses every answer with a field that it does not know. */
const OPEN = 'disallowAdditionalPropertiesIfNotPresent=false';

describe('clients of openapi-generator', { skip: without('java', 'javac', 'mvn') }, () => {
  let installation: Installation;
  before(async () => {
    installation = await openInstallation();
    await installation.run('mvn', ['--batch-mode', '--quiet', 'process-resources'], { cwd: java });
  });
  after(() => installation.close());

  it('in Java pay, refund, list, and handle refusals', async () => {
    const { folder, run } = installation;
    const packages = 'invokerPackage=dev.florin,apiPackage=dev.florin.api,modelPackage=dev.florin.model';
    await run('java', [
      ...generator,
      '--generator-name=java',
      '--output=java',
      `--additional-properties=${packages},${OPEN}`,
    ]);
    const path = join(java, 'target/lib/*');
    const sources = globSync('java/src/main/java/**/*.java', { cwd: folder });
    await run('javac', ['-nowarn', '-d', 'classes', '-cp', path, ...sources, join(java, 'Walk.java')]);
    await walkWith(installation, () => run('java', ['-cp', `classes:${path}`, 'Walk']));
  });
});

describe('clients of openapi-generator', { skip: without('java', 'mvn', 'go') }, () => {
  let installation: Installation;
  before(async () => {
    installation = await openInstallation();
    await installation.run('mvn', ['--batch-mode', '--quiet', 'process-resources'], { cwd: java });
  });
  after(() => installation.close());

  it('in Go pay, refund, list, and handle refusals', async () => {
    const { folder, run } = installation;
    await run('java', [
      ...generator,
      '--generator-name=go',
      '--output=go/florin',
      `--additional-properties=packageName=florin,withGoMod=false,enumClassPrefix=true,${OPEN}`,
    ]);
    await cp(join(here, 'clients/go'), join(folder, 'go'), { recursive: true });
    await run('go', ['build', '-o', 'walk', '.'], { cwd: join(folder, 'go') });
    await walkWith(installation, () => run(join(folder, 'go/walk'), []));
  });
});
