import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { openTestPlatform, type TestPlatform } from '../../testing.ts';
import { openReceiver, type TestReceiver, until } from '../testing.ts';

describe('a webhook whose receiver takes too long', () => {
  let florin: TestPlatform;
  let receivers: TestReceiver[] = [];
  before(async () => {
    florin = await openTestPlatform({
      webhooks: {
        leaseMs: 400,
        timeoutMs: 700,
        schedule: { firstDelayMs: 50, delayMsMax: 100, giveUpAfterMs: 600_000 },
      },
    });
  });
  afterEach(async () => {
    const { data } = (await florin.call('GET', '/v1/webhook_endpoints')).body;
    for (const { id } of data) await florin.call('DELETE', `/v1/webhook_endpoints/${id}`);
    for (const receiver of receivers) await receiver.close();
    receivers = [];
  });
  after(() => florin.close());

  const receive = async (...parameters: Parameters<typeof openReceiver>) => {
    const receiver = await openReceiver(...parameters);
    receivers.push(receiver);
    return receiver;
  };
  const create = async (url: string) =>
    (await florin.call('POST', '/v1/webhook_endpoints', { url, events: ['*'] })).body;
  let orders = 0;
  const pay = (rest: object = {}) =>
    florin.call('POST', '/pay', { order_id: `order-${++orders}`, amount: 100, currency: 'USD', ...rest });
  const deliveries = async (id: string, query = '') =>
    (await florin.call('GET', `/v1/webhook_endpoints/${id}/deliveries?limit=100${query}`)).body.data;

  it('goes to others while one receiver hangs, one redirects and one answers ten megabytes', async () => {
    const good = await receive();
    const hanging = await receive(() => {});
    const elsewhere = await receive();
    const redirecting = await receive((response) =>
      response.writeHead(307, { location: elsewhere.url }).end(),
    );
    let most = 0;
    const flooding = await receive((response) => {
      response.writeHead(200);
      let sent = 0;
      const piece = Buffer.alloc(64 * 1024, 'x');
      const flood = (): void => {
        while (sent < 10_000_000 && !response.destroyed) {
          sent += piece.length;
          most = Math.max(most, sent);
          if (!response.write(piece)) {
            response.once('drain', flood);
            return;
          }
        }
        response.end();
      };
      flood();
    });
    const made = [];
    for (const { url } of [hanging, redirecting, flooding, good]) made.push(await create(url));
    await pay();
    // On a busy machine also one that answers may do so too late, and is tried again.
    const logged = [];
    for (const [n, { id }] of made.entries())
      logged.push(
        await until(async () =>
          (await deliveries(id)).find((one: { status: string; http_status: number | null }) =>
            n < 2
              ? one.status === 'failed' && (n === 0 || one.http_status !== null)
              : one.status === 'succeeded',
          ),
        ),
      );
    assert.deepEqual(
      logged.map((one) => [one.http_status, one.error]),
      [
        [null, 'no answer within 700 ms'],
        [307, null],
        [200, null],
        [204, null],
      ],
    );
    assert.equal(logged[2].answer.length, 4096);
    assert.ok(most < 10_000_000, 'the connection was cut');
    assert.equal(elsewhere.received.length, 0, 'the redirect was not followed');
  });

  it('that hangs does not hold up the events behind it', async () => {
    const receiver = await receive((response, { event }) => {
      if (event.data.description !== 'hang') response.writeHead(204).end();
    });
    const endpoint = await create(receiver.url);
    await pay({ description: 'hang' });
    for (let n = 0; n < 100; n++) await pay();
    await until(() => receiver.received.length > 100);
    const [row] = await until(async () => {
      const rows = await florin.sql(
        'select cursor::text, min(seq)::text as seq from webhook_endpoint, webhook_retry group by cursor',
      );
      return Number(rows[0]?.cursor) > Number(rows[0]?.seq) && rows;
    });
    assert.ok(row, 'the cursor has passed the one that hangs');
    await until(async () => (await deliveries(endpoint.id, '&status=failed')).length > 1);
  });
});
