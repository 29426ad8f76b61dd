import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import pino from 'pino';
import { systemClock } from '../kernel/clock.ts';
import { gathered } from '../modules.ts';
import { openTestPlatform, type TestPlatform } from '../testing.ts';
import { buildServer } from './server.ts';
import { makeObjects, type Operation, objectOf, type Part, readOperations } from './testing.ts';

/** What else might be asked; of an operation that is not here nothing can be said, and another object is asked. */
const OTHERS: Record<string, object> = {
  pay: { amount: 99 },
  createPayment: { amount: 99 },
  confirmPayment: { payment_method: 'tok_mastercard' },
  capturePayment: { amount: 99 },
  createRefund: { amount: 99 },
  advanceClock: { advance_seconds: 601 },
  simulatePayer: { action: 'wallet_refuse' },
  createCheckoutSession: { description: 'Another' },
  createWebhookEndpoint: { description: 'Another' },
  updateWebhookEndpoint: { description: 'Another' },
  createKey: { name: 'Another' },
  createSignatureKey: { name: 'Another' },
  updateSignatureSettings: { mode: 'off' },
  createApp: { name: 'Another' },
  updateOrganization: { name: 'Another' },
  createInvitation: { role: 'finance' },
  createSandbox: { name: 'Another' },
  replayWebhookEvents: { since: '2026-11-24T09:30:01Z' },
};

describe('an idempotency key', () => {
  let florin: TestPlatform;
  let posts: Operation[];
  let objects: Record<string, string>;
  let otherObjects: Record<string, string>;

  before(async () => {
    florin = await openTestPlatform();
    posts = (await readOperations(florin)).filter(({ method }) => method === 'POST');
    objects = await makeObjects(florin);
    otherObjects = await makeObjects(florin);
  });
  after(() => florin.close());

  const takesKey = ({ schema }: Operation) =>
    schema.parameters?.some(({ $ref }: Part) => $ref === '#/components/parameters/IdempotencyKey') === true;

  const ask = (operation: Operation, key: string, change: object = {}, of = objects) => {
    const id = objectOf(of, operation.name, operation.path) as string;
    const body = { ...operation.body, ...change };
    if (operation.name === 'createRefund') Object.assign(body, { payment: of.createRefund });
    const path = operation.path.replace(/(?<=\/)[a-z]+_[0-9a-z]{26}/, id);
    return florin.call('POST', path, body, { 'idempotency-key': key });
  };

  /** How much stands in the database that a POST may write, by table, without the keys themselves. */
  const written = async () => {
    const [row] = await florin.sql(
      `select (select count(*) from payment) as payments, (select count(*) from refund) as refunds,
              (select count(*) from transfer) as transfers, (select count(*) from event) as events,
              (select count(*) from checkout_session) as sessions, (select count(*) from webhook_endpoint) as endpoints,
              (select sum(replays) from webhook_endpoint) as replays,
              (select sum(cardinality(secrets_before)) from webhook_endpoint) as secrets,
              (select count(*) from api_key) as keys, (select count(*) from account) as accounts,
              (select count(*) from invitation) as invitations, (select count(*) from app) as apps,
              (select string_agg(client_secret_hash::text, ' ' order by app_id) from app) as app_secrets,
              (select max(clock_offset) from account_head) as clock`,
    );
    return row;
  };

  it('gets the first answer again and takes effect once, at every POST that the document says it of', async () => {
    const keyed = posts.filter(takesKey);
    assert.ok(keyed.length >= 12);
    for (const operation of keyed) {
      const key = `once ${operation.name}`;
      const first = await ask(operation, key);
      assert.ok(first.status < 300, `${operation.name}: ${JSON.stringify(first.body)}`);
      const before = await written();
      const again = await ask(operation, key);
      // A secret is shown once.
      const shown = { ...first.body };
      const secrets = ['secret', 'client_secret', 'secret_key', 'publishable_key', 'accept_url'].filter(
        (name) => name in shown,
      );
      for (const name of secrets) delete shown[name];
      const expected = secrets.length === 0 ? shown : { ...shown, secret_already_shown: true };
      assert.deepEqual([again.status, again.body], [first.status, expected], operation.name);
      assert.deepEqual(await written(), before, operation.name);
    }
  });

  it('is refused with 422 for another request: at each of them', async () => {
    for (const operation of posts.filter(takesKey)) {
      const other = OTHERS[operation.name];
      const answer = await ask(
        operation,
        `once ${operation.name}`,
        other ?? {},
        other === undefined ? otherObjects : objects,
      );
      assert.deepEqual([answer.status, answer.body.code], [422, 'idempotency_key_reused'], operation.name);
    }
  });

  it('is refused with 400 where it is none: at each of them', async () => {
    for (const operation of posts.filter(takesKey)) {
      for (const key of ['', 'x'.repeat(256), 'x'.repeat(300), 'ü']) {
        const answer = await ask(operation, key);
        assert.deepEqual(
          [answer.status, answer.body.code, answer.body.field],
          [400, 'idempotency_key_invalid', 'Idempotency-Key'],
          operation.name,
        );
      }
    }
  });

  it('is not needed where the document says so and why: the same request gets the same answer', async () => {
    const unkeyed = posts.filter((operation) => !takesKey(operation));
    assert.deepEqual(
      unkeyed.map(({ name }) => name),
      ['createToken'],
    );
    for (const operation of unkeyed) {
      assert.match(operation.schema.description, /No Idempotency-Key is needed: /);
      assert.equal(operation.schema.responses['422'], undefined);
      const before = await written();
      const [one, other] = [await ask(operation, 'one'), await ask(operation, 'another')];
      assert.deepEqual([one.status, one.body], [other.status, other.body]);
      assert.deepEqual(await written(), before);
    }
  });

  it('is said of every route that writes: one that does not say is refused at start', () => {
    const app = buildServer({
      problems: gathered.problems,
      log: pino({ level: 'silent' }),
      clock: systemClock,
      authenticate: () => null,
    });
    assert.throws(
      () =>
        app.post('/silent', { config: { scope: 'payments:read' }, schema: { hide: true } }, async () => null),
      /^Error: \/silent does not say whether it takes an Idempotency-Key/,
    );
  });
});
