import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openTestPlatform, type TestPlatform, turnOf } from '../../testing.ts';
import { verify } from '../../verify.ts';
import { declines } from '../declines.ts';
import { type Instrument, instruments, testCards } from './instruments.ts';

const DOCUMENT = join(import.meta.dirname, '../../../../docs/testing.md');

/** The number in groups, as printed on a card. */
function grouped(number: string): string {
  return number.length === 15
    ? number.replace(/^(.{4})(.{6})/, '$1 $2 ')
    : number.replace(/.{4}(?=.)/g, '$& ');
}

/** The check digit of ISO/IEC 7812. */
function passesLuhn(number: string): boolean {
  const sum = [...number].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

describe('the table of what can be paid with in the sandbox', () => {
  it('names each instrument once, by numbers that could be a card’s', () => {
    const tokens = instruments.map(({ method }) => method.token);
    assert.equal(new Set(tokens).size, tokens.length);
    const numbers = testCards.map(({ number }) => number);
    assert.equal(new Set(numbers).size, numbers.length);
    for (const number of numbers) assert.ok(passesLuhn(number), number);
  });

  it('has every decline that an issuer gives', () => {
    const given = new Set(
      instruments.flatMap(({ behaviour }) => ('verdict' in behaviour ? [behaviour.verdict as string] : [])),
    );
    // The payer causes these two, by failing a challenge and by refusing in the wallet.
    const byPayer = ['authentication_failed', 'payer_refused'];
    for (const decline of Object.keys(declines))
      assert.ok(given.has(decline) || byPayer.includes(decline), decline);
  });

  it('is the documents’ table', () => {
    const rows = readFileSync(DOCUMENT, 'utf8')
      .split('\n')
      .filter(
        (line) =>
          /^\| [\d ]*\| `/.test(line) &&
          instruments.some(({ method }) => line.includes(`| \`${method.token}\` |`)),
      );
    assert.deepEqual(
      rows,
      instruments.map(
        ({ method, number, says }) =>
          `| ${number === null ? '' : grouped(number)} | \`${method.token}\` | ${says} |`,
      ),
    );
  });
});

/**
 * How each instrument is brought to its end, and what is seen on the way: each status, and the decline code at the
 * end.
 */
const walks: Record<string, { does: string[]; sees: string[]; decline?: string }[]> = {
  tok_challenge: [
    { does: ['complete_challenge'], sees: ['requires_action', 'succeeded'] },
    { does: ['fail_challenge'], sees: ['requires_action', 'failed'], decline: 'authentication_failed' },
    { does: ['cancel'], sees: ['requires_action', 'canceled'] },
    { does: ['expire'], sees: ['requires_action', 'expired'] },
  ],
  tok_challenge_declined: [
    { does: ['complete_challenge'], sees: ['requires_action', 'failed'], decline: 'card_declined' },
  ],
  tok_processing_succeeds: [{ does: ['time'], sees: ['processing', 'succeeded'] }],
  tok_processing_fails: [{ does: ['time'], sees: ['processing', 'failed'], decline: 'card_declined' }],
  tok_timeout_approved: [{ does: ['ask'], sees: ['processing', 'succeeded'] }],
  tok_timeout_declined: [{ does: ['ask'], sees: ['processing', 'failed'], decline: 'card_declined' }],
  wallet: [
    { does: ['wallet_pay'], sees: ['requires_action', 'succeeded'] },
    { does: ['wallet_refuse'], sees: ['requires_action', 'failed'], decline: 'payer_refused' },
    { does: ['expire'], sees: ['requires_action', 'expired'] },
  ],
  bank_transfer: [
    { does: ['bank 1000'], sees: ['requires_action', 'succeeded'] },
    { does: ['bank 400', 'bank 600'], sees: ['requires_action', 'requires_action', 'succeeded'] },
    { does: ['bank 1500', 'returned 500'], sees: ['requires_action', 'succeeded', 'succeeded'] },
    {
      does: ['bank 400', 'bank 700', 'returned 100'],
      sees: ['requires_action', 'requires_action', 'succeeded', 'succeeded'],
    },
    {
      does: ['bank 1000', 'bank 5', 'returned 5'],
      sees: ['requires_action', 'succeeded', 'succeeded', 'succeeded'],
    },
    {
      does: ['bank 400', 'expire', 'returned 400'],
      sees: ['requires_action', 'requires_action', 'expired', 'expired'],
    },
    {
      does: ['expire', 'bank 1000', 'returned 1000'],
      sees: ['requires_action', 'expired', 'expired', 'expired'],
    },
    {
      does: ['bank 400', 'cancel', 'returned 400', 'bank 600', 'returned 1000'],
      sees: ['requires_action', 'requires_action', 'canceled', 'canceled', 'canceled', 'canceled'],
    },
  ],
};

function walksOf({ method, behaviour }: Instrument) {
  const written = walks[method.token];
  if (written !== undefined) return written;
  assert.ok('verdict' in behaviour, method.token);
  return behaviour.verdict === 'approved'
    ? [{ does: [], sees: ['succeeded'] }]
    : [{ does: [], sees: ['failed'], decline: behaviour.verdict }];
}

describe('everything that can be paid with in the sandbox', () => {
  let florin: TestPlatform;
  let orders = 0;
  before(async () => {
    florin = await openTestPlatform({
      sandboxTimes: { slowMs: 1, processingMs: 1 },
      channelTimeoutMs: 200,
      // Long enough for a busy machine: after the first, a command is refused. The tests sometimes wait for the
      // second.
      sendWithinMs: 1500,
      recoverAfterMs: 2000,
    });
  });
  after(() => florin.close());

  const get = async (id: string) => (await florin.call('GET', `/v1/payments/${id}`)).body;
  const advance = async (seconds: number) => {
    const { status } = await florin.call('POST', '/v1/sandbox/clock', { advance_seconds: seconds });
    assert.equal(status, 200);
  };
  /** Waits until the payment is as expected. */
  async function until(id: string, done: (payment: Awaited<ReturnType<typeof get>>) => boolean) {
    for (const begun = performance.now(); ; ) {
      const payment = await get(id);
      if (done(payment)) return payment;
      assert.ok(performance.now() - begun < 60_000, `it stays as it is: ${JSON.stringify(payment)}`);
      await Promise.all([turnOf(florin.sandbox), turnOf(florin.inbox), turnOf(florin.recovery)]);
      await turnOf(florin.scheduler);
    }
  }
  const ended = ({ status }: { status: string }) =>
    !['processing', 'canceling', 'requires_action'].includes(status);

  async function act(id: string, what: string) {
    const [name, amount] = what.split(' ');
    switch (name) {
      case 'time':
      case 'ask':
        return until(id, ended);
      case 'cancel':
        await florin.call('POST', `/v1/payments/${id}/cancel`, {});
        return until(id, ended);
      case 'expire':
        await advance(8 * 86_400);
        return until(id, ended);
      case 'returned':
        return until(
          id,
          (payment) => payment.amount_unapplied === 0 && payment.amount_returned === Number(amount),
        );
      case 'bank':
        return simulate(id, { action: 'bank_receive', amount: Number(amount) });
      default:
        return simulate(id, { action: what });
    }
  }
  async function simulate(id: string, body: object) {
    const answer = await florin.call('POST', `/v1/sandbox/payments/${id}/simulate`, body);
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return answer.body;
  }

  for (const instrument of instruments) {
    for (const { does, sees, decline } of walksOf(instrument)) {
      it(`${instrument.method.token}: ${[...does, ...sees.slice(-1)].join(', ')}`, async () => {
        const { status, body } = await florin.call('POST', '/v1/payments', {
          order_id: `walk-${++orders}`,
          amount: 1000,
          currency: 'USD',
          payment_method: instrument.method.token,
          confirm: true,
        });
        assert.equal(status, 200, JSON.stringify(body));
        const statuses = [body.status];
        let payment = body;
        for (const what of does) {
          payment = await act(body.id, what);
          statuses.push(payment.status);
        }
        assert.deepEqual(statuses, sees);
        assert.equal(payment.decline_code, decline ?? null);
        assert.equal(payment.amount_captured, payment.status === 'succeeded' ? 1000 : 0);
        assert.equal(payment.amount_received, payment.amount_captured + payment.amount_returned);
        // Every notification of the sandbox is applied again, the last one first: nothing changes.
        await florin.sql(
          `insert into channel_inbox_open select account_id, channel, event_id, 0, now() - row_number() over (order by received_at) * interval '1 s'
           from channel_inbox`,
        );
        while ((await florin.inbox.run()) > 0);
        assert.deepEqual(await get(body.id), payment);
        assert.deepEqual((await verify(florin.databaseUrl)).differences, []);
      });
    }
  }
});
