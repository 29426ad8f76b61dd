import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type pg from 'pg';
import { openPool } from '../../database/index.ts';
import { type TestDatabase, testDatabase } from '../../database/testing.ts';
import { KeyRing } from '../../vault/index.ts';
import { type Account, createAccount, createOrganization } from '../index.ts';
import { LastUses } from './last-uses.ts';
import { findKey, issueKey } from './store.ts';

describe('when keys were last used', () => {
  let database: TestDatabase;
  let pool: pg.Pool;
  let account: Account;
  before(async () => {
    database = await testDatabase();
    pool = openPool(database.ownerUrl, 'home', 2);
    const cell = openPool(database.ownerUrl, 'cell', 1);
    const terms = { feeBasisPoints: 0n, feeFixed: 0n, negativeLimit: 0n };
    const organization = await createOrganization(pool, { kind: 'merchant', name: 'A shop' }, 0);
    const settings = { organization, environment: 'sandbox', name: 'A shop', defaultMethod: null } as const;
    account = await createAccount(pool, cell, { ...settings, terms, rateLimit: null }, 0);
    await cell.end();
  });
  after(async () => {
    await pool.end();
    await database.drop();
  });

  const make = async () => {
    const wanted = { kind: 'secret', name: 'Used', scopes: null, expiresAt: null } as const;
    return (await issueKey(pool, new KeyRing(randomBytes(32)), account, wanted, 0)).key.id;
  };
  const lastUse = async (id: Awaited<ReturnType<typeof make>>) =>
    (await findKey(pool, account.id, id)).lastUsedAt;

  it('is written for all of them at once, and never goes back', async () => {
    const [one, two] = [await make(), await make()];
    const [here, there] = [new LastUses(pool), new LastUses(pool)];
    here.note(one, 5000);
    here.note(one, 6000);
    here.note(two, 7000);
    await here.write();
    assert.deepEqual([await lastUse(one), await lastUse(two)], [6000, 7000]);
    there.note(one, 5500);
    await there.write();
    assert.equal(await lastUse(one), 6000);
  });

  it('is kept in mind where it cannot be written', async () => {
    const one = await make();
    let broken = true;
    const failing = {
      query: async (...statement: [string, unknown[]]) => {
        if (broken) throw new Error('no connection');
        return pool.query(...statement);
      },
    };
    const uses = new LastUses(failing as unknown as pg.Pool);
    uses.note(one, 5000);
    await assert.rejects(uses.write());
    broken = false;
    await uses.write();
    assert.equal(await lastUse(one), 5000);
  });
});
