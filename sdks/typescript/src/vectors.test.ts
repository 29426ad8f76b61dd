import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, mock } from 'node:test';
import { judge, redirectError } from './answers.ts';
import { base64, type Jwk, utf8 } from './base64.ts';
import { Florin } from './client.ts';
import { AnswerError, ApiError, ConnectionError, InputError, VerificationError } from './errors.ts';
import { parseId } from './ids/index.ts';
import { decryptJwe, encryptJwe } from './jwe.ts';
import type { LogEntry } from './log.ts';
import { decimalsEver } from './money/currencies.ts';
import { decimalsOf, exactMinorUnits, fromMinorUnits } from './money/index.ts';
import { decideRetry, retryAfterMs } from './retries.ts';
import { type SignatureAlgorithm, sign, signatureAlgorithms, signingKey } from './signatures/algorithms.ts';
import { requestBase } from './signatures/signing.ts';
import { thrownBy } from './testing.ts';
import { verifyWebhook } from './webhooks/index.ts';
import type { OutgoingRequest } from './wire.ts';

/** The cases that every SDK passes. */
function vectors<T>(name: string): T {
  return JSON.parse(readFileSync(join(import.meta.dirname, '../../vectors', `${name}.json`), 'utf8')) as T;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

describe('vectors of webhooks', () => {
  interface Case extends Answer {
    readonly name: string;
    readonly secret: string;
    readonly now: number;
    readonly tolerance: number;
    readonly accepted: boolean;
    readonly reason?: string;
  }
  const said: Record<string, RegExp> = {
    secret_invalid: /secret/i,
    header_missing: /is missing/,
    timestamp_invalid: /is no time/,
    too_old: /seconds old/,
    too_new: /seconds ahead/,
    no_signature_fits: /No signature/,
  };
  for (const { name, secret, headers, body, now, tolerance, accepted, reason } of vectors<{ cases: Case[] }>(
    'webhooks',
  ).cases)
    it(name, async () => {
      const options = { secret, toleranceSeconds: tolerance, now: () => now * 1000 };
      if (accepted) {
        const event = await verifyWebhook(body, headers, options).catch((error) => error);
        // A case may sign any text; this one is then refused for being no event, behind the signature.
        if (event instanceof VerificationError) assert.match(event.message, /is signed, but is no event/);
        else assert.deepEqual(event, JSON.parse(body));
        return;
      }
      const error = await thrownBy(() => verifyWebhook(body, headers, options));
      assert.ok(error instanceof VerificationError || error instanceof InputError, String(error));
      assert.match(error.message, said[reason ?? ''] ?? /^$/);
    });
});

describe('vectors of JWE', () => {
  interface Case {
    readonly name: string;
    readonly jwe: string;
    readonly plaintext?: string;
    readonly refused?: string;
  }
  const {
    kid,
    key: forms,
    cases,
  } = vectors<{ kid: string; key: { private_jwk: Jwk }; cases: Case[] }>('jwe');
  const key = { ...forms.private_jwk, kid };
  for (const { name, jwe, plaintext } of cases)
    it(name, async () => {
      if (plaintext !== undefined) return assert.equal(await decryptJwe(jwe, [key]), plaintext);
      assert.ok((await thrownBy(() => decryptJwe(jwe, [key]))) instanceof VerificationError);
    });

  it('what this SDK encrypts can be opened by the key', async () => {
    assert.equal(await decryptJwe(await encryptJwe('ä', key), [key]), 'ä');
  });
});

describe('vectors of signatures', () => {
  interface Case {
    readonly name: string;
    readonly kind: string;
    readonly accepted: boolean;
    readonly key: string;
    readonly algorithm: string;
    readonly signed: { readonly request: OutgoingRequest; readonly covered: readonly string[] };
    readonly signature_base: string;
    readonly signature_input: string;
    readonly signature: string;
    readonly label: string;
  }
  const { keys, cases } = vectors<{ keys: Record<string, { private_pem: string }>; cases: Case[] }>(
    'signatures',
  );
  // What this SDK signs by, and what it covers: the whole address, and never a part of it.
  const own = cases.filter(
    ({ kind, accepted, algorithm, signed: { covered } }) =>
      kind === 'request' &&
      accepted &&
      algorithm in signatureAlgorithms &&
      covered.every((name) => !name.startsWith('@') || name === '@method' || name === '@target-uri'),
  );
  for (const { name, key, algorithm, signed, signature_base, signature_input, signature, label } of own)
    it(name, async () => {
      const covered = signed.covered.map((each) => `"${each}"`).join(' ');
      const base = requestBase(signed.request, covered, signature_input.slice(label.length + 1));
      assert.equal(base, signature_base);
      const by = algorithm as SignatureAlgorithm;
      const made = await sign(await signingKey(keys[key]?.private_pem ?? '', by), by, utf8(base));
      // The others are another one each time.
      if (by === 'ed25519' || by === 'rsa-v1_5-sha256') assert.equal(base64(made), signature);
      else assert.equal(made.byteLength, Buffer.from(signature, 'base64').length);
    });

  it('they have every algorithm of this SDK', () => {
    assert.deepEqual(
      new Set(own.map(({ algorithm }) => algorithm)),
      new Set(Object.keys(signatureAlgorithms)),
    );
  });
});

describe('vectors of money', () => {
  interface Parse {
    readonly name: string;
    readonly text: string;
    readonly currency: string;
    readonly minor?: string;
    readonly refused?: 'currency_unknown' | 'not_a_decimal' | 'too_many_decimals';
  }
  const { currencies, withdrawn, parse, format } = vectors<{
    currencies: Record<string, number>;
    withdrawn: Record<string, number>;
    parse: Parse[];
    format: { name: string; minor: string; currency: string; text: string }[];
  }>('money');
  const said = {
    currency_unknown: /is no currency/,
    not_a_decimal: /must be digits/,
    too_many_decimals: /decimals, and .* has more/,
  };

  it('every currency has its decimals', () => {
    for (const [code, decimals] of Object.entries(currencies)) assert.equal(decimalsOf(code), decimals, code);
    for (const [code, decimals] of Object.entries(withdrawn))
      assert.equal(decimalsEver(code), decimals, code);
  });
  for (const { name, text, currency, minor, refused } of parse)
    it(`read: ${name}`, () => {
      if (refused === undefined) assert.equal(String(exactMinorUnits(text, currency)), minor);
      else
        assert.throws(() => exactMinorUnits(text, currency), { name: 'InputError', message: said[refused] });
    });
  for (const { name, minor, currency, text } of format)
    it(`written: ${name}`, () => assert.equal(fromMinorUnits(BigInt(minor), currency), text));
});

describe('vectors of ids', () => {
  interface Case {
    readonly name: string;
    readonly id: string;
    readonly prefix: string;
    readonly valid: boolean;
    readonly uuid: string;
    readonly time_ms: number | null;
    readonly reason: 'prefix' | 'length' | 'characters' | 'too_large';
  }
  const said = {
    prefix: /does not begin with/,
    length: /has not 26 characters/,
    characters: /characters that no id has/,
    too_large: /more than 128 bits/,
  };
  for (const { name, id, prefix, valid, uuid, time_ms, reason } of vectors<{ cases: Case[] }>('ids').cases)
    it(name, () => {
      if (valid) assert.deepEqual(parseId(id, prefix), { prefix, uuid, time_ms });
      else assert.throws(() => parseId(id, prefix), { name: 'InputError', message: said[reason] });
    });
});

describe('vectors of refusals', () => {
  interface Case {
    readonly name: string;
    readonly answer: Answer;
    readonly error: Record<
      'status' | 'code' | 'request_id' | 'retry_after' | 'field' | 'may_be_repeated',
      unknown
    >;
  }
  const { now, cases } = vectors<{ now: string | number; cases: Case[] }>('problems');
  const at = typeof now === 'number' ? now * 1000 : Date.parse(now);
  for (const { name, answer, error: wanted } of cases)
    it(name, () => {
      const headers = new Headers(answer.headers);
      const received = { status: answer.status, headers, type: 'basic' } as const;
      const judged = judge(received, answer.body);
      const error = redirectError(received, 'https://pay.example') ?? (judged.good ? null : judged.error);
      assert.ok(error instanceof ApiError || error instanceof AnswerError);
      const api = error instanceof ApiError ? error : null;
      const redirected = answer.status >= 300 && answer.status < 400;
      const state = { tries: 1, maxTries: 2, elapsedMs: 0, totalMs: 1e9, random: 0 };
      // Whether, not when.
      const outcome =
        judged.good || judged.outcome.kind !== 'refusal' ? null : { ...judged.outcome, retryAfterMs: null };
      const wait = retryAfterMs(headers, at);
      assert.deepEqual(
        {
          status: error.status,
          code: api?.code ?? null,
          request_id: error.request_id,
          retry_after: wait === null ? null : wait / 1000,
          field: api?.field ?? null,
          may_be_repeated: !redirected && (outcome === null || decideRetry(outcome, state).retry),
        },
        wanted,
      );
    });
});

describe('vectors of retries', () => {
  interface Case {
    readonly name: string;
    readonly method: 'GET' | 'POST';
    readonly idempotency_key: string | null;
    readonly max_tries: number;
    readonly exchanges: readonly (Partial<Answer> & { readonly does: string })[];
    readonly requests: number;
    readonly waits: readonly { readonly at_least: number; readonly at_most: number }[];
    readonly result?: unknown;
    readonly error?: { readonly kind: string; readonly status?: number; readonly code?: string | null };
  }
  // This SDK sends no POST without a key.
  const cases = vectors<{ cases: Case[] }>('retries').cases.filter(
    ({ method, idempotency_key }) => method === 'GET' || idempotency_key !== null,
  );
  for (const { name, method, idempotency_key, max_tries, exchanges, requests, waits, ...wanted } of cases)
    it(name, async () => {
      mock.timers.enable({ apis: ['setTimeout'] });
      try {
        const seen: string[] = [];
        const waited: number[] = [];
        // Time goes on when somebody waits for it.
        const onLog = (entry: LogEntry) => {
          const { does } = exchanges[entry.attempt - 1] ?? {};
          if (entry.event === 'request' && does === 'never_answers')
            setImmediate(() => mock.timers.tick(30_000));
          if (entry.event !== 'retry') return;
          waited.push(entry.wait_ms / 1000);
          setImmediate(() => mock.timers.tick(entry.wait_ms));
        };
        const florin = new Florin({
          ...{ baseUrl: 'https://pay.example', secretKey: 'sk_test_1', maxTries: max_tries, onLog },
          fetch: async (_url, init) => {
            const { does, status, headers, body } = exchanges[seen.length] ?? {};
            seen.push(`${new Headers(init?.headers).get('idempotency-key')} ${init?.body}`);
            if (does === 'never_answers') return new Promise(() => {});
            if (does !== 'answers')
              throw new TypeError('fetch failed', { cause: new Error('other side closed') });
            return new Response(body ?? null, { status: status ?? 200, headers: headers ?? {} });
          },
        });
        const options = idempotency_key === null ? {} : { idempotencyKey: idempotency_key };
        const call = () =>
          method === 'POST'
            ? florin.pay({ order_id: 'A-7', amount: 2599, currency: 'USD' }, options)
            : florin.payments.retrieve('pay_1');
        const { error } = wanted;
        if (error === undefined) assert.deepEqual(await call(), wanted.result);
        else {
          const thrown = await thrownBy(call);
          if (error.kind === 'connection') assert.ok(thrown instanceof ConnectionError);
          else {
            assert.ok(thrown instanceof ApiError || thrown instanceof AnswerError);
            assert.equal(thrown.status, error.status);
            assert.equal(thrown instanceof ApiError ? thrown.code : null, error.code);
          }
        }
        assert.equal(seen.length, requests);
        assert.equal(new Set(seen).size, 1);
        assert.ok(seen[0]?.startsWith(`${idempotency_key} `));
        assert.equal(waited.length, waits.length);
        for (const [index, { at_least, at_most }] of waits.entries())
          assert.ok(
            (waited[index] as number) >= at_least && (waited[index] as number) <= at_most,
            `${waited}`,
          );
      } finally {
        mock.timers.reset();
      }
    });
});
