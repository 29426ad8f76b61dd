/**
 * Databases for tests. Each test file has its own, which is copied from a migrated template within a few tens of
 * milliseconds.
 */
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { modules } from '../modules.ts';
import { openEmbedded } from './embedded.ts';
import { appUrl, migrate } from './migrate.ts';
import { withAllTables } from './schemas.ts';

export interface TestDatabase {
  /** The URL of the owner of the tables. Its sessions see all tables. */
  ownerUrl: string;
  /** The URL that servers use, which has only the rights of `florin_app`. */
  appUrl: string;
  drop(): Promise<void>;
}

export interface TestEngine {
  /** A superuser's URL. */
  url: string;
  /** The migrated database that test databases are copied from. */
  template: string;
  stop(): Promise<void>;
}

/**
 * Creates a database that nobody else uses. Under `npm test` it is on the engine of the run. If a file is run with `node
 * --test`, an engine is started for it, and is stopped with its last database.
 */
export async function testDatabase(): Promise<TestDatabase> {
  const { url, template, release } = await borrowEngine();
  const name = `test_${randomBytes(8).toString('hex')}`;
  await administer(url, `create database ${name} template ${template}`);
  const ownerUrl = withAllTables(onDatabase(url, name));
  return {
    ownerUrl,
    appUrl: withAllTables(appUrl(ownerUrl)),
    drop: async () => {
      await administer(url, `drop database if exists ${name} with (force)`);
      await release();
    },
  };
}

/** Starts an embedded engine in a temporary folder, with a migrated template. */
export async function startTestEngine(): Promise<TestEngine> {
  const folder = await mkdtemp(join(tmpdir(), 'florin-test-'));
  await chmod(folder, 0o711);
  const engine = await openEmbedded({
    dataFolder: folder,
    log: () => {},
    settings: { shared_buffers: '256MB', max_wal_size: '1GB', min_wal_size: '160MB', max_connections: '400' },
  });
  const stop = async (): Promise<void> => {
    await engine.stop();
    await rm(folder, { recursive: true });
    if (engine.outside !== undefined) await rm(engine.outside, { recursive: true });
  };
  try {
    return { url: engine.url, template: await makeTemplate(engine.url), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Uses a running engine, given a superuser's URL, and drops the template at the end. */
export async function useTestEngine(url: string): Promise<TestEngine> {
  const template = await makeTemplate(url);
  return { url, template, stop: () => administer(url, `drop database if exists ${template} with (force)`) };
}

async function makeTemplate(url: string): Promise<string> {
  const template = `test_template_${randomBytes(4).toString('hex')}`;
  await administer(url, `create database ${template}`);
  await migrate(onDatabase(url, template), modules);
  return template;
}

let own: Promise<TestEngine> | undefined;
let databasesOnOwn = 0;

async function borrowEngine(): Promise<{ url: string; template: string; release: () => Promise<void> }> {
  const { FLORIN_TEST_ENGINE: url, FLORIN_TEST_TEMPLATE: template } = process.env;
  if (url !== undefined && template !== undefined) return { url, template, release: async () => {} };
  own ??= url === undefined ? startTestEngine() : useTestEngine(url);
  databasesOnOwn += 1;
  const engine = await own;
  const release = async (): Promise<void> => {
    databasesOnOwn -= 1;
    if (databasesOnOwn > 0) return;
    own = undefined;
    await engine.stop();
  };
  return { url: engine.url, template: engine.template, release };
}

function onDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.toString();
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
