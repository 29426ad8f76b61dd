import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { PaymentSchema } from '../payments/api/schemas.ts';
import { openTestPlatform, type TestPlatform } from '../testing.ts';
import { words } from './words.ts';

const ROOT = join(import.meta.dirname, '../../..');
const DOCS = join(ROOT, 'docs');
const documents = readdirSync(DOCS).filter((file) => file.endsWith('.md'));

describe('the guides', () => {
  let florin: TestPlatform;
  before(async () => {
    florin = await openTestPlatform();
  });
  after(() => florin.close());
  const visit = (url: string) => florin.app.inject({ method: 'GET', url, headers: { accept: 'text/html' } });

  it('are each at their name, readable without a key', async () => {
    assert.ok(documents.length > 8);
    for (const file of documents) {
      const url = file === 'README.md' ? '/docs' : `/docs/${file.replace('.md', '')}`;
      const { statusCode, headers, body } = await visit(url);
      assert.equal(statusCode, 200, url);
      assert.equal(headers['content-type'], 'text/plain; charset=utf-8');
      assert.equal(body, readFileSync(join(DOCS, file), 'utf8'), url);
    }
  });

  it('are each Markdown at their name with .md, beside the decisions and the README in both languages', async () => {
    const decisions = readdirSync(join(DOCS, 'decisions')).map((file) => `docs/decisions/${file}`);
    const guides = documents.map((file) => `docs/${file}`);
    for (const file of ['README.md', 'README.zh-CN.md', ...guides, ...decisions]) {
      const { statusCode, headers, body } = await visit(`/${file}`);
      assert.equal(statusCode, 200, file);
      assert.equal(headers['content-type'], 'text/markdown; charset=utf-8');
      assert.equal(body, readFileSync(join(ROOT, file), 'utf8'), file);
    }
  });

  it('are in /llms.txt, each at an address that has it, in the form of llmstxt.org', async () => {
    const { headers, body } = await visit('/llms.txt');
    assert.equal(headers['content-type'], 'text/plain; charset=utf-8');
    assert.match(body, /^# Florin\n\n> Florin is an open payment platform.+\n\n/);
    const links = [...body.matchAll(/^- \[[^\]]+\]\(http:\/\/127\.0\.0\.1:4242([^)]+)\)(: .+)?$/gm)].map(
      ([, path = '']) => path,
    );
    for (const path of links) assert.equal((await visit(path)).statusCode, 200, path);
    for (const file of documents) assert.equal(links.includes(`/docs/${file}`), file !== 'README.md', file);
    const lists = body.split('\n## ').slice(1);
    for (const list of lists) assert.match(list, /^\w+\n\n(- .+\n)+\n?$/);
    assert.deepEqual(
      lists.map((list) => list.split('\n')[0]),
      ['Documents', 'API', 'Optional'],
    );
  });

  it('give no path access outside their folder', async () => {
    for (const url of [
      '/docs/../package.json',
      '/docs/..%2fpackage.json',
      '/docs/%2e%2e/package.json',
      '/docs/images',
      '/docs/checkout.mdx',
      '/docs/README',
      '/docs/decisions',
      '/ARCHITECTURE.md',
      '/package.json',
      '/docs/nothing',
      '/docs/checkout/..',
    ])
      assert.equal((await visit(url)).statusCode, 404, url);
  });

  it('are linked from the front page, which names no other', async () => {
    for (const language of ['en', 'zh'] as const) {
      const { body } = await visit(`/?lang=${language}`);
      for (const name of Object.keys(words[language].guides)) {
        assert.match(body, new RegExp(`href="/docs/${name}"`));
        assert.equal((await visit(`/docs/${name}`)).statusCode, 200, name);
      }
    }
  });

  it('are all listed', () => {
    const list = readFileSync(join(DOCS, 'README.md'), 'utf8');
    for (const file of documents) if (file !== 'README.md') assert.ok(list.includes(`(${file})`), file);
  });

  it('say of a payment’s fields what the API’s own description says', () => {
    const guide = readFileSync(join(DOCS, 'payments.md'), 'utf8');
    const described = Object.entries(PaymentSchema.properties).flatMap(([field, schema]) =>
      'description' in schema ? [`| \`${field}\` | ${schema.description} |`] : [],
    );
    assert.ok(described.length > 10);
    assert.deepEqual(
      guide.split('\n').filter((line) => line.startsWith('| `')),
      described,
    );
  });

  it('call the secret key by one name', () => {
    const texts = ['README.md', 'README.zh-CN.md', ...documents.map((file) => `docs/${file}`)];
    for (const file of texts) {
      const text = readFileSync(join(ROOT, file), 'utf8');
      assert.doesNotMatch(text, /\$KEY\b|-H "Authorization: Bearer sk_test_/, file);
    }
  });
});
