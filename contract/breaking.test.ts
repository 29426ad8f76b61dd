import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { breakingChanges, unnamed } from './breaking.ts';
import { here, type Installation, openInstallation, without } from './installation.ts';

const root = join(here, '..');
const SNAPSHOT = 'sdks/openapi.json';

function git(...args: readonly string[]): string | null {
  const done = spawnSync('git', ['-c', 'safe.directory=*', ...args], {
    ...{ cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28 },
  });
  return done.status === 0 ? done.stdout : null;
}

/** The document of the last release; before the first one, that of the commit before. Null where git knows none. */
function documentBefore(): string | null {
  const release = git('describe', '--tags', '--match=v*', '--abbrev=0')?.trim();
  if (release !== undefined) return git('show', `${release}:${SNAPSHOT}`);
  const last = git('show', `HEAD:${SNAPSHOT}`);
  return last === readFileSync(join(root, SNAPSHOT), 'utf8') ? git('show', `HEAD~1:${SNAPSHOT}`) : last;
}

/** oasdiff is built by its own version of Go, which an older Go than 1.21 does not know how to fetch. */
function withoutGo(): string | false {
  const lacks = without('go');
  if (lacks !== false) return lacks;
  const [, minor = '0'] = /go1\.(\d+)/.exec(spawnSync('go', ['version'], { encoding: 'utf8' }).stdout) ?? [];
  if (Number(minor) >= 21) return false;
  const said = `LEFT OUT: oasdiff needs Go 1.21 or newer, this machine has 1.${minor}`;
  console.log(said);
  return said;
}

describe('a change of the API’s document', { skip: withoutGo() }, () => {
  let installation: Installation;
  // biome-ignore lint/suspicious/noExplicitAny: an OpenAPI document
  let document: any;
  before(async () => {
    installation = await openInstallation();
    document = JSON.parse(readFileSync(join(root, SNAPSHOT), 'utf8'));
  });
  after(() => installation.close());

  const compared = async (older: string, newer: string) => {
    const [base, revision] = [
      join(installation.folder, 'older.json'),
      join(installation.folder, 'newer.json'),
    ];
    await writeFile(base, older);
    await writeFile(revision, newer);
    return breakingChanges(installation, base, revision);
  };

  it('that breaks clients is named in CHANGELOG.md', async (test) => {
    const older = documentBefore();
    if (older === null) return test.skip('git knows no earlier document');
    const changes = await compared(older, JSON.stringify(document));
    assert.deepEqual(
      unnamed(changes, readFileSync(join(root, 'CHANGELOG.md'), 'utf8')),
      [],
      'name it in [Unreleased] of CHANGELOG.md, under ### Breaking: the member or the operation, in backticks',
    );
  });

  it('that takes a member away or asks for more is found, and has to be named', async () => {
    const changed = structuredClone(document);
    delete changed.components.schemas.Refund.properties.failure_code;
    changed.components.schemas.Refund.required = changed.components.schemas.Refund.required.filter(
      (name: string) => name !== 'failure_code',
    );
    changed.components.schemas.PaymentRequest.required.push('description');
    delete changed.paths['/v1/balances'];
    const found = await compared(JSON.stringify(document), JSON.stringify(changed));
    const seen = found.map(({ what }) => what).join('\n');
    assert.match(seen, /`description` became required/);
    assert.match(seen, /removed the required property `(data\/items\/)?failure_code`/);
    assert.ok(
      found.some(({ operations }) => operations.includes('GET /v1/balances')),
      seen,
    );
    const log = (entries: string) =>
      `# Changelog\n\n## [Unreleased]\n\n### Added\n\n- \`description\`\n${entries}`;
    assert.deepEqual(unnamed(found, log('')), found);
    const told =
      '\n### Breaking\n\n- `failure_code` is gone, `description` is needed, `GET /v1/balances` too.\n';
    assert.deepEqual(unnamed(found, log(told)), []);
    assert.deepEqual(unnamed(found, log(`\n## [0.1.0]\n${told}`)), found);
  });

  it('of the kinds of an answer is told once, however many operations have it, and is named by its member', async () => {
    const changed = structuredClone(document);
    changed.components.schemas.NextAction.oneOf.push({ $ref: '#/components/schemas/EventHead' });
    const found = await compared(JSON.stringify(document), JSON.stringify(changed));
    assert.ok(found.length > 0 && found.length < 10, String(found.length));
    assert.ok(found.some(({ operations }) => operations.includes('POST /pay')));
    const log = (entry: string) => `## [Unreleased]\n\n### Breaking\n\n- ${entry}\n`;
    assert.deepEqual(unnamed(found, log('There is one more `next_action`.')), []);
    assert.deepEqual(unnamed(found, log('There is one more `oneOf`, in the `response`.')), found);
  });

  it('that adds a member to an answer, a field that may be left out, or an operation breaks nothing', async () => {
    const changed = structuredClone(document);
    changed.components.schemas.Refund.properties.note = { type: 'string' };
    changed.components.schemas.PaymentRequest.properties.note = { type: 'string' };
    changed.paths['/v1/notes'] = { get: { ...document.paths['/v1/balances'].get, operationId: 'listNotes' } };
    assert.deepEqual(await compared(JSON.stringify(document), JSON.stringify(changed)), []);
  });
});
