import assert from 'node:assert/strict';
import { createPublicKey, createSecretKey, generateKeyPairSync, sign } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { openTestPlatform, type TestPlatform } from '../testing.ts';
import { dsaPairs } from './rfc9421/dsa.fixture.ts';
import {
  COMPONENTS,
  callSigned,
  registerKey,
  type SigningOptions,
  signedHeaders,
  type TestKey,
} from './testing.ts';

let orders = 0;
const order = () => JSON.stringify({ order_id: `signed ${orders++}`, amount: 100, currency: 'USD' });
const OF_BODY = ['"content-digest"', '"content-type"'];
const without = (name: string) => [...COMPONENTS, ...OF_BODY].filter((each) => each !== name);

describe('a signed request', () => {
  let florin: TestPlatform;
  let key: TestKey;
  let ec: TestKey;
  before(async () => {
    florin = await openTestPlatform({ signatureDsa: true });
    key = await registerKey(florin);
    ec = await registerKey(florin, {}, generateKeyPairSync('ec', { namedCurve: 'P-256' }));
  });
  after(() => florin.close());

  const send = (options: SigningOptions = {}, by = key, change?: Parameters<typeof callSigned>[3]) =>
    callSigned(florin, by, { body: order(), ...options }, change);
  const refused = async (code: string, reason: RegExp, ...how: Parameters<typeof send>) => {
    const before = await florin.sql('select count(*) from payment');
    const answer = await send(...how);
    assert.equal(answer.body.code, code, JSON.stringify(answer.body));
    assert.match(answer.body.detail, reason);
    assert.deepEqual(await florin.sql('select count(*) from payment'), before, 'nothing was done');
    return answer.body;
  };

  const algorithms = [
    ['ed25519', generateKeyPairSync('ed25519'), {}],
    ['ecdsa-p256-sha256', generateKeyPairSync('ec', { namedCurve: 'P-256' }), {}],
    ['ecdsa-p384-sha384', generateKeyPairSync('ec', { namedCurve: 'P-384' }), {}],
    ['rsa-pss-sha512', generateKeyPairSync('rsa', { modulusLength: 2048 }), {}],
    [
      'rsa-v1_5-sha256',
      generateKeyPairSync('rsa', { modulusLength: 2048 }),
      { algorithm: 'rsa-v1_5-sha256' },
    ],
    ['dsa-sha256', dsaPairs[0], {}],
  ] as const;
  for (const [algorithm, pair, rest] of algorithms)
    it(`is taken, by ${algorithm}`, async () => {
      const mine = await registerKey(florin, rest, pair);
      assert.equal(mine.algorithm, algorithm);
      assert.equal((await send({}, mine)).status, 200);
      assert.equal((await send({ parameters: { alg: algorithm } }, mine)).status, 200);
      await refused(
        'signature_invalid',
        /signature base or the key is another|has \d+ bytes/,
        {
          altered: (value) => Buffer.concat([value.subarray(0, -3), Buffer.from([1, 2, 3])]),
        },
        mine,
      );
    });

  it('is taken with its components and parameters in any order, and in other forms', async () => {
    const created = Math.floor(Date.now() / 1000);
    const parameters = { tag: 'shop', nonce: 'n1', keyid: key.id, expires: created + 60, created };
    const components = [...OF_BODY, ...COMPONENTS].toReversed();
    assert.equal((await send({ components, parameters, ordered: true })).status, 200);
    for (const target of [
      ['"@authority"', '"@path"', '"@query"'],
      ['"@authority"', '"@request-target"'],
    ])
      assert.equal((await send({ components: [...without('"@target-uri"'), ...target] })).status, 200);
    const forms = [...without('"content-digest"'), '"content-digest";sf', '"@scheme"', '"host";bs'];
    assert.equal((await send({ components: forms, headers: { host: 'localhost:80' } })).status, 200);
    assert.equal((await send({ method: 'GET', path: '/v1/payments?limit=1', body: undefined })).status, 200);
  });

  it('is read once, also where its Idempotency-Key is repeated with a new signature', async () => {
    const body = order();
    const headers = { 'idempotency-key': 'signed once' };
    const components = [...COMPONENTS, ...OF_BODY, '"idempotency-key"'];
    const first = await send({ body, headers, components });
    const again = await send({ body, headers, components });
    assert.deepEqual([again.status, again.body.id], [200, first.body.id]);
    await refused('signature_invalid', /does not cover "idempotency-key"/, { body, headers });
  });

  for (const name of [...COMPONENTS, ...OF_BODY])
    it(`is refused if it does not cover ${name}`, async () => {
      await refused('signature_invalid', new RegExp(`does not cover ${name}`), { components: without(name) });
    });

  it('is refused if it covers only part of the target or of the digest', async () => {
    const parts = [
      [...without('"@target-uri"'), '"@authority"', '"@path"'],
      [...without('"@target-uri"'), '"@path"', '"@query"'],
      [...without('"content-digest"'), '"content-digest";key="sha-256"'],
    ];
    for (const components of parts) await refused('signature_invalid', /does not cover/, { components });
  });

  it('is refused if its Idempotency-Key could be another one that serializes to the same', async () => {
    const components = [...COMPONENTS, ...OF_BODY, '"idempotency-key";sf'];
    await refused(
      'signature_invalid',
      /does not cover "idempotency-key"/,
      { headers: { 'idempotency-key': '42' }, components },
      key,
      (headers) => ({ ...headers, 'idempotency-key': '042' }),
    );
  });

  it('is refused if something that it covers was changed, and is told what came', async () => {
    const { signature_base: base, signature_key: tried } = await refused(
      'signature_invalid',
      /signature base or the key is another/,
      { components: [...COMPONENTS, ...OF_BODY, '"florin-note"'], headers: { 'florin-note': 'one' } },
      key,
      (headers) => ({ ...headers, 'florin-note': 'two' }),
    );
    assert.equal(tried, key.id);
    assert.ok(base.includes('"@method": POST') && base.includes('"florin-note": two'), base.join('\n'));
    assert.match(base.at(-1), /^"@signature-params": \("@method"/);
    const shown = base.find((line: string) => line.startsWith('"authorization"'));
    assert.equal(
      shown,
      `"authorization": …${florin.secretKey.slice(-4)} (${florin.secretKey.length + 7} characters, not shown)`,
    );
    assert.ok(!base.join().includes(florin.secretKey));
  });

  it('is refused if its body was changed', async () => {
    const body = order();
    const answer = await callSigned(florin, key, { body }, (headers) => headers);
    assert.equal(answer.status, 200);
    const headers = { 'content-digest': 'sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:' };
    const { signature_differences: told } = await refused('digest_mismatch', /says sha-256 is X48E9/, {
      headers,
    });
    assert.match(told[0], /of the \d+ bytes that came it is/);
    await refused('signature_invalid', /neither sha-512 nor sha-256/, {
      headers: { 'content-digest': 'md5=:AA==:' },
    });
  });

  const times: readonly (readonly [
    what: string,
    created: number,
    expires: number | null,
    code: string,
    reason: RegExp,
  ])[] = [
    ['too old', -302, null, 'signature_expired', /`created` is 30\d seconds ago, and 300 are allowed/],
    ['from the future', 310, null, 'signature_expired', /seconds ahead/],
    ['past its end', -10, -1, 'signature_expired', /`expires` is \d+, which is past/],
    ['ended before it began', 0, -1, 'signature_invalid', /`expires` is before `created`/],
  ];
  for (const [what, created, expires, code, reason] of times)
    it(`is refused if it is ${what}`, async () => {
      const now = Math.floor(Date.now() / 1000);
      await refused(code, reason, {
        parameters: { created: now + created, ...(expires === null ? {} : { expires: now + expires }) },
      });
    });

  for (const [name, reason] of [
    ['created', /`created` is missing/],
    ['nonce', /`nonce` is missing/],
    ['keyid', /No signature names a key/],
  ] as const)
    it(`is refused without ${name}`, async () => {
      await refused('signature_invalid', reason, { parameters: { [name]: null } });
    });

  it('is refused if its nonce was used before by its key', async () => {
    const options = { parameters: { nonce: 'twice' } };
    assert.equal((await send(options)).status, 200);
    await refused('signature_replayed', /used before/, options);
    assert.equal((await send(options, ec)).status, 200);
    await refused('signature_invalid', /1 to 255/, { parameters: { nonce: '' } });
    await refused('signature_invalid', /1 to 255/, { parameters: { nonce: 'n'.repeat(256) } });
  });

  it('is refused if its key is another, unknown, of another account, or revoked', async () => {
    await refused('signature_invalid', /key is another/, {}, { ...(await registerKey(florin)), id: key.id });
    await refused(
      'signature_invalid',
      /no active key/,
      {},
      { ...key, id: key.id.replace(/.$/, (last) => (last === '0' ? '1' : '0')) },
    );
    await refused('signature_invalid', /No signature names a key/, {}, { ...key, id: 'my-key' });
    const { body: sandbox } = await florin.call('POST', '/v1/sandboxes', { name: 'Another' });
    const theirs = await registerKey(florin, {}, undefined, {
      authorization: `Bearer ${sandbox.secret_key}`,
    });
    await refused('signature_invalid', /no active key/, {}, theirs);
    const dead = await registerKey(florin);
    assert.equal((await send({}, dead)).status, 200);
    await florin.call('POST', `/v1/signature_keys/${dead.id}/revoke`);
    await refused('signature_invalid', /no active key/, {}, dead);
  });

  it('by ECDSA is refused as DER, and told why', async () => {
    const { id, key: privateKey } = ec;
    const der = { id, algorithm: 'ecdsa-p256-sha256', key: privateKey } as const;
    await refused(
      'signature_invalid',
      /looks like DER/,
      { altered: () => sign('sha256', Buffer.from('any'), privateKey) },
      der,
    );
  });

  it('is refused if it says another algorithm, or one that is not known', async () => {
    for (const alg of ['rsa-v1_5-sha256', 'hmac-sha256', 'none', 'toString'])
      await refused('signature_invalid', /the key sigkey_\w+ is for ed25519/, { parameters: { alg } });
  });

  it('is refused if it is an HMAC under the text of the public key', async () => {
    const pem = createPublicKey(key.key).export({ format: 'pem', type: 'spki' }) as string;
    const forged: TestKey = { id: key.id, algorithm: 'hmac-sha256', key: createSecretKey(Buffer.from(pem)) };
    await refused('signature_invalid', /has 32 bytes, and one by ed25519 has 64/, {}, forged);
    await refused('signature_invalid', /is for ed25519/, { parameters: { alg: 'hmac-sha256' } }, forged);
  });

  it('is refused if it is cut off, has no signature, or only one of its fields', async () => {
    await refused('signature_invalid', /has 63 bytes/, {}, key, ({ signature, ...headers }) => ({
      ...headers,
      signature: `${signature?.slice(0, -5)}:`,
    }));
    await refused('signature_invalid', /no structured field/, {}, key, ({ signature, ...headers }) => ({
      ...headers,
      signature: `${signature?.slice(0, -1)}`,
    }));
    await refused('signature_invalid', /and Signature has not/, {}, key, ({ signature: _, ...rest }) => rest);
    await refused(
      'signature_invalid',
      /and Signature-Input has not/,
      {},
      key,
      ({ 'signature-input': _, ...rest }) => rest,
    );
  });

  it('may have two signatures by keys of ours, of which both must be right, and others that are left alone', async () => {
    const body = order();
    const both = async (other: TestKey, altered = (value: Buffer) => value) => {
      const more = await signedHeaders(other, florin.secretKey, { label: 'two', body, altered });
      return send({ body }, key, (headers) => ({
        ...headers,
        'signature-input': `${headers['signature-input']}, ${more['signature-input']}`,
        signature: `${headers.signature}, ${more.signature}`,
      }));
    };
    const answer = await both({ ...ec, id: 'a-proxy' });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    const wrong = await both(ec, (value) => value.fill(1));
    assert.deepEqual([wrong.status, wrong.body.code], [401, 'signature_invalid']);
    assert.match(wrong.body.detail, /^The signature two:/);
  });

  it('is told what went wrong where that can be found', async () => {
    await refused('signature_invalid', /made for https, and this server was asked by http/, {
      scheme: 'https',
      authority: 'localhost:80',
    });
    await refused(
      'signature_invalid',
      /without the port/,
      {
        authority: 'localhost',
        components: [...without('"@target-uri"'), '"@authority"', '"@path"', '"@query"'],
      },
      key,
      (headers) => ({ ...headers, host: 'localhost:4242' }),
    );
    await refused('signature_invalid', /"@method" in lower case/, { method: 'post' });
  });
});
