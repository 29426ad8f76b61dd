import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { CompactEncrypt, importJWK, type JWK } from 'jose';
import type pg from 'pg';
import { openPool } from '../database/index.ts';
import { type TestDatabase, testDatabase } from '../database/testing.ts';
import type { ProblemCode } from '../kernel/problem.ts';
import { Problem } from '../kernel/problem.ts';
import type { KeyRing } from '../vault/index.ts';
import { keysInMemory } from '../vault/testing.ts';
import { EncryptionKeys } from './keys.ts';
import { sweeps } from './sweeps.ts';
import { encryptTo } from './testing.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

describe('a JWE that is encrypted to Florin', () => {
  let database: TestDatabase;
  let home: pg.Pool;
  let now = Date.UTC(2030, 0, 1);
  const clock = { now: () => now, monotonic: () => now };
  let ring: KeyRing;
  /** A server process with keys of its own in memory. */
  const process = () => new EncryptionKeys(home, ring, clock);
  const shown = async (keys: EncryptionKeys) => (await keys.publicJwks()).keys as JWK[];
  const opened = async (keys: EncryptionKeys, jwe: string) =>
    Buffer.from(await keys.open(jwe, 'jwe')).toString();
  const refused = async (jwe: string, code: ProblemCode, says?: RegExp, keys = process()) => {
    await assert.rejects(keys.open(jwe, 'jwe'), (error) => {
      assert.ok(error instanceof Problem, String(error));
      assert.equal(error.code, code, error.message);
      assert.equal(error.extras.field, 'jwe');
      if (says !== undefined) assert.match(error.message, says);
      return true;
    });
  };

  before(async () => {
    database = await testDatabase();
    ring = await keysInMemory();
    home = openPool(database.ownerUrl, 'home', 4);
  });
  after(async () => {
    await home.end();
    await database.drop();
  });

  it('is opened by every process, of which one made the key', async () => {
    const [one, other] = [process(), process()];
    const [[first], [second]] = await Promise.all([shown(one), shown(other)]);
    assert.ok(first);
    assert.deepEqual(first, second);
    assert.deepEqual([first.use, first.alg, first.kty], ['enc', 'RSA-OAEP-256', 'RSA']);
    assert.equal(first.d, undefined);
    assert.match(String(first.kid), /^enckey_/);
    for (const keys of [one, other])
      assert.equal(await opened(keys, await encryptTo(first, 'hello')), 'hello');
  });

  it('has a key whose private part is sealed for its row', async () => {
    const { rows } = await home.query('select * from encryption_key');
    assert.equal(rows.length, 1);
    const { sealed_private_key: sealed } = rows[0];
    // A PKCS #8 of RSA has this object identifier near its beginning.
    assert.ok(!sealed.includes(Buffer.from('06092a864886f70d010101', 'hex')));
    assert.ok(sealed.length > 1000);
  });

  it('goes on being opened while its key is followed by another, and for two hours afterwards', async () => {
    const [early, late] = [process(), process()];
    const [old] = await shown(early);
    assert.ok(old);
    const jwe = await encryptTo(old, 'slow');
    now += DAY_MS - 10 * MINUTE_MS;
    const before = await shown(late);
    assert.deepEqual(before[0], old);
    assert.equal(before.length, 2, 'the next one is shown before it is the first choice');
    const next = before[1] as JWK;
    // A process that has not read of it yet looks when it meets it.
    assert.equal(await opened(early, await encryptTo(next, 'ahead')), 'ahead');
    now += 10 * MINUTE_MS;
    assert.deepEqual(await shown(late), [next]);
    assert.equal(await opened(late, jwe), 'slow');
    now += 120 * MINUTE_MS - 1;
    assert.equal(await opened(late, jwe), 'slow');
    now += 1;
    await refused(jwe, 'encryption_key_unknown', undefined, late);
    assert.equal(await opened(late, await encryptTo(next, 'on')), 'on');
    assert.equal(await sweeps[0]?.run(home, { now, batch: 10 }), 1);
    assert.equal((await home.query('select 1 from encryption_key')).rowCount, 1);
  });

  it('is looked for in the table once a second at most, whatever key it names', async () => {
    const keys = process();
    const [key] = await shown(keys);
    assert.ok(key);
    const jwe = await encryptTo({ ...key, kid: 'enckey_01kb0zx6t2e9h4p8s3d5g7j1kq' }, 'x');
    now += 1_000;
    let reads = 0;
    const query = home.query;
    home.query = ((...asked: unknown[]) => {
      reads++;
      return (query as (...asked: unknown[]) => unknown).apply(home, asked);
    }) as typeof home.query;
    try {
      for (let times = 0; times < 20; times++) await refused(jwe, 'encryption_key_unknown', undefined, keys);
    } finally {
      home.query = query;
    }
    assert.equal(reads, 1);
  });

  it('is refused if it is cut off, changed in any part, or has white space or padding', async () => {
    const [key] = await shown(process());
    assert.ok(key);
    const jwe = await encryptTo(key, '{"secret":1}');
    const keys = process();
    for (const at of [0, 1, 40, jwe.length - 30, jwe.length - 1])
      await refused(jwe.slice(0, at), 'jwe_invalid', undefined, keys);
    const parts = jwe.split('.');
    for (const [index, part] of parts.entries()) {
      // The last sign may have bits that count for nothing.
      const middle = part.length >> 1;
      const flipped = part.slice(0, middle) + (part[middle] === 'A' ? 'B' : 'A') + part.slice(middle + 1);
      await refused(
        parts.with(index, flipped).join('.'),
        index === 0 ? 'jwe_invalid' : 'jwe_invalid',
        undefined,
        keys,
      ).catch((error) => assert.fail(`part ${index}: ${error}`));
      await refused(parts.with(index, '').join('.'), 'jwe_invalid', /five parts/, keys);
      for (const odd of [`${part} `, `${part}=`, part.replace(/./, '+'), `${part}\n`])
        await refused(parts.with(index, odd).join('.'), 'jwe_invalid', /five parts/, keys);
    }
    await refused(`${jwe}.${parts[4]}`, 'jwe_invalid', /five parts/, keys);
    await refused(parts.slice(0, 3).join('.'), 'jwe_invalid', /five parts/, keys);
    await refused(`${jwe}${'A'.repeat(4096)}`, 'jwe_invalid', /more than 4096/, keys);
    const [, ...rest] = parts;
    const another = (await encryptTo(key, 'other')).split('.');
    await refused(
      [another[0], another[1], ...rest.slice(1)].join('.'),
      'jwe_invalid',
      /changed on its way/,
      keys,
    );
  });

  it('is refused if its header has another algorithm, or a member that changes what is done with it', async () => {
    const [key] = await shown(process());
    assert.ok(key?.kid);
    const jwe = await encryptTo(key, 'x');
    const header = { alg: 'RSA-OAEP-256', enc: 'A256GCM', kid: key.kid };
    const withHeader = (text: string) =>
      [Buffer.from(text).toString('base64url'), ...jwe.split('.').slice(1)].join('.');
    const keys = process();
    for (const [change, says] of [
      [{ alg: 'RSA1_5' }, /`alg`: `RSA-OAEP-256`/],
      [{ alg: 'RSA-OAEP' }, /`alg`/],
      [{ alg: 'dir' }, /`alg`/],
      [{ alg: 'PBES2-HS256+A128KW', p2c: 2 ** 31, p2s: 'x' }, /`alg`/],
      [{ alg: ['RSA-OAEP-256'] }, /`alg`/],
      [{ enc: 'A128CBC-HS256' }, /`enc`: `A256GCM`/],
      [{ zip: 'DEF' }, /nothing else/],
      [{ crit: ['exp'], exp: 1 }, /nothing else/],
      [{ p2c: 2 ** 31 }, /nothing else/],
      [{ jwk: key }, /nothing else/],
      [{ epk: key }, /nothing else/],
      [{ x5c: ['x'] }, /nothing else/],
      [{ kid: undefined }, /name the key/],
      [{ kid: 7 }, /name the key/],
      [{ kid: { toString: 'x' } }, /name the key/],
    ] as const)
      await refused(withHeader(JSON.stringify({ ...header, ...change })), 'jwe_invalid', says, keys);
    const text = JSON.stringify(header);
    for (const odd of [
      'null',
      '[]',
      '"x"',
      '{',
      text.replace('{', '{"__proto__": {"zip": "DEF"},'),
      text.replace('{', '{"alg":"dir",'),
    ])
      await refused(withHeader(odd), 'jwe_invalid', undefined, keys);
    await refused(
      withHeader(JSON.stringify({ ...header, kid: 'enckey_01kb0zx6t2e9h4p8s3d5g7j1kq' })),
      'encryption_key_unknown',
      undefined,
      keys,
    );
    for (const kid of ['', 'x', "' or 1=1 --", '../key'])
      await refused(
        withHeader(JSON.stringify({ ...header, kid })),
        'encryption_key_unknown',
        undefined,
        keys,
      );
  });

  it('is refused if it was really made that way: compressed, or with another algorithm of the same key', async () => {
    const [key] = await shown(process());
    assert.ok(key);
    await refused(await encryptTo(key, 'x'.repeat(100_000), { zip: 'DEF' }), 'jwe_invalid', /nothing else/);
    const { alg: _, ...bare } = key;
    const weak = await new CompactEncrypt(Buffer.from('x'))
      .setProtectedHeader({ alg: 'RSA-OAEP', enc: 'A256GCM', kid: key.kid as string })
      .encrypt(await importJWK({ ...bare, alg: 'RSA-OAEP' }, 'RSA-OAEP'));
    await refused(weak, 'jwe_invalid', /`alg`/);
  });
});
