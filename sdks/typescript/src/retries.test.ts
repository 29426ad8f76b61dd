import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decideRetry, type Outcome, type RetryState, retryAfterMs } from './retries.ts';

const fresh: RetryState = { tries: 1, maxTries: 6, elapsedMs: 0, totalMs: 90_000, random: 0 };
const refusal = (status: number, code: string | null = null, retryAfter: number | null = null): Outcome => ({
  ...{ kind: 'refusal', status, code, retryAfterMs: retryAfter },
});

describe('whether a request is sent again', () => {
  const again: [Outcome, string][] = [
    [{ kind: 'no_answer' }, 'no_answer'],
    [{ kind: 'cut_answer' }, 'cut_answer'],
    [refusal(409, 'idempotency_in_progress'), 'in_progress'],
    [refusal(429, 'rate_limited'), 'rate_limited'],
    [refusal(502), 'unavailable'],
    [refusal(503, 'overloaded'), 'unavailable'],
    [refusal(504), 'unavailable'],
  ];
  for (const [outcome, because] of again)
    it(`it is after ${because} ${'status' in outcome ? outcome.status : ''}`, () => {
      assert.deepEqual(decideRetry(outcome, fresh), { retry: true, waitMs: 250, because });
    });

  it('it is not after any other refusal', () => {
    for (let status = 400; status < 600; status += 1)
      if (![408, 429, 500, 502, 503, 504].includes(status))
        assert.deepEqual(
          decideRetry(refusal(status, 'order_already_paid', 1000), fresh),
          { retry: false },
          `${status}`,
        );
  });

  it('it is so often and so long as may be', () => {
    const lost: Outcome = { kind: 'no_answer' };
    assert.equal(decideRetry(lost, { ...fresh, tries: 5 }).retry, true);
    assert.equal(decideRetry(lost, { ...fresh, tries: 6 }).retry, false);
    assert.equal(decideRetry(lost, { ...fresh, elapsedMs: 89_740 }).retry, true);
    assert.equal(decideRetry(lost, { ...fresh, elapsedMs: 89_750 }).retry, false);
  });

  it('it waits twice as long each time, up to eight seconds, and somewhere between half and all of that', () => {
    const waits = [1, 2, 3, 4, 5, 6, 7].map((tries) => {
      const state = { ...fresh, tries, maxTries: 10 };
      return [0, 1].map((random) => {
        const decision = decideRetry({ kind: 'no_answer' }, { ...state, random });
        return decision.retry ? decision.waitMs : null;
      });
    });
    assert.deepEqual(waits, [
      [250, 500],
      [500, 1000],
      [1000, 2000],
      [2000, 4000],
      [4000, 8000],
      [4000, 8000],
      [4000, 8000],
    ]);
  });

  it('it never waits less than Retry-After says, and not at all if that is longer than a minute, or than there is', () => {
    assert.deepEqual(decideRetry(refusal(429, null, 7000), fresh), {
      retry: true,
      waitMs: 7000,
      because: 'rate_limited',
    });
    assert.deepEqual(decideRetry(refusal(503, null, 60_001), fresh), { retry: false });
    assert.deepEqual(decideRetry(refusal(503, null, 50_000), { ...fresh, elapsedMs: 50_000 }), {
      retry: false,
    });
  });
});

describe('Retry-After', () => {
  const date = 'Sun, 06 Nov 1994 08:49:37 GMT';
  const read: [string | null, number | null][] = [
    ['0', 0],
    ['7', 7000],

    ['Sun, 06 Nov 1994 08:49:47 GMT', 10_000],
    ['Sun, 06 Nov 1994 08:00:00 GMT', 0],
    ['-1', null],
    ['1.5', null],
    ['soon', null],
    ['', null],
    [null, null],
  ];
  for (const [value, ms] of read)
    it(`${value} is ${ms} ms, by the clock of the server`, () => {
      const headers = new Headers({ date });
      if (value !== null) headers.set('retry-after', value);
      assert.equal(retryAfterMs(headers), ms);
    });
});
