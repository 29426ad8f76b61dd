import assert from 'node:assert/strict';
import { createSecretKey, randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { EXIT_CONFIG, OperatorError } from '../kernel/operator-error.ts';
import { kekSource } from './kek-source.ts';
import { type KeyEncryption, LocalKey, unwrapUnder } from './key-encryption.ts';
import { openTransit, type TestTransit } from './testing.ts';
import { TransitKey } from './transit.ts';

const CONTEXT = 'florin data key datakey_1 of 00ff';
const dataKey = randomBytes(32);
const local = () => new LocalKey('key', createSecretKey(randomBytes(32)));

/** That it is refused with a sentence for the operator. */
const refuses = async (act: Promise<unknown>, sentence: RegExp, exitCode: number, secret: string) =>
  assert.rejects(act, (error) => {
    assert.ok(error instanceof OperatorError, String(error));
    assert.match(error.message, sentence);
    assert.equal(error.exitCode, exitCode);
    assert.ok(!JSON.stringify([error.message, String(error.cause)]).includes(secret));
    return true;
  });

describe('a key encryption key', () => {
  let transit: TestTransit;
  const remote = (token = transit.token) => new TransitKey(transit.url, async () => token);
  before(async () => {
    transit = await openTransit();
  });
  after(() => transit.close());

  const kinds: readonly [string, () => KeyEncryption][] = [
    ['in memory', local],
    ['in the Transit engine', remote],
  ];
  for (const [kind, open] of kinds) {
    it(`${kind} gives back the key that it wrapped, in the same context alone`, async () => {
      const encryption = open();
      const wrapped = await encryption.wrap(Buffer.from(dataKey), CONTEXT);
      assert.ok(!wrapped.includes(dataKey));
      assert.deepEqual(await encryption.unwrap(wrapped, CONTEXT), dataKey);
      await assert.rejects(encryption.unwrap(wrapped, `${CONTEXT}0`));
      await assert.rejects(encryption.unwrap(wrapped, ''));
    });

    it(`${kind} gives nothing back of what was changed`, async () => {
      const encryption = open();
      const wrapped = await encryption.wrap(Buffer.from(dataKey), CONTEXT);
      for (let at = 0; at < wrapped.length; at += 7) {
        const changed = Buffer.from(wrapped);
        changed[at] = (changed[at] as number) ^ 4;
        await assert.rejects(encryption.unwrap(changed, CONTEXT), `byte ${at}`);
        await assert.rejects(encryption.unwrap(wrapped.subarray(0, at), CONTEXT), `cut at ${at}`);
      }
    });
  }

  it('is not another one', async () => {
    const [one, other] = [local(), local()];
    assert.notEqual(one.id, other.id);
    const wrapped = await one.wrap(Buffer.from(dataKey), CONTEXT);
    await assert.rejects(other.unwrap(wrapped, CONTEXT));
  });

  it('before is used as long as it is set, also if it has got another name', async () => {
    const [present, before] = [local(), local()];
    const wrapped = await before.wrap(Buffer.from(dataKey), CONTEXT);
    for (const kek of [before.id, 'key:its-name-until-yesterday'])
      assert.deepEqual(await unwrapUnder({ present, before }, { kek, wrapped }, CONTEXT), dataKey);
    await assert.rejects(unwrapUnder({ present, before: null }, { kek: before.id, wrapped }, CONTEXT));
  });

  it('in the Transit engine may have new versions', async () => {
    const wrapped = await remote().wrap(Buffer.from(dataKey), CONTEXT);
    transit.rotate();
    assert.deepEqual(await remote().unwrap(wrapped, CONTEXT), dataKey);
    assert.match((await remote().wrap(Buffer.from(dataKey), CONTEXT)).toString(), /^vault:v2:/);
  });

  it('in the Transit engine refuses another token, which the operator is told', async () => {
    const token = 'hvs.of-somebody-else';
    await refuses(remote(token).wrap(Buffer.from(dataKey), CONTEXT), /refused the token/, EXIT_CONFIG, token);
  });

  it('in the Transit engine has to be there', async () => {
    const missing = new TransitKey(`${transit.url}-2`, async () => transit.token);
    await refuses(
      missing.wrap(Buffer.from(dataKey), CONTEXT),
      /There is no key at/,
      EXIT_CONFIG,
      transit.token,
    );
  });

  it('in an engine that is sealed, or of which nothing is there, may be there at another start', async () => {
    transit.trouble = 503;
    const sealed = /does not answer as it should \(503 Vault is sealed\).*Start or unseal it/;
    await refuses(remote().wrap(Buffer.from(dataKey), CONTEXT), sealed, 1, transit.token);
    transit.trouble = null;
    const gone = await openTransit();
    await gone.close();
    const away = new TransitKey(gone.url, async () => gone.token);
    await refuses(
      away.wrap(Buffer.from(dataKey), CONTEXT),
      /\(ECONNREFUSED\).*Start or unseal it/,
      1,
      gone.token,
    );
  });

  it('is set by its place, and a place that is none is told without what was set', () => {
    assert.deepEqual(kekSource('root'), { kind: 'root' });
    assert.deepEqual(kekSource('AB'.repeat(32)), { kind: 'key', hex: 'AB'.repeat(32) });
    assert.deepEqual(kekSource('/run/secrets/kek'), { kind: 'file', path: '/run/secrets/kek' });
    for (const url of [
      'https://vault.example:8200/v1/transit/keys/florin',
      'https://vault.example/v1/team/a/transit/keys/pay-1',
      'http://127.0.0.1:8200/v1/transit/keys/florin',
    ])
      assert.deepEqual(kekSource(url), { kind: 'transit', url });
    for (const wrong of [
      ...['', 'kek', 'ab'.repeat(31), 'https://vault.example', 'https://vault.example/v1/transit/keys/'],
      ...['https://vault.example/v1/transit/encrypt/florin', 'ftp://vault.example/v1/transit/keys/florin'],
      'http://vault.example/v1/transit/keys/florin',
      'https://me:word@vault.example/v1/transit/keys/florin',
      'https://vault.example/v1/transit/keys/florin?token=hvs.x',
    ])
      assert.throws(
        () => kekSource(wrong),
        (error: Error) => {
          assert.match(error.message, /^must /);
          return wrong === '' || !error.message.includes(wrong);
        },
      );
  });
});
