import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Platform } from '../platform.ts';
import type { Answer } from '../testing.ts';
import { newCode, owner } from './pages/testing.ts';
import { openTestProvider, proofKey, type TestProvider, withinASecond } from './testing.ts';

describe('an access token at the API', () => {
  let florin: TestProvider;
  let ahead = 0;
  let asked = 0;
  const clock = { now: () => Date.now() + ahead, monotonic: () => performance.now() };
  before(async () => {
    florin = await openTestProvider({ clock });
  });
  after(() => florin.close());

  const ask = async (
    authorization: string,
    { path = '/v1/payments', by = florin as Platform, dpop = '' } = {},
  ): Promise<Answer> => {
    const answer = await by.app.inject({
      // Each from an address of its own: failures are counted by address.
      ...{ method: 'GET', url: path, remoteAddress: `203.0.${asked >> 8}.${asked++ & 255}` },
      headers: { authorization, ...(dpop === '' ? {} : { dpop }) },
    });
    return { status: answer.statusCode, headers: answer.headers, body: answer.json() };
  };
  const refused = (answer: Answer, challenge: RegExp, detail = /./) => {
    assert.deepEqual([answer.status, answer.body.code], [401, 'unauthorized'], JSON.stringify(answer.body));
    assert.match(String(answer.headers['www-authenticate']), challenge);
    assert.match(answer.body.detail, detail);
  };

  it('pays on the account of its app, once for one Idempotency-Key of the app', async () => {
    const token = await florin.token('payments:read payments:write');
    const order = { order_id: 'by an app', amount: 100, currency: 'USD' };
    const headers = { authorization: `Bearer ${token}`, 'idempotency-key': 'one' };
    const first = await florin.call('POST', '/pay', order, headers);
    assert.equal(first.status, 200, JSON.stringify(first.body));
    assert.deepEqual((await florin.call('POST', '/pay', order, headers)).body, first.body);
    // The key's own name for a request is another one.
    const byKey = await florin.call('POST', '/pay', order, { 'idempotency-key': 'one' });
    assert.equal(byKey.body.code, 'order_already_paid', JSON.stringify(byKey.body));
    assert.equal((await florin.call('GET', `/v1/payments/${first.body.id}`)).status, 200);
  });

  it('does what its scopes say, and names the one that it lacks', async () => {
    const token = await florin.token('payments:read');
    assert.equal((await ask(`Bearer ${token}`)).status, 200);
    const { status, body, headers } = await ask(`Bearer ${token}`, { path: '/v1/balances' });
    assert.deepEqual([status, body.code], [403, 'forbidden']);
    assert.equal(
      headers['www-authenticate'],
      'Bearer realm="florin", error="insufficient_scope", scope="balances:read"',
    );
    assert.match(body.detail, /balances:read/);
  });

  it('never makes keys or apps, whoever made the app', async () => {
    const scope = 'keys:write apps:write sandboxes:write payments:read';
    const { body } = await florin.post({ grant_type: 'client_credentials', scope });
    assert.equal(body.scope, 'payments:read');
    assert.equal((await ask(`Bearer ${body.access_token}`, { path: '/v1/keys' })).status, 403);
  });

  it('is given to a program only for a scope that the app has', async () => {
    for (const scope of ['', 'nonsense', 'keys:write', 'openid']) {
      const { status, body } = await florin.post({ grant_type: 'client_credentials', scope });
      assert.deepEqual([status, body.error], [400, 'invalid_scope'], scope);
      assert.match(body.error_description, /a scope that the app has/);
    }
  });

  it('that was made up or is of another kind is refused', async () => {
    refused(await ask('Bearer nobody'), /^Bearer .*error="invalid_token"/);
    refused(await ask(`DPoP ${florin.secretKey}`), /^DPoP .*algs="ES256/);
  });

  it('is refused from the moment at which it expires, also where it is known', async () => {
    const token = await florin.token('payments:read');
    assert.equal((await ask(`Bearer ${token}`)).status, 200);
    ahead += 3_600_000;
    refused(await ask(`Bearer ${token}`), /invalid_token/);
    ahead = 0;
  });

  it('for another audience is refused', async () => {
    const { status, body } = await florin.post({
      grant_type: 'client_credentials',
      scope: 'payments:read',
      resource: 'https://other.example/v1',
    });
    assert.deepEqual([status, body.error], [400, 'invalid_target']);
    // A token for none: it may be shown at the provider alone.
    const none = await florin.post(await newCode(florin, await owner(florin), { scope: 'openid' }));
    assert.equal(none.status, 200, JSON.stringify(none.body));
    refused(await ask(`Bearer ${none.body.access_token}`), /invalid_token/);
  });

  it('that was revoked is refused by every process within a second, and no other token is asked for again', async () => {
    const [token, other] = [await florin.token('payments:read'), await florin.token('payments:read')];
    for (const by of [florin, florin.second])
      for (const each of [token, other]) assert.equal((await ask(`Bearer ${each}`, { by })).status, 200);
    const stranger = { client_id: florin.client_id, client_secret: 'wrong' };
    const wrong = await florin.post({ token }, { path: '/oauth/revoke', as: stranger });
    assert.deepEqual([wrong.status, wrong.body.error], [401, 'invalid_client']);
    assert.equal((await florin.post({ token }, { path: '/oauth/revoke' })).status, 200);
    for (const by of [florin, florin.second])
      await withinASecond(async () => (await ask(`Bearer ${token}`, { by })).status === 401);
    assert.equal((await ask(`Bearer ${other}`)).status, 200);
  });

  it('dies with its app', async () => {
    const made = await florin.call('POST', '/v1/apps', { name: 'Short', scopes: ['payments:read'] });
    assert.equal(made.status, 200, JSON.stringify(made.body));
    const { body } = await florin.post(
      { grant_type: 'client_credentials', scope: 'payments:read' },
      { as: made.body },
    );
    const bearer = `Bearer ${body.access_token}`;
    for (const by of [florin, florin.second]) assert.equal((await ask(bearer, { by })).status, 200);
    assert.equal((await florin.call('DELETE', `/v1/apps/${made.body.id}`)).status, 204);
    for (const by of [florin, florin.second])
      await withinASecond(async () => (await ask(bearer, { by })).status === 401);
  });

  it('dies with its account', async () => {
    const sandbox = (await florin.call('POST', '/v1/sandboxes', { name: 'Short' })).body;
    // The first key of a sandbox may not make apps, so one of the organization's makes it here.
    await florin.sql('update api_key set scopes = null where hint = $1', [sandbox.secret_key.slice(-4)]);
    const as = { authorization: `Bearer ${sandbox.secret_key}` };
    const app = (await florin.call('POST', '/v1/apps', { name: 'Short' }, as)).body;
    const { body } = await florin.post(
      { grant_type: 'client_credentials', scope: 'payments:read' },
      { as: app },
    );
    assert.equal((await ask(`Bearer ${body.access_token}`)).status, 200, JSON.stringify(body));
    await florin.call('DELETE', `/v1/sandboxes/${sandbox.id}`);
    await withinASecond(async () => (await ask(`Bearer ${body.access_token}`)).status === 401);
  });

  it('is nowhere in the database as itself', async () => {
    const token = await florin.token('payments:read');
    const rows = await florin.sql(`select s::text as text from oauth_state s`);
    assert.ok(rows.length > 0);
    const hex = Buffer.from(token).toString('hex');
    for (const { text } of rows) assert.ok(!String(text).includes(token) && !String(text).includes(hex));
  });

  describe('that is bound to a key', () => {
    let key: Awaited<ReturnType<typeof proofKey>>;
    let token: string;
    const url = (path = '/v1/payments') => `${florin.url}${path}`;
    before(async () => {
      key = await proofKey();
      const dpop = await key.prove('POST', url('/oauth/token'));
      const { body } = await florin.post(
        { grant_type: 'client_credentials', scope: 'payments:read' },
        { headers: { dpop } },
      );
      assert.equal(body.token_type, 'DPoP', JSON.stringify(body));
      token = body.access_token;
    });
    const withProof = async (claims: object, header: object = {}, by = key) =>
      ask(`DPoP ${token}`, { dpop: await by.prove('GET', url(), token, claims, header) });

    it('is taken with a proof of that key', async () => {
      const answer = await withProof({});
      assert.equal(answer.status, 200, JSON.stringify(answer.body));
      // The query is no part of what is proved.
      const dpop = await key.prove('GET', url(), token);
      assert.equal((await ask(`DPoP ${token}`, { dpop, path: '/v1/payments?limit=1' })).status, 200);
    });

    it('is refused as Bearer, and without a proof', async () => {
      refused(await ask(`Bearer ${token}`), /^Bearer .*invalid_token/, /bound to a key/);
      const dpop = await key.prove('GET', url(), token);
      refused(await ask(`Bearer ${token}`, { dpop }), /^Bearer .*invalid_token/, /bound to a key/);
      refused(await ask(`DPoP ${token}`), /^DPoP .*invalid_dpop_proof/, /no DPoP header/);
    });

    it('is refused with a proof for anything else', async () => {
      const now = Math.floor(Date.now() / 1000);
      const cases: [RegExp, Promise<Answer>][] = [
        [/another method/, withProof({ htm: 'POST' })],
        [/another address/, withProof({ htu: url('/v1/refunds') })],
        [/another address/, withProof({ htu: 'http://evil.example/v1/payments' })],
        [/another token/, withProof({ ath: 'A'.repeat(43) })],
        [/too old/, withProof({ iat: now - 120 })],
        [/too old/, withProof({ iat: now + 120 })],
        [/jti/, withProof({ jti: '' })],
        [/own public key/, withProof({}, { typ: 'jwt' })],
        [/another key/, withProof({}, {}, await proofKey())],
      ];
      for (const [detail, answer] of cases) refused(await answer, /invalid_dpop_proof/, detail);
    });

    it('is refused with a proof that nothing or a shared secret has signed', async () => {
      const [header, payload] = (await key.prove('GET', url(), token)).split('.') as [string, string];
      const jwk = JSON.parse(Buffer.from(header, 'base64url').toString()).jwk;
      const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
      for (const alg of ['none', 'HS256']) {
        const dpop = `${encode({ alg, typ: 'dpop+jwt', jwk })}.${payload}.${alg === 'none' ? '' : 'AAAA'}`;
        refused(await ask(`DPoP ${token}`, { dpop }), /invalid_dpop_proof/, /own public key/);
      }
    });

    it('is refused with a proof whose key is known and whose signature is another’s', async () => {
      const [header, payload] = (await key.prove('GET', url(), token)).split('.');
      const [, , signature] = (await (await proofKey()).prove('GET', url(), token)).split('.');
      const dpop = `${header}.${payload}.${signature}`;
      refused(await ask(`DPoP ${token}`, { dpop }), /invalid_dpop_proof/, /own public key/);
    });

    it('takes a proof once, also when it is written otherwise', async () => {
      const dpop = await key.prove('GET', url(), token);
      assert.equal((await ask(`DPoP ${token}`, { dpop })).status, 200);
      for (const again of [`${dpop.slice(0, -4)} ${dpop.slice(-4)}`, `${dpop}=`, ` ${dpop}`, dpop])
        refused(
          await ask(`DPoP ${token}`, { dpop: again }),
          /invalid_dpop_proof/,
          /used before|own public key/,
        );
    });

    it('takes each proof once, whichever process is asked, and however many ask at the same time', async () => {
      const dpop = await key.prove('GET', url(), token);
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, n) =>
          ask(`DPoP ${token}`, { dpop, by: n % 2 === 0 ? florin : florin.second }),
        ),
      );
      assert.equal(answers.filter(({ status }) => status === 200).length, 1);
      const late = answers.find(({ status }) => status !== 200) as Answer;
      refused(late, /invalid_dpop_proof/, /used before/);
    });
  });
});
