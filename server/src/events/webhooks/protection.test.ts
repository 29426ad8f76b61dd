import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { after, afterEach, before, describe, it } from 'node:test';
import { calculateJwkThumbprint, compactDecrypt, decodeProtectedHeader } from 'jose';
import { Webhook } from 'standardwebhooks';
import {
  digestDifference,
  linesOf,
  publicKey,
  type Request,
  signatureBase,
  signaturesOf,
  verifies,
} from '../../signatures/rfc9421/index.ts';
import { openTestPlatform, type TestPlatform, untilAnswered } from '../../testing.ts';
import { openReceiver, type TestReceiver, until } from '../testing.ts';

describe('a webhook that is protected', () => {
  let florin: TestPlatform;
  let receiver: TestReceiver;
  before(async () => {
    florin = await openTestPlatform();
    receiver = await openReceiver();
  });
  afterEach(async () => {
    const { data } = (await florin.call('GET', '/v1/webhook_endpoints')).body;
    for (const { id } of data) await florin.call('DELETE', `/v1/webhook_endpoints/${id}`);
  });
  after(async () => {
    await receiver.close();
    await florin.close();
  });

  const create = async (protection: object) => {
    const body = { url: `${receiver.url}?a=b`, events: ['payment.succeeded'], ...protection };
    return (await florin.call('POST', '/v1/webhook_endpoints', body)).body;
  };
  let orders = 0;
  /** Pays, and gives the delivery that tells of it. */
  const told = async () => {
    const already = receiver.received.length;
    const body = { order_id: `protected-${++orders}`, amount: 100, currency: 'USD' };
    const payment = (await untilAnswered((key) => florin.call('POST', '/pay', body, key))).body;
    await until(() => receiver.received.length > already);
    const one = receiver.received.at(-1);
    assert.ok(one);
    return { ...one, payment };
  };
  const pair = (type: 'rsa' | 'ec') =>
    type === 'rsa'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwkOf = (key: KeyObject) => key.export({ format: 'jwk' });

  it('is signed by Florin’s own key as RFC 9421 says, over all that it says', async () => {
    await create({ http_signatures: true });
    const { headers, body } = await told();
    const request: Request = {
      ...{ kind: 'request', method: 'POST', scheme: 'http', authority: new URL(receiver.url).host },
      target: `${new URL(receiver.url).pathname}?a=b`,
      fields: Object.entries(headers),
    };
    const [signature, ...others] = signaturesOf(request);
    assert.ok(signature);
    assert.equal(others.length, 0);
    assert.deepEqual(
      signature.components.map(({ identifier }) => identifier),
      [
        ...['"@method"', '"@target-uri"', '"content-type"', '"webhook-id"', '"webhook-timestamp"'],
        '"content-digest"',
      ],
    );
    const { keyid, alg, tag, created = 0 } = signature.parameters;
    assert.deepEqual([alg, tag], ['ed25519', 'florin-webhook']);
    assert.ok(Math.abs(created - Date.now() / 1000) < 60);
    const { keys } = (await florin.call('GET', '/.well-known/florin-signatures.json')).body;
    const key = publicKey(keys.find(({ kid }: { kid: string }) => kid === keyid));
    const rightFor = (message: Request) =>
      verifies(
        key,
        Buffer.from(signatureBase(linesOf(message, signature.components), signature.covered)),
        signature.value,
      );
    assert.ok(await rightFor(request));
    assert.equal(digestDifference(request.fields, Buffer.from(body)), null);
    for (const change of [{ method: 'PUT' }, { target: '/elsewhere' }])
      assert.ok(!(await rightFor({ ...request, ...change })));
    for (const name of ['content-type', 'webhook-id', 'webhook-timestamp', 'content-digest']) {
      const fields = request.fields.map(
        ([each, value]) => [each, each === name ? `${value}0` : value] as const,
      );
      assert.ok(!(await rightFor({ ...request, fields })), name);
    }
  });

  for (const type of ['rsa', 'ec'] as const)
    it(`is encrypted to a key of kind ${type}, and its signatures are over what is sent`, async () => {
      const { publicKey: own, privateKey } = pair(type);
      const jwk = jwkOf(own);
      const { secret, encryption_key: shown } = await create({ encryption_key: jwk, http_signatures: true });
      const kid = await calculateJwkThumbprint(jwk as object);
      const alg = type === 'rsa' ? 'RSA-OAEP-256' : 'ECDH-ES';
      assert.deepEqual(shown, { ...jwk, kid, use: 'enc', alg });
      const { headers, body, payment } = await told();
      assert.equal(headers['content-type'], 'application/jose');
      const { epk: _, ...header } = decodeProtectedHeader(body);
      assert.deepEqual(header, { alg, enc: 'A256GCM', kid, cty: 'json' });
      assert.ok(!body.includes(payment.id) && !Buffer.from(body, 'base64url').includes(payment.id));
      const { plaintext } = await compactDecrypt(body, privateKey);
      const event = JSON.parse(Buffer.from(plaintext).toString());
      assert.deepEqual([event.id, event.data], [headers['webhook-id'], payment]);
      assert.equal(digestDifference(Object.entries(headers), Buffer.from(body)), null);
      assert.throws(() => new Webhook(secret).verify(`${body}0`, headers), /signature/i);
      // The library parses what it has verified, and this is no JSON.
      assert.throws(() => new Webhook(secret).verify(body, headers), SyntaxError);
    });

  it('is so from when the endpoint is changed, and until it is changed back', async () => {
    const { id } = await create({});
    assert.equal((await told()).headers.signature, undefined);
    const change = (body: object) => florin.call('POST', `/v1/webhook_endpoints/${id}`, body);
    const encryption_key = { ...jwkOf(pair('ec').publicKey), kid: 'mine', use: 'enc', alg: 'ECDH-ES' };
    const changed = await change({ http_signatures: true, encryption_key });
    assert.deepEqual(changed.body.encryption_key, encryption_key);
    // The reader follows at its next look.
    await until(async () => {
      const { headers } = await told();
      return headers.signature !== undefined && headers['content-type'] === 'application/jose';
    });
    const other = await change({ description: 'the same' });
    assert.deepEqual([other.body.http_signatures, other.body.encryption_key], [true, encryption_key]);
    const back = await change({ http_signatures: false, encryption_key: null });
    assert.deepEqual([back.body.http_signatures, back.body.encryption_key], [false, null]);
    await until(async () => {
      const { headers } = await told();
      return headers.signature === undefined && headers['content-type'] === 'application/json';
    });
  });

  it('takes no key that would not keep it secret', async () => {
    const { publicKey: rsa, privateKey } = pair('rsa');
    const refused: Record<string, object> = {
      'a private one': jwkOf(privateKey),
      'a shared one': { kty: 'oct', k: 'AAAA' },
      'a weak one': jwkOf(generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey),
      'one by which nothing is encrypted': { ...jwkOf(rsa), e: 'AQ' },
      'one that is slow to encrypt to': { ...jwkOf(rsa), e: jwkOf(privateKey).d },
      'one to which nothing can be encrypted': { ...jwkOf(rsa), n: `${String(jwkOf(rsa).n).slice(0, -2)}AA` },
      'one that signs': jwkOf(generateKeyPairSync('ed25519').publicKey),
      'one of another curve': jwkOf(generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey),
      'one for another use': { ...jwkOf(rsa), use: 'sig' },
      'one for another algorithm': { ...jwkOf(rsa), alg: 'RSA-OAEP' },
      'a kid that is no text': { ...jwkOf(rsa), kid: 1 },
      'a kid without end': { ...jwkOf(rsa), kid: 'k'.repeat(256) },
      nothing: {},
      'a modulus that is none': { kty: 'RSA', n: '!', e: 'AQAB' },
    };
    for (const [what, encryption_key] of Object.entries(refused)) {
      const body = { url: receiver.url, events: ['*'], encryption_key };
      const answer = await florin.call('POST', '/v1/webhook_endpoints', body);
      assert.deepEqual([answer.status, answer.body.code], [400, 'encryption_key_invalid'], what);
      assert.ok(!JSON.stringify(answer.body).includes(String(jwkOf(privateKey).d)));
    }
  });
});
