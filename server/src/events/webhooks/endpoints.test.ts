import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { seedSandbox } from '../../sandbox-merchant.ts';
import { openTestPlatform, type TestPlatform } from '../../testing.ts';

describe('webhook endpoints through the API', () => {
  let florin: TestPlatform;
  before(async () => {
    florin = await openTestPlatform({ webhookPrivate: false });
  });
  after(() => florin.close());

  const url = 'https://shop.example/hook';
  const create = (body: object = {}, headers: Record<string, string> = {}) =>
    florin.call('POST', '/v1/webhook_endpoints', { url, events: ['payment.succeeded'], ...body }, headers);

  it('are made with a secret that is shown once', async () => {
    const made = await create({ description: 'Orders', metadata: { team: 'a' } });
    assert.equal(made.status, 200);
    const { secret, ...view } = made.body;
    assert.match(view.id, /^we_/);
    assert.match(secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
    assert.deepEqual([view.status, view.description, view.metadata], ['enabled', 'Orders', { team: 'a' }]);
    const path = `/v1/webhook_endpoints/${view.id}`;
    assert.deepEqual((await florin.call('GET', path)).body, view);
    const { body } = await florin.call('GET', '/v1/webhook_endpoints');
    assert.deepEqual([body.object, body.data, body.has_more], ['list', [view], false]);
    const [row] = await florin.sql('select secret from webhook_endpoint');
    const stored = row?.secret as Buffer;
    assert.ok(!stored.includes(secret.slice(6)), 'it is stored encrypted');
  });

  it('are changed and deleted', async () => {
    const { id } = (await create()).body;
    const path = `/v1/webhook_endpoints/${id}`;
    const changed = await florin.call('POST', path, { events: ['*'], status: 'disabled', description: null });
    assert.deepEqual([changed.body.events, changed.body.status, changed.body.url], [['*'], 'disabled', url]);
    assert.equal((await florin.call('DELETE', path)).status, 204);
    assert.equal((await florin.call('GET', path)).status, 404);
    assert.equal((await florin.call('DELETE', path)).status, 404);
  });

  it('get a new secret on request', async () => {
    const made = (await create()).body;
    const rotated = await florin.call('POST', `/v1/webhook_endpoints/${made.id}/rotate_secret`, {});
    assert.equal(rotated.body.id, made.id);
    assert.notEqual(rotated.body.secret, made.secret);
  });

  it('are made once for one idempotency key, and the secret is not told again', async () => {
    const headers = { 'idempotency-key': 'endpoint' };
    const answers = await Promise.all([create({}, headers), create({}, headers)]);
    const [first, again] = answers.sort((a, b) => Number('secret' in b.body) - Number('secret' in a.body));
    assert.deepEqual([first?.status, again?.status], [200, 200]);
    const { secret, ...view } = first?.body ?? {};
    assert.ok(secret);
    assert.deepEqual(again?.body, { ...view, secret_already_shown: true });
    assert.equal((await create({ description: 'other' }, headers)).body.code, 'idempotency_key_reused');
    const paid = await florin.call('POST', '/pay', { order_id: 'k', amount: 1, currency: 'USD' }, headers);
    assert.deepEqual([paid.status, paid.body.code], [422, 'idempotency_key_reused']);
  });

  it('refuse types that do not exist and addresses that are not the internet’s', async () => {
    for (const [body, code, field] of [
      [{ events: ['payment.paid'] }, 'event_type_unknown', 'events'],
      [{ events: [] }, 'invalid_request', 'events'],
      [{ url: 'http://shop.example/hook' }, 'webhook_url_refused', 'url'],
      [{ url: 'https://169.254.169.254/latest' }, 'webhook_url_refused', 'url'],
      [{ secret: 'whsec_mine' }, 'invalid_request', 'secret'],
    ] as const) {
      const refused = await create(body);
      assert.deepEqual([refused.status, refused.body.code, refused.body.field], [400, code, field]);
    }
    const { id } = (await create()).body;
    const path = `/v1/webhook_endpoints/${id}`;
    assert.equal(
      (await florin.call('POST', path, { url: 'https://10.0.0.1' })).body.code,
      'webhook_url_refused',
    );
    assert.equal(
      (await florin.call('POST', `${path}/replay`, { event: 'evt_x' })).body.code,
      'invalid_request',
    );
    assert.equal(
      (await florin.call('POST', `${path}/replay`, { since: 'monday' })).body.code,
      'invalid_request',
    );
  });

  it('are another account’s own, and not for publishable keys', async () => {
    const { id } = (await create()).body;
    const other = await seedSandbox(florin.databaseUrl, florin.keys, null);
    const stranger = { authorization: `Bearer ${other.secret_key}` };
    const path = `/v1/webhook_endpoints/${id}`;
    for (const [method, suffix, body] of [
      ['GET', '', undefined],
      ['POST', '', { status: 'disabled' }],
      ['DELETE', '', undefined],
      ['POST', '/rotate_secret', {}],
      ['GET', '/deliveries', undefined],
      ['POST', '/replay', { since: '2030-01-01T00:00:00Z' }],
    ] as const) {
      const answer = await florin.call(method, path + suffix, body, stranger);
      assert.equal(answer.status, 404, `${method} ${suffix}`);
    }
    const publishable = { authorization: `Bearer ${florin.publishableKey}` };
    assert.equal((await florin.call('GET', path, undefined, publishable)).status, 403);
  });

  it('are fifty at the most', async () => {
    const seed = await seedSandbox(florin.databaseUrl, florin.keys, 'https://shop.example/first');
    const headers = { authorization: `Bearer ${seed.secret_key}` };
    for (let n = 1; n < 50; n++) assert.equal((await create({}, headers)).status, 200);
    assert.equal((await create({}, headers)).body.code, 'webhook_endpoint_limit');
  });
});
