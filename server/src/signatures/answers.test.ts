import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openPool } from '../database/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { openTestPlatform, type TestPlatform } from '../testing.ts';
import { KeyRing } from '../vault/index.ts';
import {
  contentDigest,
  digestDifference,
  type Field,
  linesOf,
  publicKey,
  type Request,
  type Response,
  signatureBase,
  signaturesOf,
  verifies,
} from './rfc9421/index.ts';
import { SigningKeys } from './signing-keys.ts';
import { sweeps } from './sweeps.ts';

const DAY_MS = 86_400_000;

describe('the signature of an answer', () => {
  let florin: TestPlatform;
  let ahead = 0;
  const clock: Clock = { now: () => Date.now() + ahead, monotonic: () => performance.now() + ahead };
  before(async () => {
    florin = await openTestPlatform({ clock });
  });
  after(() => florin.close());

  const keysShown = async (): Promise<Record<string, string>[]> => {
    const { body } = await florin.call('GET', '/.well-known/florin-signatures.json');
    return body.keys;
  };
  /** Asks, and gives the answer as the client has it, with its request. */
  const ask = async (
    wish: string,
    {
      method = 'POST',
      url = '/v1/payments',
      body = '',
    }: Partial<Record<'method' | 'url' | 'body', string>> = {},
  ) => {
    const headers = {
      host: 'localhost:80',
      authorization: `Bearer ${florin.secretKey}`,
      ...(body === '' ? {} : { 'content-type': 'application/json', 'content-digest': contentDigest(body) }),
      'accept-signature': wish,
    };
    const answer = await florin.app.inject({
      method: method as 'POST',
      url,
      headers,
      ...(body === '' ? {} : { payload: body }),
    });
    const request: Request = {
      ...{ kind: 'request', method, scheme: 'http', authority: 'localhost', target: url },
      fields: Object.entries(headers),
    };
    const fields = Object.entries(answer.headers).map(([name, value]): Field => [name, String(value)]);
    const response: Response = { kind: 'response', status: answer.statusCode, fields, request };
    return { response, text: answer.body, request };
  };
  /** Whether it verifies by the key that it names. */
  const right = async (response: Response): Promise<boolean> => {
    const [signature] = signaturesOf(response);
    assert.ok(signature);
    const jwk = (await keysShown()).find(({ kid }) => kid === signature.parameters.keyid);
    assert.ok(jwk);
    const base = signatureBase(linesOf(response, signature.components), signature.covered);
    return verifies(publicKey(jwk), Buffer.from(base), signature.value);
  };
  let orders = 0;
  const body = () => JSON.stringify({ order_id: `answer ${orders++}`, amount: 100, currency: 'USD' });
  const WHOLE =
    'yes=("@status" "content-digest" "content-type" "request-id" "@method";req "@target-uri";req "content-digest";req)' +
    ';created;expires;nonce="mine";alg="ed25519";tag="shop"';

  it('covers what was asked for, and binds it to the request', async () => {
    const { response, text, request } = await ask(WHOLE, { body: body() });
    assert.equal(response.status, 200);
    assert.equal(digestDifference(response.fields, Buffer.from(text)), null);
    const [signature] = signaturesOf(response);
    const { created = 0, expires, nonce, alg, tag } = signature?.parameters ?? {};
    assert.ok(Math.abs(created - clock.now() / 1000) < 60);
    assert.deepEqual(
      [signature?.label, expires, nonce, alg, tag],
      ['yes', created + 300, 'mine', 'ed25519', 'shop'],
    );
    assert.equal(await right(response), true);
    assert.equal(await right({ ...response, status: 201 }), false);
    assert.equal(await right({ ...response, request: { ...request, target: '/v1/refunds' } }), false);
  });

  it('comes with refusals too, and only if it was asked for', async () => {
    const { response } = await ask(WHOLE, { body: '{"amount": "none"}' });
    assert.equal(response.status, 400);
    assert.equal(await right(response), true);
    const simple = await ask('a=("@status" "content-digest")', { method: 'GET' });
    assert.equal(await right(simple.response), true);
    const { headers } = await florin.call('GET', '/v1/payments');
    assert.ok(!('signature' in headers) && !('content-digest' in headers));
  });

  const refused: readonly (readonly [wish: string, reason: RegExp])[] = [
    ['a=("@status")', /must cover "content-digest"/],
    ['a=("content-digest" "@status";req)', /does not fit an answer/],
    ['a=("content-digest";req "@status")', /must cover "content-digest"/],
    ['a=("@status" "content-digest" "date")', /"date" cannot be covered/],
    ['a=("@status" "content-digest" "@method")', /does not fit an answer/],
    ['a=("@status" "content-digest" "absent";req)', /no such field/],
    ['a=("@status" "content-digest");keyid="mine"', /keyid cannot be asked for/],
    ['a=("@status" "content-digest");alg="hmac-sha256"', /ed25519 alone/],
    ['a=("@status" "content-digest");created=1', /created has no value here/],
    ['a=1', /must be a list/],
    ['a=(', /no structured field/],
    [['a', 'b', 'c'].map((each) => `${each}=("@status" "content-digest")`).join(', '), /More than 2/],
  ];
  for (const [wish, reason] of refused)
    it(`is refused before anything is done: ${wish}`, async () => {
      const sent = body();
      const { response, text } = await ask(wish, { body: sent });
      const problem = JSON.parse(text);
      assert.deepEqual([response.status, problem.code], [400, 'accept_signature_invalid'], text);
      assert.match(problem.detail, reason);
      const { body: list } = await florin.call(
        'GET',
        `/v1/payments?order_id=${encodeURIComponent(JSON.parse(sent).order_id)}`,
      );
      assert.deepEqual(list.data, []);
    });

  it('is by a key that all processes share, which is sealed, and followed by another with an overlap', async () => {
    const home = openPool(florin.databaseUrl, 'home', 2);
    const ring = florin.keys;
    try {
      const [first] = await keysShown();
      assert.deepEqual(
        [first?.kty, first?.crv, first?.alg, 'd' in (first ?? {})],
        ['OKP', 'Ed25519', 'EdDSA', false],
      );
      const process = () => new SigningKeys(home, ring, clock);
      assert.equal((await process().signing()).id, first?.kid);
      ahead += 89 * DAY_MS;
      const [one, two] = await Promise.all([process().publicJwks(), process().publicJwks()]);
      assert.deepEqual(one, two);
      assert.equal(one.keys.length, 2);
      assert.equal((await process().signing()).id, first?.kid);
      ahead += DAY_MS;
      const next = (await process().signing()).id;
      assert.notEqual(next, first?.kid);
      assert.equal(await right((await ask(WHOLE, { body: body() })).response), true);
      const sweep = sweeps.find(({ what }) => what === 'signing_keys');
      const now = () => clock.now() + 60_000;
      assert.equal(await sweep?.run(home, { now: now(), batch: 10 }), 0);
      ahead += 30 * DAY_MS;
      assert.equal(await sweep?.run(home, { now: now(), batch: 10 }), 1);
      assert.deepEqual(
        (await keysShown()).map(({ kid }) => kid),
        [next],
      );
      const stranger = new SigningKeys(home, new KeyRing(Buffer.alloc(32)), clock);
      await assert.rejects(() => stranger.signing(), /a data key that is not known here/);
    } finally {
      await home.end();
    }
  });
});
