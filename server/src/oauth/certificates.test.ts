import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import * as client from 'openid-client';
import { Agent, fetch as undiciFetch } from 'undici';
import { freePort } from '../../../test/ports.ts';
import { authority, type Certified, jwkOf, selfSigned } from '../http/certificates.fixture.ts';
import { listenSecurely } from '../http/index.ts';
import { answerConsent, follow, owner, REDIRECT_URI } from './pages/testing.ts';
import { openTestProvider, proofKey, type TestProvider } from './testing.ts';

const DAY_MS = 86_400_000;

describe('client certificates (RFC 8705)', () => {
  let florin: TestProvider;
  let folder: string;
  let port: number;
  let ahead = 0;
  let trusted: Awaited<ReturnType<typeof authority>>;
  let stranger: Awaited<ReturnType<typeof authority>>;
  let shop: Certified;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'florin-mtls-'));
    port = await freePort();
    trusted = await authority('Trusted');
    stranger = await authority('Stranger');
    shop = await trusted.issue();
    const server = await selfSigned({ name: 'localhost' });
    const files = { certificate: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
    const authorities = join(folder, 'ca.pem');
    await writeFile(files.certificate, server.cert);
    await writeFile(files.key, server.key);
    await writeFile(authorities, trusted.cert);
    florin = await openTestProvider(
      {
        ...{ clientCertificatePort: port, clientAuthorities: authorities },
        clock: { now: () => Date.now() + ahead, monotonic: () => performance.now() },
      },
      async (app) =>
        listenSecurely(app, {
          ...{ host: '127.0.0.1', port, reusePort: false, asksForCertificate: true, authorities },
          ...{ log: { warn: assert.fail, error: assert.fail } as never, ...files },
        }),
    );
  });
  after(async () => {
    await florin.close();
    await rm(folder, { recursive: true });
  });

  interface Asked {
    readonly path?: string;
    readonly form?: Record<string, string>;
    readonly headers?: Record<string, string>;
  }
  /** Asks at the port for certificates, on a connection of its own. */
  async function ask(by: Certified | null, { path = '/oauth/token', form, headers = {} }: Asked) {
    const body = form === undefined ? undefined : new URLSearchParams(form).toString();
    const asking = httpsRequest({
      ...{ host: '127.0.0.1', port, path, rejectUnauthorized: false, agent: false, ...by },
      ...(body === undefined ? {} : { method: 'POST' }),
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
        ...headers,
      },
    });
    asking.end(body);
    const [answer] = (await once(asking, 'response')) as [IncomingMessage];
    return {
      status: answer.statusCode as number,
      headers: answer.headers,
      body: JSON.parse(await text(answer)),
    };
  }
  const make = async (settings: object) => {
    const answer = await florin.call('POST', '/v1/apps', { name: 'Bank', ...settings });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return answer.body.id as string;
  };
  const known = (subject: object) => make({ token_endpoint_auth_method: 'tls_client_auth', ...subject });
  const tokenFor = (client_id: string, by: Certified | null, headers: Record<string, string> = {}) =>
    ask(by, { form: { grant_type: 'client_credentials', scope: 'payments:read', client_id }, headers });
  const refused = async (client_id: string, by: Certified | null) => {
    const { status, body } = await tokenFor(client_id, by);
    assert.deepEqual([status, body.error, body.access_token], [401, 'invalid_client', undefined]);
  };

  it('prove who an app is, where a trusted authority issued them for its name', async () => {
    const id = await known({ tls_client_auth_subject_dn: 'CN=shop,O=Paper & Pine' });
    const { status, body } = await tokenFor(id, shop);
    assert.equal(status, 200, JSON.stringify(body));
    for (const by of [
      await trusted.issue({ name: 'shop2' }),
      await trusted.issue({ organization: 'Another' }),
      await stranger.issue(),
      await selfSigned(),
      await trusted.issue({ endsIn: -1 }),
      null,
    ])
      await refused(id, by);
  });

  it('are known by each kind of name that they may have, and by no other', async () => {
    const by = await trusted.issue({
      alternatives: [
        { type: 2, value: 'shop.example' },
        { type: 6, value: 'https://shop.example/id?a=1' },
        { type: 7, ip: '192.0.2.7' },
        { type: 7, ip: '2001:db8::7' },
        { type: 1, value: 'pay@shop.example' },
      ],
    });
    const right = {
      subject_dn: ['O=x,CN=shop', 'CN=shop,O=Paper & Pine'],
      san_dns: ['pay.shop.example', 'SHOP.example'],
      san_uri: ['https://shop.example/id', 'https://shop.example/id?a=1'],
      san_ip: ['192.0.2.8', '2001:db8:0::7'],
      san_email: ['pay@example', 'pay@shop.example'],
    };
    for (const [kind, [wrong, name]] of Object.entries(right)) {
      await refused(await known({ [`tls_client_auth_${kind}`]: wrong }), by);
      const { status, body } = await tokenFor(await known({ [`tls_client_auth_${kind}`]: name }), by);
      assert.equal(status, 200, `${kind}: ${JSON.stringify(body)}`);
    }
  });

  it('are read from the connection, never from a header', async () => {
    const id = await known({ tls_client_auth_subject_dn: 'CN=shop,O=Paper & Pine' });
    const pem = encodeURIComponent(shop.cert);
    const headers = {
      ...{ 'x-ssl-client-cert': pem, 'x-client-cert': pem, 'ssl-client-cert': pem },
      ...{
        'client-cert': `:${Buffer.from(shop.cert).toString('base64')}:`,
        'x-ssl-client-verify': 'SUCCESS',
      },
    };
    assert.equal((await tokenFor(id, null, headers)).body.error, 'invalid_client');
    const plain = await florin.post(
      { grant_type: 'client_credentials', scope: 'payments:read', client_id: id },
      { as: null, headers },
    );
    assert.equal(plain.body.error, 'invalid_client');
  });

  it('prove who an app is, where it has registered just these, whoever signed them', async () => {
    const own = await selfSigned();
    const id = await make({
      token_endpoint_auth_method: 'self_signed_tls_client_auth',
      jwks: { keys: [jwkOf(own)] },
    });
    const { status, body } = await tokenFor(id, own);
    assert.equal(status, 200, JSON.stringify(body));
    for (const by of [await selfSigned(), shop, null]) await refused(id, by);
    const expired = await selfSigned({ endsIn: -1 });
    const late = {
      token_endpoint_auth_method: 'self_signed_tls_client_auth',
      jwks: { keys: [jwkOf(expired)] },
    };
    await refused(await make(late), expired);
  });

  describe('to which a token is bound', () => {
    let token: string;
    const use = (by: Certified | null) =>
      ask(by, { path: '/v1/payments', headers: { authorization: `Bearer ${token}` } });
    before(async () => {
      const id = await known({
        ...{ tls_client_auth_subject_dn: 'CN=shop,O=Paper & Pine' },
        tls_client_certificate_bound_access_tokens: true,
      });
      token = (await tokenFor(id, shop)).body.access_token;
    });

    it('are asked for at each request to the API, which refuses it without, with another, and at the other port', async () => {
      assert.equal((await use(shop)).status, 200);
      const plain = await florin.call('GET', '/v1/payments', undefined, { authorization: `Bearer ${token}` });
      for (const [answer, why] of [
        [await use(null), /port that asks for one/],
        [await use(await trusted.issue()), /another client certificate/],
        [await use(await selfSigned()), /another client certificate/],
        [plain, /port that asks for one/],
      ] as const) {
        assert.deepEqual([answer.status, answer.body.code], [401, 'unauthorized']);
        assert.match(String(answer.headers['www-authenticate']), /^Bearer .*error="invalid_token"/);
        assert.match(answer.body.detail, why);
      }
    });

    it('count no longer than they are valid', async () => {
      const short = await trusted.issue({ endsIn: 1 / 48 });
      const id = await known({
        ...{ tls_client_auth_subject_dn: 'CN=shop,O=Paper & Pine' },
        tls_client_certificate_bound_access_tokens: true,
      });
      token = (await tokenFor(id, short)).body.access_token;
      assert.equal((await use(short)).status, 200);
      ahead = DAY_MS / 48;
      // The token itself lasts an hour.
      assert.equal((await use(short)).status, 401);
      ahead = 0;
    });
  });

  it('leave a token loose that is not to be bound, and refuse one that is where there is none', async () => {
    const loose = await known({ tls_client_auth_subject_dn: 'CN=shop,O=Paper & Pine' });
    const { body } = await tokenFor(loose, shop);
    const authorization = `Bearer ${body.access_token}`;
    assert.equal((await florin.call('GET', '/v1/payments', undefined, { authorization })).status, 200);
    const made = await florin.call('POST', '/v1/apps', {
      ...{ name: 'By secret', tls_client_certificate_bound_access_tokens: true },
    });
    const answer = await florin.post(
      { grant_type: 'client_credentials', scope: 'payments:read' },
      { as: made.body },
    );
    assert.deepEqual([answer.status, answer.body.error], [400, 'invalid_grant']);
  });

  it('serve an app of FAPI 2.0, by a library that finds the port in discovery', async () => {
    const id = await make({
      ...{ redirect_uris: [REDIRECT_URI], grant_types: ['authorization_code', 'refresh_token'], fapi: true },
      ...{
        token_endpoint_auth_method: 'tls_client_auth',
        tls_client_auth_subject_dn: 'CN=shop,O=Paper & Pine',
      },
      tls_client_certificate_bound_access_tokens: true,
    });
    const agent = new Agent({ connect: { ...shop, rejectUnauthorized: false } });
    const fetchWith = (url: string, init: object) =>
      undiciFetch(url, { ...init, dispatcher: agent }) as unknown as Promise<Response>;
    try {
      const config = await client.discovery(
        new URL(florin.url),
        id,
        { use_mtls_endpoint_aliases: true },
        client.TlsClientAuth(),
        { execute: [client.allowInsecureRequests], [client.customFetch]: fetchWith as never },
      );
      const { mtls_endpoint_aliases: aliases } = config.serverMetadata();
      assert.equal(aliases?.token_endpoint, `https://127.0.0.1:${port}/oauth/token`);
      const pkceCodeVerifier = client.randomPKCECodeVerifier();
      const url = await client.buildAuthorizationUrlWithPAR(config, {
        ...{ redirect_uri: REDIRECT_URI, scope: 'payments:read', code_challenge_method: 'S256' },
        code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      });
      assert.ok(url.href.startsWith(`${florin.url}/oauth/authorize`), 'people are sent to the usual port');
      const visitor = await owner(florin);
      const back = await answerConsent(florin, visitor, await follow(florin, visitor, url.href));
      const tokens = await client.authorizationCodeGrant(config, back, { pkceCodeVerifier });
      const read = (by: Certified | null) =>
        ask(by, { path: '/v1/payments', headers: { authorization: `Bearer ${tokens.access_token}` } });
      assert.deepEqual([(await read(shop)).status, (await read(null)).status], [200, 401]);
      const next = await client.refreshTokenGrant(config, tokens.refresh_token as string);
      assert.ok(next.access_token);
      const { body } = await ask(await trusted.issue({ name: 'other' }), {
        form: { grant_type: 'refresh_token', refresh_token: tokens.refresh_token as string, client_id: id },
      });
      assert.equal(body.error, 'invalid_client');
    } finally {
      await agent.close();
    }
  });

  it('go together with a key of the app: proofs name the port at which they are sent', async () => {
    const key = await proofKey();
    const id = await known({ tls_client_auth_subject_dn: 'CN=shop,O=Paper & Pine', dpop_bound: true });
    const at = `https://127.0.0.1:${port}`;
    const dpop = await key.prove('POST', `${at}/oauth/token`);
    const { body } = await tokenFor(id, shop, { dpop });
    assert.equal(body.token_type, 'DPoP', JSON.stringify(body));
    const read = async (htu: string) =>
      ask(null, {
        path: '/v1/payments',
        headers: {
          authorization: `DPoP ${body.access_token}`,
          dpop: await key.prove('GET', htu, body.access_token),
        },
      });
    assert.equal((await read(`${at}/v1/payments`)).status, 200);
    assert.equal((await read(`${florin.url}/v1/payments`)).status, 401);
  });
});

describe('without a port for client certificates', () => {
  it('no app is made that needs one, and discovery says nothing of it', async () => {
    const florin = await openTestProvider();
    try {
      for (const [field, settings] of [
        ['token_endpoint_auth_method', { token_endpoint_auth_method: 'tls_client_auth' }],
        [
          'token_endpoint_auth_method',
          {
            token_endpoint_auth_method: 'self_signed_tls_client_auth',
            jwks: { keys: [jwkOf(await selfSigned())] },
          },
        ],
        ['tls_client_certificate_bound_access_tokens', { tls_client_certificate_bound_access_tokens: true }],
      ] as const) {
        const { status, body } = await florin.call('POST', '/v1/apps', { name: 'Bank', ...settings });
        assert.deepEqual([status, body.field], [400, field]);
        assert.match(body.detail, /FLORIN_MTLS_PORT/);
      }
      // One that was made before the operator took the port away gets nothing, least of all a loose token.
      const { body: app } = await florin.call('POST', '/v1/apps', { name: 'Bank' });
      await florin.sql('update app set tls_client_certificate_bound_access_tokens = true where name = $1', [
        'Bank',
      ]);
      const { body } = await florin.post(
        { grant_type: 'client_credentials', scope: 'payments:read' },
        { as: app },
      );
      assert.equal(body.error, 'invalid_client');
      const said = await florin.app.inject('/.well-known/openid-configuration');
      assert.doesNotMatch(said.body, /tls_client|mtls/);
    } finally {
      await florin.close();
    }
  });
});
