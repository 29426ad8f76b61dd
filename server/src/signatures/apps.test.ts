import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openTestProvider, type TestProvider, withinASecond } from '../oauth/testing.ts';
import { callSigned, registerKey, signedHeaders, type TestKey } from './testing.ts';

describe('the signature of an app', () => {
  let florin: TestProvider;
  let token: string;
  before(async () => {
    florin = await openTestProvider();
    token = await florin.token('payments:write');
  });
  after(() => florin.close());

  let orders = 0;
  /** Pays by the app's token, signed by this key, or not at all. */
  const pay = async (key: TestKey | null, by = florin.app) => {
    const body = JSON.stringify({ order_id: `app ${orders++}`, amount: 100, currency: 'USD' });
    const headers =
      key === null
        ? { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
        : await signedHeaders(key, token, { body });
    const answer = await by.inject({
      ...{ method: 'POST', url: '/v1/payments', payload: body },
      headers: { host: 'localhost:80', ...headers },
    });
    return { status: answer.statusCode, code: answer.json().code };
  };
  const OK = { status: 200, code: undefined };
  const settle = (body: object) => florin.call('POST', '/v1/signature_settings', body);
  const ofApp = () => ({ app: florin.client_id });

  it('is by a key of its own, not by one of its account, and not the other way round', async () => {
    const [own, accounts] = [await registerKey(florin, ofApp()), await registerKey(florin)];
    assert.deepEqual(await pay(own), OK);
    assert.deepEqual(await pay(accounts), { status: 401, code: 'signature_invalid' });
    const body = JSON.stringify({ order_id: 'by key', amount: 100, currency: 'USD' });
    assert.equal((await callSigned(florin, own, { body })).body.code, 'signature_invalid');
    assert.equal((await callSigned(florin, accounts, { body })).status, 200);
    const { data } = (await florin.call('GET', '/v1/signature_keys')).body;
    assert.deepEqual(
      [own, accounts].map(({ id }) => data.find((key: { id: string }) => key.id === id).app),
      [florin.client_id, null],
    );
  });

  it('follows another without a gap, and is over in every process within a second', async () => {
    const [one, next] = [await registerKey(florin, ofApp()), await registerKey(florin, ofApp())];
    assert.deepEqual([await pay(one), await pay(next)], [OK, OK]);
    assert.equal((await florin.call('POST', `/v1/signature_keys/${one.id}/revoke`)).status, 200);
    await withinASecond(async () => (await pay(one, florin.second.app)).code === 'signature_invalid');
    assert.deepEqual(await pay(next, florin.second.app), OK);
  });

  it('is required of every write where the app is set so, and the account’s own requests are as before', async () => {
    const key = await registerKey(florin, ofApp());
    const { status, body } = await settle({ ...ofApp(), mode: 'required' });
    assert.deepEqual([status, body], [200, { object: 'signature_settings', ...ofApp(), mode: 'required' }]);
    const path = `/v1/signature_settings?app=${florin.client_id}`;
    assert.equal((await florin.call('GET', path)).body.mode, 'required');
    assert.equal((await florin.call('GET', '/v1/signature_settings')).body.mode, 'optional');
    assert.deepEqual(await pay(null), { status: 401, code: 'signature_required' });
    await withinASecond(async () => (await pay(null, florin.second.app)).code === 'signature_required');
    assert.deepEqual(await pay(key), OK);
    const order = { order_id: 'unsigned', amount: 100, currency: 'USD' };
    assert.equal((await florin.call('POST', '/v1/payments', order)).status, 200);
    await settle({ ...ofApp(), mode: 'off' });
    assert.deepEqual(await pay(null), OK);
  });

  it('is required where the account is set so', async () => {
    const [own, accounts] = [await registerKey(florin, ofApp()), await registerKey(florin)];
    const change = (mode: string) =>
      callSigned(florin, accounts, { path: '/v1/signature_settings', body: JSON.stringify({ mode }) });
    assert.equal((await change('required')).status, 200);
    assert.deepEqual(await pay(null), { status: 401, code: 'signature_required' });
    assert.deepEqual(await pay(own), OK);
    assert.equal((await change('optional')).status, 200);
    assert.deepEqual(await pay(null), OK);
  });

  it('is set up for apps of the account alone', async () => {
    const app = 'app_01kb0zt4v8e2c6m1p9s5d3f7ha';
    for (const answer of [
      await settle({ app, mode: 'off' }),
      await settle({ app: 'nothing', mode: 'off' }),
      await florin.call('GET', `/v1/signature_settings?app=${app}`),
    ])
      assert.deepEqual([answer.status, answer.body.code, answer.body.field], [404, 'not_found', 'app']);
  });
});
