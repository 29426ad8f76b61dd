import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openPool } from '../database/index.ts';
import { type Principal, pageActs } from '../http/index.ts';
import { makeObjects, objectOf, readOperations } from '../http/testing.ts';
import { AccountDirectory, principalOfMember } from '../identity/index.ts';
import { type AccountId, newId } from '../kernel/ids.ts';
import { openTestPlatform, type TestPlatform } from '../testing.ts';
import { verify } from '../verify.ts';

/** The acts that docs/audit.md lists, with what it says of how they are kept. */
const table = readFileSync(join(import.meta.dirname, '../../../docs/audit.md'), 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, act, kept] = /^\| `([a-z_]+\.[a-z_]+)` \| (.*) \|$/.exec(line) ?? [];
    return act === undefined || kept === undefined ? [] : [{ act, kept }];
  });
/** Those of agents are in `../mcp/mcp.test.ts`. */
const documented = table
  .filter(({ kept }) => kept !== 'done, on a page' && kept !== 'asked, by an agent')
  .map(({ act }) => act);

describe('the audit log', () => {
  let florin: TestPlatform;
  let person: Principal;
  const objects: Record<string, string> = {};
  before(async () => {
    florin = await openTestPlatform();
    Object.assign(objects, await makeObjects(florin));
    const home = openPool(florin.databaseUrl, 'home', 1);
    const account = await new AccountDirectory(home).find(florin.account as AccountId);
    await home.end();
    assert.ok(account);
    const membership = { id: newId('mem'), organization: account.organization, role: 'owner' } as const;
    person = principalOfMember({ ...membership, person: newId('per') }, account);
  });
  after(() => florin.close());

  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came
  const exported = async (): Promise<any[]> => {
    const { body } = await florin.app.inject({
      method: 'GET',
      url: '/v1/audit/export',
      headers: { authorization: `Bearer ${florin.secretKey}` },
    });
    return body
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  };

  it('keeps every act of a key, with who, what and on what, and none of its secrets', async () => {
    const secrets: string[] = [];
    const operations = (await readOperations(florin)).filter(({ method }) => method !== 'GET');
    const acts = new Set<string>();
    for (const operation of operations) {
      const before = await exported();
      const object = objectOf(objects, operation.name, operation.path);
      const answer = await florin.app.inject({
        method: operation.method as 'POST',
        url: operation.path.replace(/(?<=\/)[a-z]+_[0-9a-z]{26}/, object ?? ''),
        headers: { authorization: `Bearer ${florin.secretKey}`, 'content-type': 'application/json' },
        ...(operation.method === 'DELETE' ? {} : { payload: JSON.stringify(operation.body ?? {}) }),
      });
      assert.ok(answer.statusCode < 500, `${operation.name}: ${answer.body}`);
      const made = answer.body === '' ? {} : answer.json();
      for (const name of ['secret', 'secret_key', 'publishable_key', 'accept_url'])
        if (made[name] !== undefined) secrets.push(made[name]);
      for (const entry of (await exported()).slice(before.length)) {
        acts.add(entry.act);
        assert.match(entry.actor, /^key_/);
        assert.equal(entry.account, florin.account);
        assert.equal(entry.request, answer.headers['request-id']);
        if (entry.state === 'done') assert.ok(answer.statusCode < 300, `${operation.name}: ${answer.body}`);
        // What is made after the entry was written has no id yet.
        const named = operation.hasParameters ? object : undefined;
        assert.equal(
          entry.about ?? undefined,
          entry.state === 'done' ? (made.id ?? named) : named,
          operation.name,
        );
      }
    }
    const ofPeople = documented.filter((act) => /^(payment|refund|checkout_session)\./.test(act));
    assert.deepEqual(
      [...acts].toSorted(),
      documented.filter((act) => !ofPeople.includes(act)).toSorted(),
      'docs/audit.md lists them all',
    );
    const text = JSON.stringify(await exported());
    assert.ok(secrets.length > 4);
    for (const secret of secrets) assert.ok(!text.includes(secret));
  });

  it('keeps what a person does to money, and leaves what programs do to the events', async () => {
    const people = await openTestPlatform({
      databaseUrl: florin.databaseUrl,
      keys: florin.keys,
      authenticate: () => person,
    });
    try {
      const before = await exported();
      await florin.call('POST', '/pay', { order_id: 'by a key', amount: 100, currency: 'USD' });
      const pay = { order_id: 'by hand', amount: 100, currency: 'USD' };
      assert.equal((await people.call('POST', '/pay', pay)).status, 200);
      const { body: events } = await florin.call('GET', '/v1/events?type=payment.succeeded&limit=2');
      assert.equal(events.data[0].actor, person.actor.id);
      assert.match(events.data[1].actor, /^key_/);
      const [entry, ...rest] = (await exported()).slice(before.length);
      assert.deepEqual(rest, []);
      assert.deepEqual(
        [entry.act, entry.state, entry.actor, entry.detail],
        ['payment.pay', 'asked', person.actor.id, pay],
      );
    } finally {
      await people.stop();
    }
  });

  it('has in its document what people do on pages', () => {
    const onPages = table.filter(({ kept }) => kept === 'done, on a page').map(({ act }) => act);
    assert.deepEqual(onPages.toSorted(), pageActs.toSorted());
  });

  it('keeps no card, also where it was sent to a payment by hand', async () => {
    const people = await openTestPlatform({
      databaseUrl: florin.databaseUrl,
      keys: florin.keys,
      authenticate: () => person,
    });
    try {
      const before = await exported();
      const card = { number: '4242424242424242', exp_month: 12, exp_year: 2090, cvc: '739' };
      const payment_method = { type: 'card', card };
      const order = { amount: 100, currency: 'USD', payment_method };
      assert.equal((await people.call('POST', '/pay', { ...order, order_id: 'by card' })).status, 200);
      const made = { ...order, order_id: 'made by card', confirm: true };
      assert.equal((await people.call('POST', '/v1/payments', made)).status, 200);
      const { body } = await people.call('POST', '/v1/payments', {
        ...made,
        order_id: 'later',
        confirm: false,
      });
      const confirm = `/v1/payments/${body.id}/confirm`;
      assert.equal((await people.call('POST', confirm, { payment_method })).status, 200);
      const entries = (await exported()).slice(before.length);
      assert.equal(entries.length, 4);
      for (const { detail } of entries)
        assert.deepEqual(detail.payment_method, { type: 'card', card: 'not kept' });
      // Three digits are in every hash by chance.
      const text = JSON.stringify(entries.map(({ detail }) => detail));
      assert.ok(!text.includes(card.number) && !text.includes(card.cvc), text);
    } finally {
      await people.stop();
    }
  });

  it('keeps nothing of what was rolled back or could not be asked for', async () => {
    const before = await exported();
    assert.equal((await florin.call('POST', '/v1/keys/key_00000000000000000000000000/roll')).status, 404);
    assert.equal((await florin.call('POST', '/v1/webhook_endpoints', { url: 7 })).status, 400);
    assert.equal((await exported()).length, before.length);
  });

  it('numbers and chains entries one after another, however many are written at once', async () => {
    const { length } = await exported();
    await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        florin.call('POST', '/v1/keys', { name: `Key ${n}`, kind: 'publishable' }),
      ),
    );
    const entries = await exported();
    assert.equal(entries.length, length + 20);
    let before = '0'.repeat(64);
    const [row] = await florin.sql(
      `select distinct 'org' as kind, encode(hash, 'hex') as last, seq from home.audit_head where seq > 0`,
    );
    for (const [index, entry] of entries.entries()) {
      assert.equal(entry.seq, index + 1);
      const lines = [
        ...['florin audit 1', before, person.settings.organization, entry.seq, entry.id, entry.at, entry.act],
        ...[entry.state, entry.actor, entry.account ?? '', entry.about ?? '', entry.request, entry.address],
        JSON.stringify(entry.detail),
      ];
      before = createHash('sha256').update(lines.join('\n')).digest('hex');
      assert.equal(entry.hash, before);
    }
    assert.equal(row?.last, before);
    assert.deepEqual((await verify(florin.databaseUrl)).differences, []);
  });

  it('is read in pages, the newest first, by who may, and shows nothing of other organizations', async () => {
    const all = (await exported()).toReversed().map(({ id }) => id);
    const first = (await florin.call('GET', '/v1/audit?limit=5')).body;
    assert.deepEqual(
      first.data.map(({ id }: { id: string }) => id),
      all.slice(0, 5),
    );
    assert.equal(first.has_more, true);
    const second = (await florin.call('GET', `/v1/audit?limit=5&after=${first.data[4].id}`)).body;
    assert.deepEqual(
      second.data.map(({ id }: { id: string }) => id),
      all.slice(5, 10),
    );
    await florin.sql(
      `insert into home.audit_entry select gen_random_uuid(), id, 1, at, act, state, actor, account_id, object, detail, request, address, hash
       from home.audit_entry where seq = 1`,
    );
    assert.equal((await exported()).length, all.length);
  });

  it('cannot be changed or shortened by the servers', async () => {
    const home = openPool(florin.databaseUrl, 'home', 1);
    await home.query('set role florin_app');
    for (const statement of ["update audit_entry set act = 'x'", 'delete from audit_entry'])
      await assert.rejects(home.query(statement), /permission denied/);
    await home.end();
  });
});
