import assert from 'node:assert/strict';
import { createPrivateKey, generateKeyPairSync, hash, type JsonWebKey, randomUUID, sign } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { openTestProvider, proofKey, type TestProvider } from './testing.ts';

const number = (text: string | undefined) =>
  BigInt(`0x${Buffer.from(text ?? '', 'base64url').toString('hex')}`);
const text = (value: bigint) => {
  const hex = value.toString(16);
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex').toString('base64url');
};

/** A key of RSA that works as any does, but whose public exponent is as long as its modulus: its two exponents are exchanged. */
function costlyKey() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = privateKey.export({ format: 'jwk' });
  const [p, q, d] = [number(jwk.p), number(jwk.q), number(jwk.e)];
  const secret = { ...jwk, e: jwk.d, d: jwk.e, dp: text(d % (p - 1n)), dq: text(d % (q - 1n)) } as JsonWebKey;
  return { key: createPrivateKey({ key: secret, format: 'jwk' }), jwk: { kty: 'RSA', n: jwk.n, e: jwk.d } };
}

describe('a proof by a key that costs more to verify by than all others', () => {
  let florin: TestProvider;
  before(async () => {
    florin = await openTestProvider();
  });
  after(() => florin.close());

  const { key, jwk } = costlyKey();
  const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const proof = (htm: string, path: string, claims: object = {}) => {
    const payload = {
      htm,
      htu: `${florin.url}${path}`,
      jti: randomUUID(),
      iat: Math.floor(Date.now() / 1000),
    };
    const signed = `${encoded({ alg: 'RS256', typ: 'dpop+jwt', jwk })}.${encoded({ ...payload, ...claims })}`;
    return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`;
  };
  const form = { grant_type: 'client_credentials', scope: 'payments:read' };

  it('gets no token', async () => {
    const dpop = proof('POST', '/oauth/token');
    const { status, body } = await florin.post(form, { headers: { dpop } });
    assert.deepEqual([status, body.error], [400, 'invalid_dpop_proof'], JSON.stringify(body));
    assert.match(body.error_description, /2048 to 8192 bits/);
  });

  it('is not verified where a token is used, so that it keeps nobody else waiting', async () => {
    const own = await proofKey();
    const made = { dpop: await own.prove('POST', `${florin.url}/oauth/token`) };
    const { access_token: token } = (await florin.post(form, { headers: made })).body;
    const dpop = proof('GET', '/v1/payments', { ath: hash('sha256', token, 'base64url') });
    const authorization = `DPoP ${token}`;
    const { status, body } = await florin.call('GET', '/v1/payments', undefined, { authorization, dpop });
    // Had it been verified, it would be right, and of another key.
    assert.deepEqual([status, body.code], [401, 'unauthorized']);
    assert.match(body.detail, /is not a proof .* 2048 to 8192 bits/);
  });
});
