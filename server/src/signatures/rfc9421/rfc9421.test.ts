import assert from 'node:assert/strict';
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { describe, it } from 'node:test';
import * as rfc from './examples.fixture.ts';
import { contentDigest, digestDifference, publicKey, sharedKey, signed, verifies } from './index.ts';
import { testJwks, testKeys, testSharedSecret } from './keys.fixture.ts';
import { baseOf, parseRequest, parseResponse, withFields } from './parsing.fixture.ts';

const keys = {
  rsaPss: publicKey(testKeys.rsaPss.publicKey, 'rsa-pss-sha512'),
  eccP256: publicKey(testKeys.eccP256.publicKey),
  ed25519: publicKey(testKeys.ed25519.publicKey),
  shared: sharedKey(Buffer.from(testSharedSecret, 'base64')),
};
/** The key itself, without what a PEM says of its kind: the RFC's RSA-PSS key says it on one side only. */
const bitsOf = (key: KeyObject) => key.export({ format: 'der', type: 'spki' }).subarray(-270).toString('hex');
const right = async (key: keyof typeof keys, message: Parameters<typeof baseOf>[0]) => {
  const { base, signature } = baseOf(message);
  return verifies(keys[key], Buffer.from(base), signature.value);
};

describe('the examples of RFC 9421', () => {
  const { message: request, body } = parseRequest(rfc.testRequest);
  const { message: response, body: answer } = parseResponse(rfc.testResponse, request);

  it('have keys that can be read in each form (B.1)', () => {
    for (const name of ['eccP256', 'ed25519'] as const)
      assert.ok(keys[name].key.equals(publicKey(testJwks[name]).key));
    for (const { publicKey: shown, privateKey } of Object.values(testKeys))
      assert.equal(bitsOf(publicKey(shown).key), bitsOf(createPublicKey(createPrivateKey(privateKey))));
  });

  it('have the digests that their bodies have', () => {
    assert.equal(digestDifference(request.fields, Buffer.from(body)), null);
    assert.equal(digestDifference(response.fields, Buffer.from(answer)), null);
    assert.equal(
      contentDigest(body, 'sha-512'),
      request.fields.find(([name]) => name === 'content-digest')?.[1].trim(),
    );
  });

  const examples = [
    ['b21', 'rsaPss', request],
    ['b22', 'rsaPss', request],
    ['b23', 'rsaPss', request],
    ['b24', 'eccP256', response],
    ['b25', 'shared', request],
    ['b26', 'ed25519', request],
  ] as const;
  for (const [example, key, message] of examples)
    it(`give the base and verify: ${example.replace('b2', 'B.2.')}`, async () => {
      const { base, fields } = rfc.signedExamples[example];
      const whole = withFields(message, fields);
      assert.equal(baseOf(whole).base, rfc.unfolded(base));
      assert.equal(await right(key, whole), true);
      for (const other of ['rsaPss', 'eccP256', 'ed25519', 'shared'] as const)
        assert.equal(await right(other, whole), other === key, other);
    });

  it('are signed alike by algorithms that give one result (B.2.5, B.2.6)', async () => {
    const { ed25519 } = testKeys;
    for (const [example, key] of [
      ['b25', { algorithm: 'hmac-sha256', key: keys.shared.key }],
      ['b26', { algorithm: 'ed25519', key: createPrivateKey(ed25519.privateKey) }],
    ] as const) {
      const { base, signature } = baseOf(withFields(request, rfc.signedExamples[example].fields));
      assert.deepEqual(await signed(key, Buffer.from(base)), signature.value);
    }
  });

  it('hold for what a proxy adds (B.3)', async () => {
    const { message } = parseRequest(rfc.proxyRequest);
    assert.equal(baseOf(message).base, rfc.unfolded(rfc.proxyBase));
    assert.equal(await right('eccP256', message), true);
  });

  it('survive what may be changed on the way, and nothing else (B.4)', async () => {
    for (const text of rfc.unharmed) {
      const { message } = parseRequest(text);
      assert.equal(baseOf(message).base, rfc.unfolded(rfc.transformedBase));
      assert.equal(await right('ed25519', message), true);
    }
    for (const text of rfc.harmed) assert.equal(await right('ed25519', parseRequest(text).message), false);
  });

  it('bind an answer to its request (section 2.4)', async () => {
    const first = parseRequest(rfc.firstRequest).message;
    const asked = parseRequest(rfc.answeredRequest).message;
    for (const [text, base, to] of [
      [rfc.firstAnswer, rfc.firstAnswerBase, first],
      [rfc.signedAnswer, rfc.answerBase, asked],
    ] as const) {
      const { message } = parseResponse(text, to);
      assert.equal(baseOf(message).base, rfc.unfolded(base));
      assert.equal(await right('eccP256', message), true);
      const other = { ...message, request: { ...to, method: 'PUT' } };
      assert.equal(await right('eccP256', other), false);
    }
    assert.equal(await right('rsaPss', asked), true);
  });
});
