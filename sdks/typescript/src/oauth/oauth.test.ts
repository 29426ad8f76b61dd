import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { answerConsent, follow, owner, REDIRECT_URI } from '../../../../server/src/oauth/pages/testing.ts';
import { openTestProvider, type TestProvider } from '../../../../server/src/oauth/testing.ts';
import { Florin } from '../client.ts';
import { ApiError, InputError, OAuthError, VerificationError } from '../errors.ts';
import { thrownBy } from '../testing.ts';
import { DpopKey, OAuthApp, type OAuthOptions, type Tokens } from './index.ts';

const order = (order_id: string) => ({ order_id, amount: 100, currency: 'USD' });

describe('an app', () => {
  let provider: TestProvider;
  /** How often the token endpoint was asked. */
  let asked = 0;
  const counted: typeof fetch = (input, init) => {
    if (String(input).endsWith('/oauth/token')) asked += 1;
    return fetch(input, init);
  };
  before(async () => {
    provider = await openTestProvider();
  });
  after(() => provider.close());

  const app = (options: Partial<OAuthOptions> = {}) => {
    asked = 0;
    const { url: baseUrl, client_id: clientId, client_secret: clientSecret } = provider;
    return new OAuthApp({ baseUrl, clientId, clientSecret, fetch: counted, ...options });
  };
  const client = (accessToken: ReturnType<OAuthApp['clientCredentials']>) =>
    new Florin({ baseUrl: provider.url, accessToken });

  it('pays with one token for many calls at once', async () => {
    const florin = client(app().clientCredentials({ scope: 'payments:write payments:read' }));
    const paid = await Promise.all([1, 2, 3, 4, 5].map((n) => florin.pay(order(`many-${n}`))));
    assert.deepEqual(new Set(paid.map(({ status }) => status)), new Set(['succeeded']));
    assert.equal(asked, 1);
  });

  it('gets another token when its own was revoked, and pays once', async () => {
    const source = app().clientCredentials({ scope: 'payments:write' });
    const { authorization = '' } = await source.authorize({ method: 'GET', url: provider.url });
    await provider.post({ token: authorization.replace('Bearer ', '') }, { path: '/oauth/revoke' });
    assert.equal((await client(source).pay(order('revoked'))).status, 'succeeded');
    assert.equal(asked, 2);
  });

  it('is told what it may not do, and does not ask again and again', async () => {
    const florin = client(app().clientCredentials({ scope: 'payments:read' }));
    const refused = await thrownBy(() => florin.pay(order('no')));
    assert.ok(refused instanceof ApiError && refused.is('forbidden'));
    const wrong = client(app({ clientSecret: 'wrong' }).clientCredentials({ scope: 'payments:read' }));
    const error = await thrownBy(() => wrong.payments.list());
    assert.ok(error instanceof OAuthError && error.error === 'invalid_client');
    assert.equal(asked, 1);
  });

  it('binds its token to a key, also with a clock that is two minutes wrong', async () => {
    for (const off of [0, -120_000, 120_000]) {
      const dpop = await DpopKey.generate(() => Date.now() + off);
      const florin = client(app({ dpop }).clientCredentials({ scope: 'payments:write payments:read' }));
      const payment = await florin.pay(order(`bound ${off}`));
      assert.equal((await florin.payments.retrieve(payment.id)).id, payment.id);
      for await (const each of florin.payments.list({ order_id: `bound ${off}` }))
        assert.equal(each.id, payment.id);
    }
  });

  it('does not hand a bound token to whoever lacks the key', async () => {
    const bound = app({ dpop: await DpopKey.generate() }).clientCredentials({ scope: 'payments:read' });
    const fields = await bound.authorize({ method: 'GET', url: `${provider.url}/v1/payments` });
    const stolen = new Florin({
      baseUrl: provider.url,
      accessToken: (fields.authorization ?? '').replace('DPoP ', ''),
    });
    const error = await thrownBy(() => stolen.payments.list());
    assert.ok(error instanceof ApiError && error.status === 401);
  });

  for (const bound of [false, true])
    it(`acts for a person who agrees${bound ? ', bound to a key' : ''}, and goes on with refresh tokens, each of which is stored before it is used`, async () => {
      const own = app(bound ? { dpop: await DpopKey.generate() } : {});
      const { url, pending } = await own.beginAuthorization({
        redirectUri: REDIRECT_URI,
        scope: 'payments:read offline_access',
      });
      const visitor = await owner(provider);
      // An app that was agreed to before is not asked for again.
      const page = await follow(provider, visitor, url);
      const back =
        page.status === 200 ? await answerConsent(provider, visitor, page) : new URL(page.location ?? '');
      const tokens = await own.finishAuthorization(back.href, pending);
      assert.ok(tokens.refresh_token);
      assert.match(tokens.scope ?? '', /payments:read/);
      const stored: Tokens[] = [];
      const old = { ...tokens, expires_at: new Date(0).toISOString() };
      const florin = client(own.continue(old, { onTokens: (next) => void stored.push(next) }));
      await Promise.all([florin.payments.list(), florin.payments.list(), florin.payments.list()]);
      assert.equal(stored.length, 1);
      assert.notEqual(stored[0]?.access_token, tokens.access_token);
      const again = client(
        own.continue(stored[0] as Tokens, { onTokens: () => assert.fail('it still lasts') }),
      );
      await again.payments.list();
      const spent = { ...stored[0], expires_at: new Date(0).toISOString(), refresh_token: null } as Tokens;
      const ended = await thrownBy(() => client(own.continue(spent, { onTokens: () => {} })).payments.list());
      assert.ok(ended instanceof OAuthError && /ask the person again/.test(ended.message));
    });

  it('refuses people who come back from somewhere else', async () => {
    const own = app();
    const pending = { state: 'right', code_verifier: 'v', redirect_uri: REDIRECT_URI };
    const iss = encodeURIComponent(provider.url);
    for (const [query, says] of [
      [`code=1&state=wrong&iss=${iss}`, /The state is not/],
      ['code=1&state=right&iss=https%3A%2F%2Fevil.example', /another authorization server/],
      [`state=right&iss=${iss}`, /no code/],
    ] as const) {
      const error = await thrownBy(() => own.finishAuthorization(`${REDIRECT_URI}?${query}`, pending));
      assert.ok(error instanceof VerificationError && says.test(error.message), String(error));
    }
    const refused = await thrownBy(() =>
      own.finishAuthorization(`${REDIRECT_URI}?error=access_denied&state=right&iss=${iss}`, pending),
    );
    assert.ok(refused instanceof OAuthError && refused.error === 'access_denied');
    assert.equal(asked, 0);
  });

  it('is not made of what cannot be right', () => {
    const right = { baseUrl: 'https://pay.example', clientId: 'app_1' };
    for (const wrong of [
      { clientId: ' app_1' },
      { clientSecret: '' },
      { baseUrl: 'pay.example' },
      { clientId: undefined },
    ])
      assert.throws(() => new OAuthApp({ ...right, ...wrong } as OAuthOptions), InputError);
  });
});
