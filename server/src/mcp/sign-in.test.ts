import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  Client,
  type OAuthClientProvider,
  type OAuthDiscoveryState,
  type OAuthTokens,
  StreamableHTTPClientTransport,
  UnauthorizedError,
} from '@modelcontextprotocol/client';
import { answerConsent, follow, owner } from '../oauth/pages/testing.ts';
import { openTestProvider, type TestProvider } from '../oauth/testing.ts';

const REDIRECT_URI = 'http://127.0.0.1:4298/callback';

/** What a program keeps of signing in, in memory. It knows nothing of Florin but its app's id. */
class Program implements OAuthClientProvider {
  readonly redirectUrl = REDIRECT_URI;
  readonly clientMetadata = { client_name: 'Agent', redirect_uris: [REDIRECT_URI] };
  /** Where it sent the browser. */
  sentTo: URL | null = null;
  kept: OAuthTokens | undefined;
  readonly #clientId: string;
  #verifier = '';
  #discovered: OAuthDiscoveryState | undefined;

  constructor(clientId: string) {
    this.#clientId = clientId;
  }
  clientInformation() {
    return { client_id: this.#clientId };
  }
  tokens() {
    return this.kept;
  }
  saveTokens(tokens: OAuthTokens) {
    this.kept = tokens;
  }
  redirectToAuthorization(url: URL) {
    this.sentTo = url;
  }
  saveDiscoveryState(state: OAuthDiscoveryState) {
    this.#discovered = state;
  }
  discoveryState() {
    return this.#discovered;
  }
  saveCodeVerifier(verifier: string) {
    this.#verifier = verifier;
  }
  codeVerifier() {
    return this.#verifier;
  }
}

describe('an agent’s program that a person signs in', () => {
  let florin: TestProvider;
  before(async () => {
    florin = await openTestProvider();
  });
  after(() => florin.close());

  it('finds the provider by itself, is let in by the person, and may then do what they allowed', async () => {
    const { body: app } = await florin.call('POST', '/v1/apps', {
      ...{ name: 'Agent', redirect_uris: [REDIRECT_URI], token_endpoint_auth_method: 'none' },
      ...{ grant_types: ['authorization_code', 'refresh_token'], scopes: ['payments:read', 'balances:read'] },
    });
    const program = new Program(app.id);
    const transport = () =>
      new StreamableHTTPClientTransport(new URL(`${florin.url}/mcp`), { authProvider: program });
    const client = () => new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: 'auto' } });
    const first = transport();
    await assert.rejects(client().connect(first), UnauthorizedError);
    const { sentTo } = program;
    assert.equal(sentTo?.searchParams.get('resource'), `${florin.url}/mcp`);
    const visitor = await owner(florin);
    const back = await answerConsent(florin, visitor, await follow(florin, visitor, sentTo?.href ?? ''));
    await first.finishAuth(back.searchParams);
    const agent = client();
    await agent.connect(transport());
    const read = async (operation: string) => {
      const { content } = await agent.callTool({ name: 'read_operation', arguments: { operation } });
      return JSON.parse(content[0]?.type === 'text' ? content[0].text : '');
    };
    assert.equal((await read('listPayments')).status, 200);
    assert.equal((await read('listRefunds')).answer.code, 'forbidden');
    await agent.close();
    // The same token opens the API itself, and only as far.
    const headers = { authorization: `Bearer ${program.kept?.access_token}` };
    assert.equal((await florin.call('GET', '/v1/balances', undefined, headers)).status, 200);
    assert.equal((await florin.call('GET', '/v1/events', undefined, headers)).status, 403);
    const renewed = await florin.post(
      {
        ...{ grant_type: 'refresh_token', client_id: app.id, resource: `${florin.url}/mcp` },
        refresh_token: program.kept?.refresh_token ?? '',
      },
      { as: null },
    );
    assert.equal(renewed.status, 200, JSON.stringify(renewed.body));
  });

  it('gets no token for another resource', async () => {
    const asked = { grant_type: 'client_credentials', scope: 'payments:read' };
    for (const resource of [`${florin.url}/mcp/`, `${florin.url}/other`, 'https://evil.example/mcp'])
      assert.equal((await florin.post({ ...asked, resource })).body.error, 'invalid_target', resource);
    for (const resource of [`${florin.url}/mcp`, `${florin.url}/v1`]) {
      const { status, body } = await florin.post({ ...asked, resource });
      assert.equal(status, 200);
      const { body: told } = await florin.post({ token: body.access_token }, { path: '/oauth/introspect' });
      assert.equal(told.aud, `${florin.url}/v1`);
    }
  });
});
