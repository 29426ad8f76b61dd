import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { newId } from '../kernel/ids.ts';
import { openTestPlatform, type TestPlatform } from '../testing.ts';
import { verify } from '../verify.ts';
import { eventHash, headText, NO_EVENT_HASH, parseHead } from './chain.ts';

const PAGE = join(import.meta.dirname, '../../../docs/event-chain.md');
const noPython = spawnSync('python3', ['--version']).error === undefined ? false : 'there is no python3 here';

describe('the chain of an account’s events', () => {
  let florin: TestPlatform;
  let url: string;
  before(async () => {
    florin = await openTestPlatform();
    url = await florin.app.listen({ port: 0, host: '127.0.0.1' });
    const words = 'Zwei Stifte "à la carte" \\ 两支笔\n\u2028\u0001\u007f/😀';
    for (let order = 0; order < 120; order++)
      await florin.call('POST', '/v1/payments', {
        order_id: `${order} ${words}`.trim(),
        amount: 100,
        currency: 'USD',
        description: words,
        metadata: { [`b${order}`]: words, a: '1' },
      });
  });
  after(() => florin.close());

  const head = async () => (await florin.call('GET', '/v1/events/head')).body;

  it('is shown with each event, and its head by itself', async () => {
    const { data } = (await florin.call('GET', '/v1/events?limit=2')).body;
    const [last, before] = data;
    assert.deepEqual(await head(), {
      object: 'event_head',
      account: florin.account,
      seq: last.seq,
      event: last.id,
      hash: last.hash,
      head: `${florin.account}:${last.seq}:${last.hash}`,
    });
    assert.equal(last.previous_hash, before.hash);
    assert.equal(last.seq, before.seq + 1);
    assert.deepEqual((await florin.call('GET', `/v1/events/${last.id}`)).body, last);
    const [typed] = (await florin.call('GET', '/v1/events?type=payment.created&limit=1')).body.data;
    assert.equal(typed.previous_hash, before.hash);
  });

  it('begins with nothing, which has a head too', async () => {
    const other = await openTestPlatform();
    const { body } = await other.call('GET', '/v1/events/head');
    assert.deepEqual([body.seq, body.event, body.hash], [0, null, NO_EVENT_HASH]);
    assert.deepEqual(
      (await verify(other.databaseUrl, { since: [parseHead(body.head) ?? assert.fail()] })).differences,
      [],
    );
    await other.close();
  });

  /** Runs the document's own program. */
  const prove = async (kept?: string) => {
    const [, program] = /```python\n([\s\S]*?)```/.exec(readFileSync(PAGE, 'utf8')) ?? [];
    assert.ok(program !== undefined);
    const python = spawn('python3', ['-c', program], {
      env: {
        PATH: process.env.PATH,
        FLORIN_URL: url,
        FLORIN_KEY: florin.secretKey,
        ...(kept === undefined ? {} : { FLORIN_HEAD: kept }),
      },
    });
    let said = '';
    for (const stream of [python.stdout, python.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
    const [code] = await once(python, 'close');
    return { code, said };
  };

  it('is proved by the program of the documents, over pages', { skip: noPython }, async () => {
    const kept = await head();
    assert.deepEqual(await prove(kept.head), { code: 0, said: `proved: ${kept.head}\n` });
    const changed = await prove(kept.head.replace(/.$/, (last: string) => (last === '0' ? '1' : '0')));
    assert.match(changed.said, /is not the one that was kept/);
    await florin.sql("update event set type = 'payment.failed' where seq = 5");
    assert.match((await prove()).said, /event 5 was changed/);
    await florin.sql("update event set type = 'payment.created' where seq = 5");
  });

  it('proves a head that was kept, and makes anew only what came after it', async () => {
    const kept = (await verify(florin.databaseUrl)).heads;
    assert.deepEqual(kept.map(headText), [(await head()).head]);
    await florin.call('POST', '/pay', { order_id: 'later', amount: 100, currency: 'USD' });
    assert.deepEqual((await verify(florin.databaseUrl, { since: kept })).differences, []);
    const found = async (since = kept) =>
      (await verify(florin.databaseUrl, { since })).differences.map(({ what }) => what);
    await florin.sql("update event set payload = payload || ' ' where seq = 3");
    assert.deepEqual(await found(), []);
    assert.deepEqual(await found([]), ['event 3 in the chain']);
    await florin.sql('update event set payload = trim(payload) where seq = 3');
    const [{ account, seq } = assert.fail()] = kept;
    const hash = 'ab'.repeat(32);
    assert.deepEqual(await found([{ account, seq, hash }]), [`the event ${seq} that was kept`]);
    assert.deepEqual(await found([{ account, seq: seq + 9n, hash }]), [
      `the event ${seq + 9n} that was kept`,
      'head of the event log',
    ]);
    assert.deepEqual(await found([{ account: newId('acct'), seq, hash }]), ['the account of a kept head']);
  });

  it('has another hash for anything that is told otherwise', () => {
    const event = {
      account: newId('acct'),
      type: 'payment.created',
      object: newId('pay'),
      command: newId('cmd'),
      actor: newId('key'),
      at: 1_800_000_000_000,
      payload: '{}',
    };
    const changes = [
      { account: newId('acct') },
      { type: 'payment.failed' },
      { object: newId('pay') },
      { command: newId('cmd') },
      { actor: newId('key') },
      { actor: null },
      { at: 1_800_000_000_001 },
      { payload: '{ }' },
    ];
    const hashes = [
      eventHash(NO_EVENT_HASH, event, 1n),
      eventHash('1'.repeat(64), event, 1n),
      eventHash(NO_EVENT_HASH, event, 2n),
      ...changes.map((change) => eventHash(NO_EVENT_HASH, { ...event, ...change }, 1n)),
    ];
    assert.equal(new Set(hashes).size, hashes.length);
  });

  it('has heads that are read as they are printed, and nothing else', () => {
    const kept = { account: newId('acct'), seq: 12n, hash: '0f'.repeat(32) };
    assert.deepEqual(parseHead(headText(kept)), kept);
    for (const text of [
      '',
      'acct_x:1:0',
      `${kept.account}:-1:${kept.hash}`,
      `${kept.account}:1:${kept.hash}0`,
      kept.hash,
    ])
      assert.equal(parseHead(text), null, text);
  });
});
