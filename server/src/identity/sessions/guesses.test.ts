import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type pg from 'pg';
import { openPool } from '../../database/index.ts';
import { type TestDatabase, testDatabase } from '../../database/testing.ts';
import { KeyRing } from '../../vault/index.ts';
import { HandClock } from '../testing.ts';
import { bucketsOf, Guesses } from './guesses.ts';

describe('guesses', () => {
  let database: TestDatabase;
  let pools: [pg.Pool, pg.Pool];
  const keys = new KeyRing(randomBytes(32));
  const clock = new HandClock();
  let guesses: Guesses;
  before(async () => {
    database = await testDatabase();
    pools = [openPool(database.ownerUrl, 'home', 4), openPool(database.ownerUrl, 'home', 4)];
    guesses = new Guesses(pools[0], keys, clock);
  });
  after(async () => {
    for (const pool of pools) await pool.end();
    await database.drop();
  });
  const of = (subject: string, address: string, device: string | null = null) =>
    bucketsOf('password', { subject, address, device });
  const guess = async (times: number, subject: string, address: string, device: string | null = null) => {
    for (let n = 0; n < times; n++)
      assert.equal(await guesses.take(of(subject, address, device)), null, `guess ${n}`);
  };

  it('of one address at one person are ten in a quarter of an hour', async () => {
    await guess(10, 'ada', '198.51.100.1');
    clock.move(60_000);
    assert.equal(await guesses.take(of('ada', '198.51.100.1')), 14 * 60);
    // That pair alone: others at her, and the address at others.
    await guess(1, 'ada', '198.51.100.2');
    await guess(1, 'eve', '198.51.100.1');
    clock.move(14 * 60_000);
    await guess(1, 'ada', '198.51.100.1');
  });

  it('of one address at everybody are a hundred', async () => {
    for (let n = 0; n < 10; n++) await guess(10, `person ${n}`, '198.51.100.3');
    assert.ok((await guesses.take(of('person 11', '198.51.100.3'))) !== null);
  });

  it('at one person from everywhere are a hundred an hour, which locks out no browser that she has used before', async () => {
    for (let n = 0; n < 10; n++) await guess(10, 'grace', `198.51.101.${n}`);
    assert.equal(await guesses.take(of('grace', '198.51.101.77')), 3600);
    await guess(10, 'grace', '198.51.101.77', 'her browser');
    assert.ok(
      (await guesses.take(of('grace', '198.51.101.77', 'her browser'))) !== null,
      'which is counted itself',
    );
  });

  it('that were refused count nowhere, and those that were right are given back', async () => {
    await guess(10, 'mary', '198.51.100.4');
    for (let n = 0; n < 200; n++) await guesses.take(of('mary', '198.51.100.4'));
    await guess(1, 'mary', '198.51.100.5');
    for (let n = 0; n < 30; n++) {
      await guess(1, 'joan', '198.51.100.6');
      await guesses.giveBack(of('joan', '198.51.100.6'));
    }
  });

  it('of passwords and of codes are counted apart', async () => {
    await guess(10, 'kate', '198.51.100.7');
    assert.ok((await guesses.take(of('kate', '198.51.100.7'))) !== null);
    const code = bucketsOf('code', { subject: 'kate', address: '198.51.100.7', device: null });
    assert.equal(await guesses.take(code), null);
  });

  it('of all processes at once are counted together, without waiting for each other for ever', async () => {
    const others = new Guesses(pools[1], keys, clock);
    const taken = await Promise.all(
      Array.from({ length: 40 }, (_, n) => (n % 2 === 0 ? guesses : others).take(of('ruth', '198.51.100.8'))),
    );
    assert.equal(taken.filter((wait) => wait === null).length, 10);
  });

  it('are stored without saying at whom', async () => {
    const { rows } = await pools[0].query('select * from guess_count');
    assert.ok(rows.length > 10);
    assert.doesNotMatch(JSON.stringify(rows.map(({ bucket }) => bucket.toString('latin1'))), /ada|198\.51/);
  });
});
