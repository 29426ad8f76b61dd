import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Document, digestLine, operationsText, resourcesText } from '../../../scripts/sdk-document.ts';
import { ApiError } from './errors.ts';
import type { LogEntry } from './log.ts';
import { resources } from './resources.ts';
import { type LiveFlorin, openLiveFlorin, openScripted, thrownBy } from './testing.ts';

describe('a client of a real Florin', () => {
  let live: LiveFlorin;
  let document: Document;
  before(async () => {
    live = await openLiveFlorin();
    document = (await live.call('GET', '/openapi.json')).body;
  });
  after(() => live.close());

  it('has the types and the operations of the document that the server serves', async () => {
    const generated = (name: string) => readFile(join(import.meta.dirname, 'generated', name), 'utf8');
    const hint = 'run npm run contract once, then node scripts/write-sdk-types.ts';
    assert.equal((await generated('api.ts')).split('\n')[0], digestLine(document).trim(), hint);
    assert.equal(await generated('operations.ts'), operationsText(document), hint);
    assert.equal(await generated('resources.ts'), resourcesText(document, resources), hint);
  });

  it('has a method for every operation of the document, which asks with its method and path', async () => {
    const ended = new AbortController();
    const server = await openScripted((response, { url }) => {
      response.writeHead(204).end();
      if (url.includes('/stream')) ended.abort();
    });
    const florin = server.client() as unknown as Record<
      string,
      Record<string, (...given: unknown[]) => unknown>
    >;
    const called = new Map<string, (...given: unknown[]) => unknown>([['pay', florin.pay as never]]);
    for (const [group, methods] of Object.entries(resources))
      for (const [name, id] of Object.entries(methods)) called.set(id, florin[group]?.[name] as never);
    for (const [path, item] of Object.entries(document.paths))
      for (const [method, { operationId, requestBody }] of Object.entries(item)) {
        const call = called.get(operationId);
        assert.ok(call !== undefined, `${operationId} is nowhere`);
        called.delete(operationId);
        const given = [
          ...(path.includes('{id}') ? ['an_id'] : []),
          ...(requestBody === undefined ? [] : [{}]),
        ];
        // The stream asks for where the events end before it opens.
        if (operationId === 'streamEvents')
          given.push({ lastEventId: 'evt_1', signal: ended.signal } as never);
        const answer = call(...given) as AsyncIterable<unknown> | Promise<unknown>;
        if (answer instanceof Promise) await answer;
        else
          await answer[Symbol.asyncIterator]()
            .next()
            .catch(() => {});
        const seen = server.seen.at(-1);
        assert.equal(
          `${seen?.method} ${seen?.url.split('?')[0]}`,
          `${method.toUpperCase()} ${path.replace('{id}', 'an_id')}`,
          operationId,
        );
        assert.equal('idempotency-key' in (seen?.headers ?? {}), method === 'post', operationId);
      }
    assert.deepEqual([...called.keys()], []);
    await server.close();
  });

  it('pays, refunds, and reads balances', async () => {
    const florin = live.client();
    const payment = await florin.payments.create({
      ...{ order_id: 'first', amount: 2599n, currency: 'USD', payment_method: 'tok_visa', confirm: true },
      metadata: { cart: 'ä' },
    });
    assert.equal(payment.status, 'succeeded');
    assert.equal(payment.amount_received, 2599);
    const refund = await florin.refunds.create({ payment: payment.id, amount: 99 });
    assert.equal(refund.status, 'succeeded');
    assert.equal((await florin.payments.retrieve(payment.id)).amount_refunded, 99);
    const balances = await florin.balances.list();
    assert.equal(balances.data[0]?.currency, 'USD');
    assert.equal(balances.next(), null);
  });

  it('captures and cancels, with a body or without one', async () => {
    const florin = live.client();
    const hold = (order_id: string) =>
      florin.payments.create({
        ...{ order_id, amount: 500, currency: 'EUR', payment_method: 'tok_visa', confirm: true },
        capture_method: 'manual',
      });
    const held = await hold('held');
    assert.equal((await florin.payments.capture(held.id, { amount: 300 })).amount_captured, 300);
    assert.equal((await florin.payments.capture((await hold('held-2')).id)).amount_captured, 500);
    assert.equal((await florin.payments.cancel((await hold('held-3')).id)).status, 'canceled');
  });

  it('gets the same payment for the same key, and a refusal for another body', async () => {
    const florin = live.client();
    const order = { order_id: 'twice', amount: 100, currency: 'USD' };
    const options = { idempotencyKey: 'twice' };
    const [first, second] = [await florin.pay(order, options), await florin.pay(order, options)];
    assert.equal(first.id, second.id);
    const error = await thrownBy(() => florin.pay({ ...order, amount: 101 }, options));
    assert.ok(error instanceof ApiError && error.code === 'idempotency_key_reused');
  });

  it('throws what was declined, with the payment, and the order that was paid', async () => {
    const florin = live.client();
    const order = { order_id: 'declined', amount: 100, currency: 'USD' };
    const declined = await thrownBy(() => florin.pay({ ...order, payment_method: 'tok_declined' }));
    assert.ok(declined instanceof ApiError && declined.is('payment_declined'));
    assert.equal(declined.status, 402);
    assert.match(declined.request_id ?? '', /^req_/);
    assert.ok(declined.problem.decline_code);
    const paid = await florin.pay(order);
    const again = await thrownBy(() => florin.pay(order));
    assert.ok(again instanceof ApiError && again.is('order_already_paid'));
    assert.equal(again.problem.payment?.id, paid.id);
  });

  it('swaps a card for a token with the publishable key', async () => {
    const page = live.client({ secretKey: undefined, publishableKey: live.publishableKey } as object);
    const card = { number: '4242424242424242', exp_month: 12, exp_year: 2035, cvc: '123' };
    const token = await page.tokens.create({ card });
    assert.equal(token.last4, '4242');
    assert.equal(
      (
        await live
          .client()
          .pay({ order_id: 'by-token', amount: 1, currency: 'USD', payment_method: token.token })
      ).status,
      'succeeded',
    );
  });

  it('reads every object of a list once, in both directions, while others are added', async () => {
    const florin = live.client();
    const make = (name: string) => florin.payments.create({ order_id: name, amount: 1, currency: 'CHF' });
    const old: string[] = [];
    for (let made = 0; made < 7; made += 1) old.push((await make(`old-${made}`)).id);
    const read: string[] = [];
    for await (const { id } of florin.payments.list({ currency: 'CHF', limit: 2 })) {
      read.push(id);
      await make(`new-${read.length}`);
    }
    assert.deepEqual(read, old.toReversed());
    const newer: string[] = [];
    for await (const { id } of florin.payments.list({ currency: 'CHF', limit: 3, before: old[4] as string }))
      newer.push(id);
    assert.deepEqual(newer.slice(0, 2), old.slice(5));
    assert.equal(newer.length, 2 + 7);
    assert.deepEqual(newer, newer.toSorted());
  });

  it('goes from page to page by hand', async () => {
    const first = await live.client().payments.list({ limit: 2 });
    assert.equal(first.data.length, 2);
    assert.equal(first.has_more, true);
    const second = await first.next();
    assert.ok(second !== null && second.data[0] !== undefined && first.data[1] !== undefined);
    assert.ok(second.data[0].id < first.data[1].id);
  });

  it('reads the audit log line by line', async () => {
    const florin = live.client();
    await florin.keys.create({ name: 'Nightly report', kind: 'secret', scopes: ['payments:read'] });
    const lines: string[] = [];
    for await (const line of florin.audit.export()) lines.push(line);
    assert.equal(JSON.parse(lines.at(-1) ?? '').act, 'key.create');
  });

  it('does with a key what its scopes allow', async () => {
    const florin = live.client();
    const { secret } = await florin.keys.create({
      name: 'Reader',
      kind: 'secret',
      scopes: ['payments:read'],
    });
    assert.ok(secret);
    const reader = live.client({ secretKey: secret, environment: 'sandbox' });
    assert.ok((await reader.payments.list()).data.length > 0);
    const refused = await thrownBy(() => reader.pay({ order_id: 'no', amount: 1, currency: 'USD' }));
    assert.ok(refused instanceof ApiError && refused.code === 'forbidden');
  });

  it('says of each request what the server calls it', async () => {
    const told: LogEntry[] = [];
    await live.client({ onLog: (entry) => told.push(entry) }).events.head();
    const [, answer] = told;
    assert.ok(answer?.event === 'answer' && answer.request_id?.startsWith('req_'));
  });
});
