import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { makeDataFolder, type RunningFlorin, startFlorin } from './testing.ts';

/** Not a test number of the sandbox, and not a real card. Its check digit is right, as that of a live card would be. */
const LIVE = '4539578763621486';
const GROUPED = '4539 5787 6362 1486';
/** This text must be found, which shows that the search works. */
const MARK = 'a-note-that-is-kept-7f3a';

describe('a live card number that is sent to the sandbox', () => {
  let florin: RunningFlorin;
  let folder: Awaited<ReturnType<typeof makeDataFolder>>;
  before(async () => {
    folder = await makeDataFolder();
    florin = await startFlorin({ dataFolder: folder.path, environment: { LOG_LEVEL: 'trace' } });
  });
  after(async () => {
    await florin?.stop();
    await folder?.remove();
  });

  it('is refused, and is neither in the database, nor in its write-ahead log, nor in any log', async () => {
    const card = (number: string, rest: object = {}) => ({
      type: 'card',
      card: { number, exp_month: 12, exp_year: 2030, ...rest },
    });
    const order = { order_id: 'live', amount: 100, currency: 'USD' };
    const bodies: [string, string][] = [
      [JSON.stringify({ ...order, payment_method: card(LIVE) }), 'live_card_in_sandbox'],
      [JSON.stringify({ ...order, payment_method: card(GROUPED) }), 'live_card_in_sandbox'],
      [JSON.stringify({ ...order, payment_method: LIVE }), 'card_number_refused'],
      [JSON.stringify({ ...order, payment_method: { type: 'card', token: LIVE } }), 'card_number_refused'],
      [JSON.stringify({ ...order, payment_method: card(LIVE, { cvc: 'x' }) }), 'invalid_request'],
      [JSON.stringify({ ...order, payment_method: card(`${LIVE}x`) }), 'invalid_request'],
      [JSON.stringify({ ...order, payment_method: { type: 'card', [LIVE]: 1 } }), 'card_number_refused'],
      [JSON.stringify({ ...order, amount: 0, payment_method: card(LIVE) }), 'amount_invalid'],
      [`{"payment_method": {"card": {"number": "${LIVE}", }}`, 'malformed_json'],
      [`{"payment_method": {"card": {"number": ${LIVE}`, 'malformed_json'],
    ];
    for (const path of ['/pay', '/v1/payments']) {
      for (const [body, code] of bodies) {
        const answer = await fetch(florin.url + path, {
          method: 'POST',
          headers: {
            authorization: `Bearer ${florin.secretKey}`,
            'content-type': 'application/json',
            'idempotency-key': `live-${path}`,
          },
          body,
        });
        const text = await answer.text();
        assert.equal(JSON.parse(text).code, code, `${body} ${text}`);
        assert.ok(!text.includes(LIVE), text);
      }
    }
    const kept = await fetch(`${florin.url}/pay`, {
      method: 'POST',
      headers: { authorization: `Bearer ${florin.secretKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ ...order, order_id: MARK, payment_method: card('4242 4242 4242 4242') }),
    });
    assert.equal(kept.status, 200, await kept.text());
    await florin.stop();

    const printed = florin.lines.join('\n');
    for (const number of [LIVE, GROUPED, '4242424242424242', '4242 4242 4242 4242'])
      assert.ok(!printed.includes(number), 'the number was printed');
    const folders = [folder.path];
    const elsewhere = await readFile(join(folder.path, 'database'), 'utf8').catch(() => null);
    if (elsewhere !== null) folders.push(join('/var/lib/florin', elsewhere.trim(), 'postgres'));
    const found = { number: new Set<string>(), mark: new Set<string>() };
    for (const file of (await Promise.all(folders.map(filesIn))).flat()) {
      for (const [needle, where] of [
        [LIVE, found.number],
        [GROUPED, found.number],
        [MARK, found.mark],
      ] as const)
        if (await holds(file, needle)) where.add(file);
    }
    assert.deepEqual([...found.number], []);
    assert.ok(
      [...found.mark].some((file) => file.includes('/pg_wal/')),
      'the search sees the write-ahead log',
    );
    assert.ok(
      [...found.mark].some((file) => file.includes('/base/')),
      'the search sees the tables',
    );
  });
});

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** Whether a file contains these bytes, including across the borders of the chunks that are read. */
async function holds(file: string, text: string): Promise<boolean> {
  const needle = Buffer.from(text);
  let before: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) {
    const seen = Buffer.concat([before, chunk as Buffer]);
    if (seen.includes(needle)) return true;
    before = seen.subarray(-needle.length);
  }
  return false;
}
