import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { readDocuments } from '../front/index.ts';
import { passagesOf } from './passages.ts';
import { referenceOf } from './reference.ts';
import { Search, termsOf } from './search.ts';

const document = JSON.parse(readFileSync(join(import.meta.dirname, '../../../sdks/openapi.json'), 'utf8'));
const passages = passagesOf(readDocuments(), referenceOf(document), 'https://pay.example');
const search = new Search(passages);

describe('the search of agents', () => {
  it('finds what a developer asks for, in English and in Chinese', () => {
    const expected: Record<string, RegExp> = {
      'refund a payment': /createRefund/,
      createRefund: /createRefund/,
      退款: /createRefund/,
      如何验证回调的签名: /webhooks\.md#/,
      'verify the signature of a webhook': /webhooks\.md#/,
      currency_unknown: /errors\.md#currency_unknown/,
      idempotency_key_reused: /errors\.md#idempotency_key_reused/,
      幂等: /idempot/i,
      'test card that is declined': /testing\.md/,
      余额: /listBalances/,
      '对账 余额': /balance/i,
      FLORIN_PROCESSES: /configuration\.md/,
      复式记账: /README\.zh-CN\.md/,
    };
    for (const [question, first] of Object.entries(expected)) {
      const found = search.find(question);
      assert.ok(
        found.slice(0, 3).some(({ title, at, text }) => first.test(`${title} ${at} ${text}`)),
        `${question}: ${found.map(({ title, at }) => `${title} (${at})`).join('; ')}`,
      );
    }
  });

  it('cuts Chinese into neighbours and names into their parts', () => {
    assert.deepEqual(termsOf('退款失败'), ['退款', '款失', '失败']);
    assert.deepEqual(termsOf('API退款'), ['退款', 'api']);
    assert.deepEqual(termsOf('createRefund my_orders'), [
      'createrefund',
      'create',
      'refund',
      'my_order',
      'my',
      'order',
    ]);
  });

  it('knows every operation, every error and every document, in pieces that are short to read', () => {
    for (const { operationId } of Object.values<Record<string, { operationId: string }>>(
      document.paths,
    ).flatMap((methods) => Object.values(methods)))
      assert.ok(
        passages.some(({ title }) => title.startsWith(`${operationId}: `)),
        operationId,
      );
    for (const { path } of readDocuments())
      assert.ok(
        passages.some(({ at }) => at.startsWith(`https://pay.example${path}`)),
        path,
      );
    const code = document.components.schemas.Problem.properties.code;
    const codes: string[] = code.enum ?? document.components.schemas[code.$ref.split('/').at(-1)].enum;
    assert.ok(codes.length > 30);
    for (const each of codes)
      assert.ok(
        passages.some(({ at }) => at.endsWith(`errors.md#${each}`)),
        each,
      );
    assert.ok(passages.every(({ text }) => text.length < 3000));
  });

  it('answers a question without words with nothing', () => {
    for (const question of ['', '???', ' \n']) assert.deepEqual(search.find(question), []);
  });
});
