import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { freePort } from '../../../test/ports.ts';
import { connectOwner } from '../database/index.ts';
import { testDatabase } from '../database/testing.ts';

const root = resolve(import.meta.dirname, '../../..');
const KEY = 'ab'.repeat(32);

describe('a start that fails', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'florin-trouble-'));
    // The user that the database runs as can enter it.
    await chmod(folder, 0o711);
  });
  after(() => rm(folder, { recursive: true }));

  /** Starts Florin, or a wrapper that starts it, and returns its exit code and its message, which must be one sentence. */
  const start = async (environment: Record<string, string>, wrapper: string[] = []) => {
    const { DATABASE_URL: _, FLORIN_ROOT_KEY: __, ...inherited } = process.env;
    const [command = '', ...args] = [...wrapper, process.execPath, 'server/src/supervisor.ts'];
    const { status, stderr } = spawnSync(command, args, {
      cwd: root,
      encoding: 'utf8',
      // If it starts after all, it would run forever.
      timeout: 120_000,
      env: {
        ...inherited,
        FLORIN_DATA: join(folder, 'data'),
        PORT: String(await freePort()),
        ...environment,
      },
    });
    assert.doesNotMatch(stderr, /^ +at |undefined|\[object/m);
    return { status, said: stderr.trim() };
  };
  const onDatabase = (url: string) => start({ DATABASE_URL: url, FLORIN_ROOT_KEY: KEY });

  it('without a database says where it was looked for, and never the password', async () => {
    const refused = await onDatabase('postgresql://u:hunter2@127.0.0.1:1/florin');
    assert.deepEqual(refused, {
      status: 1,
      said: 'The database is not running: nothing listens at 127.0.0.1:1. Start it, or correct its URL.',
    });
    const unknown = await onDatabase('postgresql://u:hunter2@nowhere.invalid/florin');
    assert.match(unknown.said, /host,? nowhere\.invalid:5432/);
    const lacking = await onDatabase(
      'postgresql://u@127.0.0.1/florin?sslmode=verify-full&sslrootcert=/nowhere',
    );
    assert.equal(lacking.status, 78);
    assert.match(lacking.said, /There is no file \/nowhere, which the database's URL names/);
  });

  it('because the database refuses the login says what to correct', async () => {
    const database = await testDatabase();
    try {
      const url = new URL(database.ownerUrl);
      url.pathname = '/nothing';
      const missing = await onDatabase(url.toString());
      assert.equal(missing.status, 78);
      assert.match(missing.said, /^There is no database nothing at 127\.0\.0\.1:\d+\. Make it/);
      url.username = 'stranger';
      url.password = 'hunter2';
      const stranger = await onDatabase(url.toString());
      assert.match(stranger.said, /hunter2|user stranger|nothing/);
      assert.doesNotMatch(stranger.said, /hunter2/);
    } finally {
      await database.drop();
    }
  });

  it('on a PostgreSQL that is too old says which version is needed', async () => {
    const old = createServer((socket) => {
      const message = (type: string, body: Buffer | string) => {
        const length = Buffer.alloc(4);
        length.writeInt32BE(4 + Buffer.byteLength(body));
        return Buffer.concat([Buffer.from(type), length, Buffer.from(body)]);
      };
      const ready = message('Z', 'I');
      const row = `\0\x01server_version\0${'\0'.repeat(6)}\0\0\0\x19${'\xff'.repeat(6)}\0\0`;
      socket.once('data', () => {
        socket.write(Buffer.concat([message('R', Buffer.alloc(4)), ready]));
        socket.once('data', () =>
          socket.write(
            Buffer.concat([
              message('T', Buffer.from(row, 'latin1')),
              message('D', '\0\x01\0\0\0\x0414.9'),
              message('C', 'SHOW\0'),
              ready,
            ]),
          ),
        );
      });
      socket.on('error', () => {});
    });
    old.listen(0, '127.0.0.1');
    await once(old, 'listening');
    const { port } = old.address() as AddressInfo;
    await assert.rejects(
      connectOwner(`postgresql://u@127.0.0.1:${port}/florin`, 'florin test'),
      /The database is PostgreSQL 14\.9\. Florin needs 15 or newer\./,
    );
    old.close();
  });

  it('on an address that is not of this machine says so', async () => {
    const { status, said } = await start({ FLORIN_HOST: '192.0.2.1' });
    assert.deepEqual(
      [status, said],
      [78, 'FLORIN_HOST is 192.0.2.1, which is not an address of this machine. Correct it.'],
    );
  });

  it('with an option says where settings are', async () => {
    const { status, stderr } = spawnSync(process.execPath, ['server/src/supervisor.ts', '--port'], {
      cwd: root,
      encoding: 'utf8',
    });
    assert.equal(status, 78);
    assert.match(stderr, /^There is no option --port\..*docs\/configuration\.md/);
  });

  it('because a file is in the place of its folder says which', async () => {
    await writeFile(join(folder, 'file'), '');
    for (const data of ['file', 'file/inside']) {
      const { status, said } = await start({ FLORIN_DATA: join(folder, data) });
      assert.equal(status, 78);
      assert.match(said, /a file is in its place: move that away, or set FLORIN_DATA to another folder\.$/);
    }
  });

  describe('on a file system of its own', {
    skip: (process.platform !== 'linux' || process.getuid?.() !== 0) && 'needs Linux and root',
  }, () => {
    const within = (script: string): string[] => [
      'unshare',
      '--mount',
      'sh',
      '-ec',
      `${script}; exec "$@"`,
      'sh',
    ];

    it('that is read-only says so', async () => {
      const data = join(folder, 'read-only');
      await mkdir(data);
      const { status, said } = await start(
        { FLORIN_DATA: data },
        within(`mount -t tmpfs -o ro florin ${data}`),
      );
      assert.equal(status, 78);
      assert.match(said, /is on a read-only file system: mount it writable, or set FLORIN_DATA/);
    });

    it('that is full says so', async () => {
      const data = join(folder, 'full');
      await mkdir(data);
      for (const size of ['0', '10m']) {
        const fill = size === '0' ? `; dd if=/dev/zero of=${data}/filler bs=1k 2>/dev/null || true` : '';
        const mount = `mount -t tmpfs -o size=${size === '0' ? '64k' : size},mode=0711 florin ${data}${fill}`;
        const { status, said } = await start({ FLORIN_DATA: data }, within(mount));
        assert.match(said, /^The disk of .* is full: free some space, or set FLORIN_DATA/);
        assert.equal(status, 1);
      }
    });
  });

  it('under a user without a name says what to do', async (test) => {
    const nameless = ['setpriv', '--reuid=12345', '--regid=12345', '--clear-groups'];
    const reaches = spawnSync(
      'setpriv',
      [...nameless.slice(1), process.execPath, '--check', 'server/src/main.ts'],
      { cwd: root },
    );
    if (reaches.status !== 0) return test.skip('needs Linux, root, and a clone that everyone can read');
    const data = join(folder, 'nameless');
    await mkdir(data);
    await chown(data, 12345, 12345);
    const { status, said } = await start({ FLORIN_DATA: data }, nameless);
    assert.match(
      said,
      /cannot be set up by the user 12345, which has no name .*\/etc\/passwd.* or set DATABASE_URL/,
    );
    assert.equal(status, 78);
  });
});
