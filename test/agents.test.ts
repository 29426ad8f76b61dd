import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, before, describe, it } from 'node:test';
import { openAgent, overHttp } from '../server/src/mcp/testing.ts';
import { startWholePlatform, type WholePlatform } from './whole-platform.ts';

/** By a connection of its own each time, which either process may get. */
const anew: typeof fetch = (url, { method = 'GET', headers, body } = {}) =>
  new Promise((resolve, reject) => {
    const options = { method, agent: false, headers: Object.fromEntries(new Headers(headers)) };
    const sent = request(String(url), options, (answer) => {
      const { statusCode = 0, headers: came } = answer;
      const empty = statusCode === 202 || statusCode === 204;
      if (empty) answer.resume();
      resolve(
        new Response(empty ? null : (Readable.toWeb(answer) as ReadableStream), {
          status: statusCode,
          headers: Object.entries(came).map(([name, value]): [string, string] => [name, String(value)]),
        }),
      );
    });
    sent.on('error', reject);
    sent.end(body as string | undefined);
  });

describe('agents, on a platform of two processes', () => {
  let florin: WholePlatform;
  let key: string;
  before(async () => {
    florin = await startWholePlatform({ FLORIN_PROCESSES: '2' });
    key = JSON.parse(await readFile(join(florin.folder, 'sandbox.json'), 'utf8')).secret_key;
  });
  after(() => florin.stop());

  for (const modern of [true, false])
    it(`pay each order once by a program of ${modern ? 2026 : 2025}, whichever process hears the person`, async () => {
      const agent = await openAgent(overHttp(florin.url, key, anew), { modern });
      for (let at = 0; at < 8; at++) {
        const body = { order_id: `${modern} ${at}`, amount: 100, currency: 'USD' };
        const paid = await agent.operation('pay', { body });
        assert.equal(paid.answer.status, 'succeeded', JSON.stringify(paid));
      }
      assert.equal(agent.asked.length, 8);
      await agent.client.close();
    });
});
