import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import pg from 'pg';
import { openPool } from '../database/index.ts';
import { type TestDatabase, testDatabase } from '../database/testing.ts';
import { uuidOf } from '../kernel/ids.ts';
import { EXIT_CONFIG, OperatorError } from '../kernel/operator-error.ts';
import { readDataKeys } from './data-key-store.ts';
import type { KeyRing } from './keys.ts';
import { type KekSettings, openKeys } from './open.ts';
import { open, seal } from './seal.ts';
import { openTransit, type TestTransit } from './testing.ts';

const CONTEXT = 'mail mail_1';
const root = randomBytes(32);

describe('the data keys', () => {
  let database: TestDatabase;
  let home: pg.Pool;
  let owner: pg.Client;
  let transit: TestTransit;
  before(async () => {
    [database, transit] = await Promise.all([testDatabase(), openTransit()]);
    home = openPool(database.ownerUrl, 'home', 8);
    owner = new pg.Client(database.ownerUrl);
    await owner.connect();
  });
  after(async () => {
    await Promise.all([home.end(), owner.end(), transit.close()]);
    await database.drop();
  });
  beforeEach(() => owner.query('delete from data_key'));
  afterEach(() => {
    transit.trouble = null;
  });

  const process = (settings?: KekSettings, of = root) => openKeys(home, of, settings);
  const byTransit = (): KekSettings => ({
    kek: { kind: 'transit', url: transit.url },
    kekToken: transit.token,
  });
  /** Stores another key, which seals after so many seconds. */
  const publish = async (keys: KeyRing, seconds: number) => {
    const { id, kek, wrapped } = await keys.dataKeys.make(await readDataKeys(home));
    await owner.query(
      'insert into data_key (id, kek, wrapped, seals_from) values ($1, $2, $3, now() + make_interval(secs => $4))',
      [uuidOf(id), kek, wrapped, seconds],
    );
    return id;
  };
  const itsTimeComes = () => owner.query('update data_key set seals_from = now() where seals_from > now()');
  const refusal = async (act: Promise<unknown>, sentence: RegExp, exitCode = EXIT_CONFIG) =>
    assert.rejects(act, (error) => {
      assert.ok(error instanceof OperatorError, String(error));
      assert.match(error.message, sentence);
      assert.equal(error.exitCode, exitCode);
      return true;
    });

  it('begin with one, however many processes start at once', async () => {
    const all = await Promise.all(Array.from({ length: 12 }, () => process()));
    const { rows } = await owner.query('select wrapped from data_key');
    assert.equal(rows.length, 1);
    for (const [at, keys] of all.entries())
      assert.equal(
        open(
          all[(at + 1) % all.length] as KeyRing,
          CONTEXT,
          seal(keys, CONTEXT, Buffer.from('x')),
        ).toString(),
        'x',
      );
  });

  it('seal also for a process that has waited while another made the first', async () => {
    await process();
    const waiting = await home.connect();
    try {
      await waiting.query('begin');
      await waiting.query('select now()');
      await owner.query('update data_key set seals_from = clock_timestamp()');
      assert.deepEqual(
        (await readDataKeys(waiting)).map(({ seals }) => seals),
        [true],
      );
    } finally {
      await waiting.query('rollback');
      waiting.release();
    }
  });

  it('seal when their time has come by the database’s clock; until then every process reads them', async () => {
    const [one, other] = [await process(), await process()];
    const first = one.dataKeys.sealing.id;
    const second = await publish(one, 60);
    for (const keys of [one, other]) {
      await keys.dataKeys.look(home);
      assert.equal(keys.dataKeys.sealing.id, first);
    }
    await itsTimeComes();
    await one.dataKeys.look(home);
    assert.equal(one.dataKeys.sealing.id, second);
    // The other has not looked since, and opens it all the same.
    assert.equal(other.dataKeys.sealing.id, first);
    assert.equal(open(other, CONTEXT, seal(one, CONTEXT, Buffer.from('new'))).toString(), 'new');
    assert.equal(open(one, CONTEXT, seal(other, CONTEXT, Buffer.from('old'))).toString(), 'old');
  });

  it('that are not known open nothing until the next look', async () => {
    const [one, other] = [await process(), await process()];
    await publish(one, 0);
    await one.dataKeys.look(home);
    const sealed = seal(one, CONTEXT, Buffer.from('x'));
    assert.throws(() => open(other, CONTEXT, sealed), /a data key that is not known here/);
    await other.dataKeys.look(home);
    assert.equal(open(other, CONTEXT, sealed).toString(), 'x');
  });

  it('that are retired open, and seal nothing', async () => {
    const keys = await process();
    const sealed = seal(keys, CONTEXT, Buffer.from('x'));
    await owner.query('update data_key set retired_at = now()');
    await keys.dataKeys.look(home);
    assert.throws(() => seal(keys, CONTEXT, Buffer.from('x')), /no data key seals here/);
    assert.equal(open(keys, CONTEXT, sealed).toString(), 'x');
  });

  it('lie wrapped, and those of another installation do not unwrap, under the same key encryption key either', async () => {
    const kek = { kind: 'key', hex: randomBytes(32).toString('hex') } as const;
    await process({ kek });
    await process({ kek });
    await refusal(
      process({ kek }, randomBytes(32)),
      /^The data key datakey_\w+ is wrapped under key:[0-9a-f]{16}, and does not/,
    );
  });

  it('do not unwrap under another key encryption key, unless it is the one before', async () => {
    const hex = () => ({ kind: 'key', hex: randomBytes(32).toString('hex') }) as const;
    const [kek, next] = [hex(), hex()];
    const keys = await process({ kek });
    await refusal(process({ kek: next }), /FLORIN_KEK, or in FLORIN_KEK_BEFORE if it is being changed/);
    await refusal(process(), /does not open under root:[0-9a-f]{16}\./);
    const changing = await process({ kek: next, kekBefore: kek });
    assert.equal(open(changing, CONTEXT, seal(keys, CONTEXT, Buffer.from('x'))).toString(), 'x');
    // A key that is made meanwhile can be read by a process that knows only the one before.
    await publish(changing, 0);
    await keys.dataKeys.look(home);
    assert.equal(keys.dataKeys.sealing.id, (await process({ kek })).dataKeys.sealing.id);
  });

  it('may be wrapped by a key in a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'florin-kek-'));
    const path = join(folder, 'kek');
    const kek = { kind: 'file', path } as const;
    try {
      await refusal(process({ kek }), /^There is no file .*kek/);
      await writeFile(path, 'abc');
      await refusal(process({ kek }), /does not hold 32 bytes in hex/);
      const key = randomBytes(32).toString('hex');
      await writeFile(path, `${key}\n`);
      const keys = await process({ kek });
      const same = await process({ kek: { kind: 'key', hex: key } });
      assert.equal(open(same, CONTEXT, seal(keys, CONTEXT, Buffer.from('x'))).toString(), 'x');
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('are unwrapped once by each process, which needs the key service no more', async () => {
    const keys = await process(byTransit());
    const { asked } = transit;
    transit.trouble = 503;
    for (let turn = 0; turn < 3; turn++) await keys.dataKeys.look(home);
    assert.equal(transit.asked, asked);
    assert.equal(open(keys, CONTEXT, seal(keys, CONTEXT, Buffer.from('x'))).toString(), 'x');
    await refusal(
      process(byTransit()),
      /\(503 Vault is sealed\).*Start or unseal it, then start again\. Servers that run go on/,
      1,
    );
    transit.trouble = null;
    await refusal(process({ ...byTransit(), kekToken: 'another' }), /refused the token/);
    await refusal(
      process({ kek: byTransit().kek, kekToken: '' }),
      /There is no token .* in FLORIN_KEK_TOKEN/,
    );
  });

  it('that a process cannot unwrap do not seal there, and do not keep it from the others', async () => {
    const keys = await process(byTransit());
    const first = keys.dataKeys.sealing.id;
    const next = await publish(keys, 0);
    transit.trouble = 500;
    await refusal(keys.dataKeys.look(home), /does not answer as it should/, 1);
    assert.equal(keys.dataKeys.sealing.id, first);
    transit.trouble = null;
    await keys.dataKeys.look(home);
    assert.equal(keys.dataKeys.sealing.id, next);
    // One that was damaged stands before another that was not.
    const damaged = await publish(keys, 0);
    await owner.query(`update data_key set wrapped = 'x' where id = $1`, [uuidOf(damaged)]);
    const last = await publish(keys, 0);
    await refusal(keys.dataKeys.look(home), new RegExp(`^The data key ${damaged} is wrapped under`));
    assert.equal(keys.dataKeys.sealing.id, last);
  });
});
