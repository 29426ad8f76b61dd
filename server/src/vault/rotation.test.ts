import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, beforeEach, describe, it } from 'node:test';
import pg from 'pg';
import { openPool } from '../database/index.ts';
import { type TestDatabase, testDatabase } from '../database/testing.ts';
import { until } from '../events/testing.ts';
import { idFromUuid, newId, uuidOf } from '../kernel/ids.ts';
import { bodyContext } from '../mail/sealed.ts';
import { gathered } from '../modules.ts';
import type { KeyRing } from './keys.ts';
import { openKeys } from './open.ts';
import { proveSealed } from './proof.ts';
import { type RotationStep, rotateDataKey } from './rotate-data.ts';
import { headerOf, open, seal } from './seal.ts';
import { sealedBefore } from './testing.ts';

const root = randomBytes(32);

describe('a rotation of the data key', () => {
  let database: TestDatabase;
  let home: pg.Pool;
  let owner: pg.Client;
  let keys: KeyRing;
  before(async () => {
    database = await testDatabase();
    home = openPool(database.ownerUrl, 'home', 2);
    owner = new pg.Client(database.ownerUrl);
    await owner.connect();
  });
  after(async () => {
    await Promise.all([home.end(), owner.end()]);
    await database.drop();
  });
  beforeEach(async () => {
    await owner.query('delete from data_key; delete from mail');
    keys = await openKeys(home, root);
  });

  const writeAll = async (texts: readonly string[], sealing: typeof seal = seal) => {
    const ids = texts.map(() => newId('mail'));
    await owner.query(
      `insert into mail (mail_id, recipient, subject, body, created_at, expires_at, tries, next_try_at)
       select id, 'ada@example.com', 'Hello', body, now(), now(), 0, now()
       from unnest($1::uuid[], $2::bytea[]) as m(id, body)`,
      [ids.map(uuidOf), ids.map((id, n) => sealing(keys, bodyContext(id), Buffer.from(texts[n] as string)))],
    );
    return ids;
  };
  const write = async (text: string, sealing?: typeof seal) =>
    (await writeAll([text], sealing))[0] as ReturnType<typeof newId<'mail'>>;
  const mails = async () => {
    const { rows } = await owner.query('select mail_id, body from mail order by mail_id');
    return rows.map(({ mail_id, body }) => ({
      text: open(keys, bodyContext(idFromUuid('mail', mail_id)), body).toString(),
      under: (body as Buffer).subarray(0, 17),
    }));
  };
  /** As `florin keys rotate-data` does it, but that the time of the new key comes at once: no other process is there. */
  const rotate = async (tell: (step: RotationStep) => void = () => {}) => {
    const steps: string[] = [];
    const faults = await rotateDataKey(
      { ownerUrl: database.ownerUrl, home },
      keys,
      gathered.sealed,
      (step) => {
        steps.push(step.kind);
        tell(step);
        if (step.kind === 'waiting') void itsTimeCame();
      },
    );
    return { steps, faults };
  };
  const itsTimeCame = () =>
    owner.query(
      `update data_key set seals_from = now() - interval '10 s' where seals_from > now() - interval '10 s'`,
    );
  const dataKeys = async () => {
    const { rows } = await owner.query('select id, retired_at from data_key order by seals_from, id');
    return rows.map(({ id, retired_at }) => ({
      id: idFromUuid('datakey', id),
      retired: retired_at !== null,
    }));
  };

  it('seals every value anew, also those from before there were data keys, and retires the key before', async () => {
    const first = keys.dataKeys.sealing.id;
    const texts = Array.from({ length: 1100 }, (_, n) => `mail ${n}`);
    await writeAll(texts.slice(0, 600));
    await writeAll(texts.slice(600), sealedBefore);
    const { steps, faults } = await rotate();
    assert.deepEqual(faults, []);
    assert.deepEqual(steps, ['made', 'waiting', 'sealing', 'sealing', 'sealing', 'retired']);
    const second = keys.dataKeys.sealing.id;
    assert.deepEqual(await dataKeys(), [
      { id: first, retired: true },
      { id: second, retired: false },
    ]);
    const all = await mails();
    assert.deepEqual(all.map(({ text }) => text).toSorted(), texts.toSorted());
    for (const { under } of all) assert.deepEqual(under, headerOf(second));
  });

  it('deletes a key a day after it was retired, with the next rotation, and none that still seals something', async () => {
    await write('one');
    // A process that is late to hear of the second key.
    const late = await openKeys(home, root);
    await rotate();
    const [first, second] = (await dataKeys()).map(({ id }) => id);
    await rotate();
    assert.equal((await dataKeys()).length, 3, 'the first was retired just now');
    await owner.query(
      `update data_key set retired_at = now() - interval '2 days' where retired_at is not null`,
    );
    await write('two', (_, context, plain) => seal(late, context, plain));
    const { steps } = await rotate();
    assert.deepEqual(steps.slice(-3), ['retired', 'deleted', 'deleted']);
    const left = (await dataKeys()).map(({ id }) => id);
    assert.equal(left.length, 2);
    assert.ok(!left.includes(first as never) && !left.includes(second as never));
    assert.deepEqual((await mails()).map(({ text }) => text).toSorted(), ['one', 'two']);
  });

  it('never takes back what somebody else writes in the meantime, and lets one rotation run at a time', async () => {
    const id = await write('as it was');
    const other = new pg.Client(database.ownerUrl);
    await other.connect();
    await other.query('begin');
    await other.query('update mail set body = $1', [
      seal(keys, bodyContext(id), Buffer.from('as it became')),
    ]);
    const rotating = rotate();
    await until(async () => (await owner.query('select from pg_locks where not granted')).rows.length > 0);
    await assert.rejects(rotate(), /^Error: Keys are being rotated by another "florin keys" already/);
    await other.query('commit');
    await other.end();
    assert.deepEqual((await rotating).faults, []);
    const [mail] = await mails();
    assert.equal(mail?.text, 'as it became');
    assert.deepEqual(mail?.under, headerOf(keys.dataKeys.sealing.id));
  });

  it('says which rows do not open, and keeps the keys before in use until they do', async () => {
    const id = await write('whole');
    await write('another');
    const { rows } = await owner.query('select body from mail where mail_id = $1', [uuidOf(id)]);
    await owner.query('update mail set body = substring(body for 40) where mail_id = $1', [uuidOf(id)]);
    const { faults, steps } = await rotate();
    assert.deepEqual(
      faults.map(({ where }) => where),
      [`mail.body of mail_id ${uuidOf(id)}`],
    );
    assert.ok(!steps.includes('retired'));
    await owner.query('update mail set body = $2 where mail_id = $1', [uuidOf(id), rows[0].body]);
    const again = await rotate();
    assert.deepEqual([again.steps, again.faults], [['continued', 'sealing', 'retired'], []]);
    const proof = await proveSealed({ ownerUrl: database.ownerUrl, home }, keys, gathered.sealed);
    assert.deepEqual(proof, { values: 2, faults: [] });
  });

  it('does not retire a key as long as values come under it', async () => {
    await write('one');
    // As if a server sealed it under the key before each time.
    await owner.query(
      `create function put_back() returns trigger language plpgsql as 'begin new.body = old.body; return new; end';
       create trigger put_back before update of body on mail for each row execute function put_back()`,
    );
    try {
      await assert.rejects(rotate(), /After 5 passes there are still new values under the keys before/);
      assert.ok((await dataKeys()).every(({ retired }) => !retired));
    } finally {
      await owner.query('drop trigger put_back on mail; drop function put_back');
    }
    assert.deepEqual((await rotate()).steps, ['continued', 'sealing', 'retired']);
  });
});
