import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, afterEach, before, describe, it } from 'node:test';
import fc from 'fast-check';
import type { Channel, ChannelAnswer } from '../../channels/index.ts';
import { remoteChannel } from '../../channels/index.ts';
import { signed, testChannel } from '../../channels/testing.ts';
import { systemClock } from '../../kernel/clock.ts';
import { idFromUuid, referenceOf } from '../../kernel/ids.ts';
import { openTestPlatform, type TestPlatform } from '../../testing.ts';
import { verify } from '../../verify.ts';

const UNSTORABLE = 'https://bank.example/\u0000\ud800';
const unstorable: ChannelAnswer = { kind: 'action', action: { type: 'redirect', url: UNSTORABLE } };

/** Makes every open attempt due, then asks the channel again. */
async function recover(florin: TestPlatform): Promise<void> {
  await florin.sql("update attempt set recover_after = now() - interval '1 minute'");
  await florin.sql("update attempt_claim set ask_again_at = now() - interval '1 second', until = now()");
  await florin.sql(
    "update recovery_watermark set looked_to = '2000-01-01Z', looked_again_to = '2000-01-01Z'",
  );
  await florin.recovery.run();
}

describe('a channel that answers what cannot be stored', () => {
  let florin: TestPlatform;
  let sane = false;
  afterEach(() => florin.close());

  const open = async (calls: Partial<Channel> = {}) => {
    sane = false;
    florin = await openTestPlatform({
      channels: [
        testChannel({
          authorize: () => unstorable,
          query: ({ money }) => (sane ? { kind: 'approved', amount: money.amount } : unstorable),
          reverse: () => (sane ? { kind: 'reversed' } : unstorable),
          ...calls,
        }),
      ],
    });
  };
  const pay = () => florin.call('POST', '/pay', { order_id: 'strange', amount: 500, currency: 'USD' });
  const status = async () => (await florin.sql('select status from payment'))[0]?.status;

  it('is not understood, and the payment ends once it speaks sense again', async () => {
    await open();
    const paid = await pay();
    assert.deepEqual([paid.status, paid.body.status, paid.body.next_action], [202, 'processing', null]);
    await recover(florin);
    assert.equal(await status(), 'processing');
    sane = true;
    while ((await status()) !== 'succeeded') await recover(florin);
  });

  it('leaves a payment that is canceled to be shut out at the merchant’s next word', async () => {
    await open();
    const { body } = await pay();
    const cancel = () => florin.call('POST', `/v1/payments/${body.id}/cancel`, {});
    assert.deepEqual([(await cancel()).body.status, await status()], ['canceling', 'canceling']);
    sane = true;
    const again = await cancel();
    // Recovery may have been asked in the background meanwhile, and may have shut it out already.
    assert.equal(again.status, 409);
    assert.match(again.body.code, /^(command_in_progress|invalid_transition)$/);
    while ((await status()) !== 'canceled') await new Promise((resolve) => setImmediate(resolve));
  });

  it('may approve no other amount than it was asked for, and must know what it was asked to do', async () => {
    const answers: unknown[] = [{ kind: 'approved', amount: 499n }, { kind: 'not_found' }];
    await open({ authorize: () => answers.shift() as ChannelAnswer });
    for (const order_id of ['a', 'b']) {
      const { body } = await florin.call('POST', '/pay', { order_id, amount: 500, currency: 'USD' });
      assert.equal(body.status, 'processing');
    }
  });

  it('has its notification refused, with the reason', async () => {
    await open();
    const { body } = await pay();
    const [row] = await florin.sql("select id from attempt where kind = 'authorize'");
    const reference = referenceOf(idFromUuid('att', row?.id as string));
    const told = { event: 'e1', account: body.account, reference, answer: unstorable };
    const { payload, headers } = signed({ ...told, account: florin.account as never });
    const url = `/channels/sandbox/${florin.account}/notify`;
    const answer = await florin.app.inject({ method: 'POST', url, payload, headers });
    assert.deepEqual([answer.statusCode, answer.json().code], [401, 'notification_refused']);
    assert.match(answer.json().detail, /url is not a line of text/);
    assert.equal((await florin.sql('select from channel_inbox')).length, 0);
  });
});

describe('a connector that answers anything', () => {
  let florin: TestPlatform;
  let connector: Server;
  /** The answer to every call; null for the usual answers. */
  let words: string | null = null;
  let orders = 0;

  before(async () => {
    connector = createServer((incoming, response) => {
      incoming.resume().on('end', () => {
        const call = incoming.url?.slice(1);
        const sensible = call === 'query' ? { kind: 'not_found' } : { kind: 'reversed' };
        response.end(words ?? JSON.stringify(sensible));
      });
    });
    connector.listen(0, '127.0.0.1');
    await once(connector, 'listening');
    const url = `http://127.0.0.1:${(connector.address() as AddressInfo).port}`;
    florin = await openTestPlatform({ channels: [remoteChannel(url, systemClock, null, async () => null)] });
  });
  after(async () => {
    await florin.close();
    connector.closeAllConnections();
    connector.close();
  });

  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      UNSTORABLE,
      'https://a.example/',
      'http://a.example/\u0000',
      'javascript:x',
      'USD',
      'XXX',
    ),
    fc.constantFrom('2026-11-24T10:00:00Z', '+020000-01-01T00:00:00Z', '500', '999999999999999999', '-1'),
  );
  const value = fc.oneof(text, fc.integer(), fc.double(), fc.boolean(), fc.constant(null), fc.jsonValue());
  const action = fc.record(
    {
      type: fc.oneof({ weight: 9, arbitrary: fc.constantFrom('redirect', 'qr', 'bank_transfer') }, value),
      url: value,
      code: value,
      expires_at: value,
      bank_name: text,
      account_number: text,
      reference: text,
      amount_remaining: fc.oneof(fc.integer(), fc.maxSafeInteger(), value),
      currency: text,
      sandbox_url: value,
      more: value,
    },
    { requiredKeys: ['type'] },
  );
  const said = fc.oneof(
    { weight: 1, arbitrary: fc.jsonValue() },
    {
      weight: 9,
      arbitrary: fc.record(
        {
          kind: fc.constantFrom(
            'approved',
            'declined',
            'action',
            'action',
            'reversed',
            'pending',
            'not_found',
          ),
          amount: fc.oneof(fc.constantFrom('500', '0', '501'), value),
          received: fc.oneof(fc.constantFrom('0', '100', '500', '999999999999999999'), value),
          taken_back: fc.oneof(fc.constantFrom('0', '100', '501'), value),
          decline: fc.oneof(fc.constantFrom('lost_card', 'toString'), value),
          action: fc.oneof({ weight: 9, arbitrary: action }, value),
        },
        { requiredKeys: ['kind'] },
      ),
    },
  );

  it('never makes a request fail, and leaves no payment without an end once it speaks sense', async () => {
    await fc.assert(
      fc.asyncProperty(said, async (answer) => {
        words = JSON.stringify(answer);
        const paid = await florin.call('POST', '/pay', {
          order_id: `any-${++orders}`,
          amount: 500,
          currency: 'USD',
        });
        assert.ok([200, 202, 402].includes(paid.status), `${words} ${JSON.stringify(paid.body)}`);
        const { id } = paid.body.payment ?? paid.body;
        assert.equal((await florin.call('GET', `/v1/payments/${id}`)).status, 200, words);
      }),
      { numRuns: 100, interruptAfterTimeLimit: 60_000 },
    );
    words = null;
    for (;;) {
      await recover(florin);
      const open = await florin.sql('select status from payment where open_attempt is not null');
      if (open.length === 0) break;
    }
    assert.deepEqual((await verify(florin.databaseUrl)).differences, []);
  });
});
