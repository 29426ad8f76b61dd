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

/** What it warns of with every document like ours, and has no effect on what it writes. */
const KNOWN = [
  / INFO /,
  /OpenAPI 3\.1 support is still in beta/,
  // It gives words of the language another name.
  /\(reserved word\) cannot be used as (model|parameter) name\. Renamed to/,
  // It would have put it into a comment.
  /Ignoring complex example on request body/,
  // It looks for the schema of something that has none.
  /Failed to get the schema name: null/,
];

describe('clients of openapi-generator', { skip: without('java', 'javac', 'mvn') }, () => {
  let installation: Installation;
  before(async () => {
    installation = await openInstallation();
    await installation.run('mvn', ['--batch-mode', '--quiet', 'process-resources'], { cwd: java });
  });
  after(() => installation.close());

  it('in Java pay, refund, list, and handle refusals', async () => {
    const { folder, run, generate } = installation;
    const packages = 'invokerPackage=dev.florin,apiPackage=dev.florin.api,modelPackage=dev.florin.model';
    const asked = [
      ...generator,
      '--generator-name=java',
      '--output=java',
      `--additional-properties=${packages},${OPEN}`,
    ];
    await generate('java', asked, KNOWN);
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
    const { folder, run, generate } = installation;
    const asked = [
      ...generator,
      '--generator-name=go',
      '--output=go/florin',
      `--additional-properties=packageName=florin,withGoMod=false,enumClassPrefix=true,useOneOfDiscriminatorLookup=true,${OPEN}`,
    ];
    await generate('java', asked, KNOWN);
    await cp(join(here, 'clients/go'), join(folder, 'go'), { recursive: true });
    await run('go', ['build', '-o', 'walk', '.'], { cwd: join(folder, 'go') });
    await walkWith(installation, () => run(join(folder, 'go/walk'), []));
  });
});
