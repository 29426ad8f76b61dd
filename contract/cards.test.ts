import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  LIVE_CARDS,
  makeLiveAccount,
  openConnector,
  type TestConnector,
} from '../server/src/cards/testing.ts';
import { parseConnectorKey } from '../server/src/channels/connector-key.ts';
import { here, type Installation, openInstallation, python, without } from './installation.ts';

const GUIDE = readFileSync(join(here, '../docs/channels.md'), 'utf8');
const venv = join(python, 'python');

describe('a card that goes to a connector', () => {
  let connector: TestConnector;
  let installation: Installation;
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { format: 'pem', type: 'spki' },
    privateKeyEncoding: { format: 'pem', type: 'pkcs8' },
  });
  before(async () => {
    connector = await openConnector();
    const cardChannelKey = parseConnectorKey(publicKey);
    installation = await openInstallation({ cardChannelUrl: connector.url, cardChannelKey });
  });
  after(async () => {
    await installation.close();
    connector.close();
  });

  it('is opened as the guide shows for Python, for its own payment alone', {
    skip: without(venv),
  }, async () => {
    const { florin, folder } = installation;
    const { secretKey } = await makeLiveAccount(florin.databaseUrl, florin.rootKey);
    const live = { authorization: `Bearer ${secretKey}` };
    const card = { number: LIVE_CARDS.visa, exp_month: 12, exp_year: 2090, cvc: '739' };
    const { body: made } = await florin.call('POST', '/v1/tokens', { card }, live);
    const order = { order_id: 'python', amount: 100, currency: 'USD', payment_method: made.token };
    const paid = await florin.call('POST', '/pay', order, live);
    assert.equal(paid.status, 200, JSON.stringify(paid.body));

    const [example = assert.fail('no example')] = /(?<=```python\n).*?(?=```)/s.exec(GUIDE) ?? [];
    await writeFile(join(folder, 'connector.pem'), privateKey);
    const ask = 'print(json.dumps(card_of(json.load(open("call.json")))))';
    await writeFile(join(folder, 'connector.py'), `${example}\n${ask}\n`);
    const opened = async (change: object) => {
      await writeFile(join(folder, 'call.json'), JSON.stringify({ ...connector.asked[0]?.body, ...change }));
      return JSON.parse(await installation.run(venv, ['connector.py']));
    };
    const { account, reference } = connector.asked[0]?.body ?? assert.fail();
    assert.deepEqual(await opened({}), { account, reference, ...card });
    assert.equal(await opened({ card: null }), null);
    await assert.rejects(opened({ reference: '01k8z6z6z6z6z6z6z6z6z6z6z6' }), /belongs to another payment/);
  });
});
