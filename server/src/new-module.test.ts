import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import pg from 'pg';
import { files, line, roles } from './new-module.fixture.ts';
import type { TestPlatform } from './testing.ts';

const ROOT = join(import.meta.dirname, '../..');
const END_OF_LIST = '] as const;\n';
const END_OF_ROLES = '};\n\n/** Every scope there is. */';
const run = promisify(execFile);

describe('a module that is added by its own folder, its migrations, and a line in modules.ts and in roles.ts', () => {
  let tree: string;
  let florin: TestPlatform;
  before(async () => {
    tree = await mkdtemp(join(tmpdir(), 'florin-new-module-'));
    const aside = /\.test\.ts$/;
    for (const folder of ['server', 'docs', 'test'])
      await cp(join(ROOT, folder), join(tree, folder), {
        recursive: true,
        filter: (path) => !aside.test(path) && !path.endsWith('/node_modules'),
      });
    const served = ['', 'examples/', 'examples/python/'].flatMap((folder) => [
      `${folder}README.md`,
      `${folder}README.zh-CN.md`,
    ]);
    for (const file of ['package.json', 'tsconfig.json', ...served])
      await cp(join(ROOT, file), join(tree, file));
    for (const folder of ['node_modules', 'checkout', 'server/node_modules'])
      await symlink(join(ROOT, folder), join(tree, folder));
    for (const [name, text] of Object.entries(files)) {
      const path = join(tree, 'server', name);
      mkdirSync(dirname(path), { recursive: true });
      await writeFile(path, text);
    }
  });
  after(async () => {
    await florin?.close();
    await rm(tree, { recursive: true });
  });

  /** The module of that name in the tree with the new module: of other types than here only as far as that adds to them. */
  const ours = (path: string) => import(join(tree, 'server/src', path));
  const compile = async () => {
    const options = ['--project', tree, '--incremental', '--tsBuildInfoFile', join(tree, 'tsc.info')];
    return run(join(ROOT, 'node_modules/.bin/tsc'), options).then(
      () => '',
      ({ stdout }: { stdout: string }) => stdout,
    );
  };

  /** Adds a line before the end of a list. */
  const add = async (path: string, end: string, added: string) => {
    const file = join(tree, 'server/src', path);
    const text = await readFile(file, 'utf8');
    assert.ok(text.includes(end));
    await writeFile(file, text.replace(end, added + end));
  };

  it('is missed by the compiler while it is not in the list, and no role may what it does', async () => {
    const faults = await compile();
    assert.match(faults, /server\/src\/modules\.ts.*\n?.*notes/);
    assert.match(faults, /server\/src\/identity\/roles\.ts.*\n?.*notes:write/);
    assert.equal(faults.match(/error TS/g)?.length, 2, faults);
  });

  it('compiles with both', async () => {
    await add('modules.ts', END_OF_LIST, line);
    await add('identity/roles.ts', END_OF_ROLES, roles);
    assert.equal(await compile(), '');
  });

  it('has its table, with the rights that it says', async () => {
    const { openTestPlatform } = (await ours('testing.ts')) as typeof import('./testing.ts');
    const { migrate } = (await ours('database/migrate.ts')) as typeof import('./database/migrate.ts');
    const { modules } = (await ours('modules.ts')) as typeof import('./modules.ts');
    florin = await openTestPlatform();
    // Where each file is run by itself, the database was made with it.
    await migrate(florin.databaseUrl, modules);
    const owner = new pg.Client(florin.databaseUrl);
    await owner.connect();
    const { rows } = await owner.query(
      `select string_agg(privilege_type, ',' order by privilege_type) as held from information_schema.role_table_grants
       where grantee = 'florin_app' and table_schema = 'cell_1' and table_name = 'note'`,
    );
    await owner.end();
    assert.equal(rows[0].held, 'DELETE,INSERT,SELECT');
  });

  it('answers on its route who has its scope', async () => {
    const written = await florin.call('POST', '/v1/notes', { text: 'Call Ada' });
    assert.equal(written.status, 200, JSON.stringify(written.body));
    assert.match(written.body.id, /^note_[0-9a-z]{26}$/);
    const publishable = { authorization: `Bearer ${florin.publishableKey}` };
    const refused = await florin.call('POST', '/v1/notes', { text: 'Call Ada' }, publishable);
    assert.equal(refused.status, 403);
    assert.match(refused.body.detail, /notes:write/);
  });

  it('tells its event, whose type may be asked for', async () => {
    const { body } = await florin.call('GET', '/v1/events?type=note.written');
    assert.deepEqual(
      body.data.map(({ type, data }: { type: string; data: object }) => [type, 'text' in data && data.text]),
      [['note.written', 'Call Ada']],
    );
    assert.equal((await florin.call('GET', '/v1/events?type=note.read')).body.code, 'event_type_unknown');
    const endpoint = { url: 'https://shop.example/hooks', events: ['note.written'] };
    assert.equal((await florin.call('POST', '/v1/webhook_endpoints', endpoint)).status, 200);
  });

  it('refuses by its problem, which the document and the page of errors explain', async () => {
    const { status, body } = await florin.call('POST', '/v1/notes', { text: 'Call Ada and Grace' });
    assert.deepEqual(
      [status, body.code, body.title, body.detail, body.longest],
      [409, 'note_too_long', 'The note is too long', 'Write a shorter one.', 10],
    );
    const page = await florin.app.inject({ method: 'GET', url: body.type });
    assert.match(page.body, /\n### note_too_long\n\nThe note is too long\. Write a shorter one\.\n/);
    const { body: document } = await florin.call('GET', '/openapi.json');
    const { tags, responses } = document.paths['/v1/notes'].post;
    assert.deepEqual(tags, ['Notes']);
    assert.ok(document.tags.some(({ name }: { name: string }) => name === 'Notes'));
    assert.deepEqual(responses[409]['x-problem-codes'], ['note_too_long']);
    assert.match(document.components.schemas.Problem.properties.longest.description, /`note_too_long`/);
    assert.equal(
      document.components.schemas.Event.discriminator.mapping['note.written'],
      '#/components/schemas/NoteEvent',
    );
  });

  it('is set up by its setting', async () => {
    const { readConfig } = (await ours('config.ts')) as typeof import('./config.ts');
    const { settingsTable } = (await ours('settings.ts')) as typeof import('./settings.ts');
    const read = (environment: Record<string, string>) =>
      (readConfig(environment) as unknown as { noteLength: number }).noteLength;
    assert.equal(read({}), 10);
    assert.equal(read({ FLORIN_NOTE_LENGTH: '12' }), 12);
    assert.throws(() => read({ FLORIN_NOTE_LENGTH: '0' }), /FLORIN_NOTE_LENGTH must be a whole number/);
    assert.match(settingsTable(), /^\| `FLORIN_NOTE_LENGTH` \| 10 \| How many/m);
  });

  it('is proved, and found where it differs', async () => {
    const { verify } = (await ours('verify.ts')) as typeof import('./verify.ts');
    assert.deepEqual((await verify(florin.databaseUrl)).differences, []);
    await florin.sql("update note set text = ''");
    const { differences } = await verify(florin.databaseUrl);
    assert.deepEqual(
      differences.map(({ what, stands }) => [what.slice(0, 14), stands]),
      [['the note note_', 'empty']],
    );
  });

  it('is swept with all else', async () => {
    const { Retention } = (await ours(
      'operations/retention.ts',
    )) as typeof import('./operations/retention.ts');
    const { gathered } = (await ours('modules.ts')) as typeof import('./modules.ts');
    const { openLog } = (await ours('platform.ts')) as typeof import('./platform.ts');
    const { openPool } = (await ours('database/index.ts')) as typeof import('./database/index.ts');
    const pools = {
      home: openPool(florin.databaseUrl, 'home', 1),
      cell: openPool(florin.databaseUrl, 'cell', 1),
    };
    const clock = { now: () => Date.now() + 7_200_000, monotonic: () => 0 };
    const { sweeps } = gathered;
    const retention = new Retention({ pools, clock, log: openLog('silent'), sweeps });
    assert.equal((await retention.sweep()).notes, 1);
    await retention.stop();
    await Promise.all([pools.home.end(), pools.cell.end()]);
    assert.deepEqual(await florin.sql('select id from note'), []);
  });
});
