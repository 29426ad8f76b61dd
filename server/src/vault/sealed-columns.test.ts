import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import { LIVE_CARDS, makeLiveAccount } from '../cards/testing.ts';
import { parseConnectorKey } from '../channels/connector-key.ts';
import { inTransaction, openPool } from '../database/index.ts';
import { findPerson } from '../identity/people/person.ts';
import { prepareTotp } from '../identity/sessions/second-factor.ts';
import { writeMail } from '../mail/index.ts';
import { gathered } from '../modules.ts';
import { openTestProvider, type TestProvider } from '../oauth/testing.ts';
import { proveSealed } from './proof.ts';
import { unsealed } from './unsealed.fixture.ts';

const NO_COLUMN = { rows: [] as { table: string; column: string }[] };

describe('sealed columns', () => {
  let florin: TestProvider;
  let home: pg.Pool;
  let owner: pg.Client;
  before(async () => {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const cardChannelKey = parseConnectorKey(publicKey.export({ format: 'pem', type: 'spki' }) as string);
    florin = await openTestProvider({ cardChannelUrl: 'http://127.0.0.1:9', cardChannelKey });
    home = openPool(florin.databaseUrl, 'home', 2);
    owner = new pg.Client(florin.databaseUrl);
    await owner.connect();
    // Something in each of them.
    for (const url of ['https://shop.example/1', 'https://shop.example/2']) {
      const { body } = await florin.call('POST', '/v1/webhook_endpoints', { url, events: ['*'] });
      await florin.call('POST', `/v1/webhook_endpoints/${body.id}/rotate_secret`);
      await florin.call('POST', `/v1/webhook_endpoints/${body.id}/rotate_secret`);
    }
    await florin.token('payments:read');
    await florin.token('payments:read');
    await florin.call('GET', '/.well-known/florin-signatures.json');
    await florin.call('GET', '/.well-known/florin-encryption.json');
    const live = await makeLiveAccount(florin.databaseUrl, florin.rootKey);
    const card = { number: LIVE_CARDS.visa, exp_month: 12, exp_year: 2090, cvc: '739' };
    await florin.call('POST', '/v1/tokens', { card }, { authorization: `Bearer ${live.publishableKey}` });
    const mail = {
      recipient: 'ada@example.com',
      subject: 'Hello',
      text: 'Ada',
      expiresAt: Date.now() + 60_000,
    };
    await inTransaction(home, (transaction) => writeMail(transaction, florin.keys, mail, Date.now()));
    for (const { email } of [florin.developer, florin.operator]) {
      const person = await findPerson(home, email);
      assert.ok(person !== null);
      await prepareTotp(home, florin.keys, person, Date.now());
    }
  });
  after(async () => {
    await Promise.all([home.end(), owner.end()]);
    await florin.close();
  });

  const prove = () => proveSealed({ ownerUrl: florin.databaseUrl, home }, florin.keys, gathered.sealed);

  it('are all that hold bytes, but for those that need not be sealed', async () => {
    const { rows }: typeof NO_COLUMN = await owner.query(
      `select table_name as table, column_name as column from information_schema.columns
       where table_schema in ('home', 'cell_1') and (data_type = 'bytea' or udt_name = '_bytea')`,
    );
    const there = rows.map(({ table, column }) => `${table}.${column}`).sort();
    const said = gathered.sealed.map(({ table, column }) => `${table}.${column}`);
    assert.deepEqual([...said, ...Object.keys(unsealed)].sort(), there);
  });

  it('are said with the primary keys of their tables', async () => {
    for (const { table, key } of gathered.sealed) {
      const { rows } = await owner.query(
        `select array_agg(a.attname::text order by array_position(x.indkey::int2[], a.attnum)) as key
         from pg_index x join pg_attribute a on a.attrelid = x.indrelid and a.attnum = any(x.indkey)
         where x.indrelid = $1::regclass and x.indisprimary`,
        [table],
      );
      assert.deepEqual(rows[0].key, key, table);
    }
  });

  it('open as what they are said to be sealed for, each of them', async () => {
    let all = 0;
    for (const { table, column, isArray } of gathered.sealed) {
      const count = isArray ? `sum(cardinality(${column}))` : `count(${column})`;
      const { rows } = await owner.query(`select ${count}::int as n from ${table}`);
      assert.ok(rows[0].n > 0, `${table}.${column} is tried`);
      all += rows[0].n;
    }
    assert.deepEqual(await prove(), { values: all, faults: [] });
  });

  const moved: readonly [what: string, statement: string, found: RegExp][] = [
    [
      'to another row',
      'update totp set secret = (select secret from totp o where o.person_id <> totp.person_id)',
      /^totp\.secret of person_id [0-9a-f-]{36}$/,
    ],
    [
      'to another account’s endpoint',
      `update webhook_endpoint w set secret = (select secret from webhook_endpoint o where o.id > w.id)
       where exists (select from webhook_endpoint o where o.id > w.id)`,
      /^webhook_endpoint\.secret of account_id [0-9a-f-]{36}, id [0-9a-f-]{36}$/,
    ],
    [
      'into an array',
      `update webhook_endpoint set secrets_before[2] = (select body from mail)`,
      /^webhook_endpoint\.secrets_before of account_id/,
    ],
    [
      'to another column',
      'update oauth_state set payload = (select private_key from oauth_signing_key limit 1)',
      /^oauth_state\.payload of id_hash \\x[0-9a-f]{64}$/,
    ],
    [
      'that was cut off',
      'update mail set body = substring(body for length(body) - 1)',
      /^mail\.body of mail_id/,
    ],
    [
      'that was changed',
      'update oauth_signing_key set private_key = set_byte(private_key, 40, (get_byte(private_key, 40) + 1) % 256)',
      /^oauth_signing_key\.private_key of kid [\w-]{43}$/,
    ],
    [
      'that is empty',
      `update florin_signing_key set sealed_private_key = ''`,
      /^florin_signing_key\.sealed_private_key of id/,
    ],
    [
      'of a data key that is not there',
      `update mail set body = set_byte(body, 5, (get_byte(body, 5) + 1) % 256)`,
      /^mail\.body of mail_id/,
    ],
  ];
  for (const [what, statement, found] of moved)
    it(`show in the proof a value ${what}, with its row`, async () => {
      const [, table, column] = /update (\w+).* set (\w+)/.exec(statement) ?? [];
      await owner.query(`create table kept as select * from ${table}`);
      try {
        const { rowCount } = await owner.query(statement);
        const { faults } = await prove();
        assert.ok(faults.length > 0 && faults.length === rowCount, `${faults.length} of ${rowCount}`);
        for (const { where, why } of faults) {
          assert.match(where, found);
          assert.notEqual(why, '');
        }
      } finally {
        const { key } = gathered.sealed.find((each) => each.table === table) as { key: readonly string[] };
        const same = key.map((name) => `t.${name} = kept.${name}`).join(' and ');
        await owner.query(`update ${table} t set ${column} = kept.${column} from kept where ${same}`);
        await owner.query('drop table kept');
        assert.deepEqual((await prove()).faults, []);
      }
    });
});
