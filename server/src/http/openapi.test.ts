import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import pino from 'pino';
import { systemClock } from '../kernel/clock.ts';
import type { Catalogue, ProblemCode } from '../kernel/problem.ts';
import { gathered } from '../modules.ts';
import { openTestPlatform, type TestPlatform } from '../testing.ts';
import { serveOpenApi } from './openapi.ts';
import { buildServer } from './server.ts';
import { makeObjects, objectOf, type Part } from './testing.ts';

describe('the OpenAPI document', () => {
  let florin: TestPlatform;
  let document: Part;
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  formats.default(ajv);

  before(async () => {
    florin = await openTestPlatform();
    const answer = await florin.call('GET', '/openapi.json', undefined, { authorization: '' });
    assert.equal(answer.status, 200);
    document = answer.body;
    ajv.addSchema(document, 'florin');
  });
  after(() => florin.close());

  const operations = () =>
    Object.entries<Part>(document.paths).flatMap(([path, methods]) =>
      Object.entries<Part>(methods).map(([method, operation]) => ({ path, method, operation })),
    );

  /** Holds a value against the schema at a place in the document. */
  function fits(place: readonly string[], value: unknown, what: string): void {
    const pointer = place.map((key) => encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1')));
    const validate = ajv.compile({ $ref: `florin#/${pointer.join('/')}` });
    assert.ok(validate(value), `${what}: ${ajv.errorsText(validate.errors)}`);
  }

  it('passes the recommended rules of a public linter', async () => {
    const config = await createConfig({
      extends: ['recommended'],
      rules: { 'no-server-example.com': 'error' },
    });
    const problems = await lintFromString({ source: JSON.stringify(document), config });
    assert.deepEqual(
      problems.map(({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0]?.pointer}`),
      [],
    );
  });

  it('is seen to fail that linter where it is wrong', async () => {
    const config = await createConfig({ extends: ['recommended'] });
    const wrong = structuredClone(document);
    delete wrong.paths['/pay'].post.operationId;
    wrong.paths['/pay'].post.responses['200'].content['application/json'].schema = { $ref: '#/nowhere' };
    const problems = await lintFromString({ source: JSON.stringify(wrong), config });
    assert.deepEqual(
      new Set(problems.map(({ ruleId }) => ruleId)),
      new Set(['operation-operationId', 'no-unresolved-refs']),
    );
  });

  it('is not made while a route is neither described nor hidden', async () => {
    const described = new Set(operations().map(({ path, method }) => `${method} ${path}`));
    assert.ok(described.has('post /pay') && described.has('get /v1/payments/{id}'));
    const log = pino({ level: 'silent' });
    const app = buildServer({
      log,
      clock: systemClock,
      authenticate: () => null,
      problems: gathered.problems,
    });
    serveOpenApi(app, { version: '1.0.0', publicUrl: 'https://pay.example', tags: gathered.tags, links: [] });
    app.get('/hidden', { config: { scope: 'none' }, schema: { hide: true } }, async () => null);
    app.get('/forgotten', { config: { scope: 'none' } }, async () => null);
    await app.ready();
    assert.throws(() => app.swagger(), /^Error: GET \/forgotten has no config.operation/);
    await app.close();
  });

  it('names its shared schemas', () => {
    assert.ok('Payment' in document.components.schemas && 'Problem' in document.components.schemas);
    const unnamed = Object.keys(document.components.schemas).filter((name) => /^def-/.test(name));
    assert.deepEqual(unnamed, []);
  });

  it('gives every operation an example of its body and of its answer, true to their schemas', () => {
    for (const { path, method, operation } of operations()) {
      const here = ['paths', path, method];
      const name = operation.operationId;
      for (const [type, media] of Object.entries<Part>(operation.requestBody?.content ?? {})) {
        assert.ok('example' in media, `${name} has no example of its body`);
        fits([...here, 'requestBody', 'content', type, 'schema'], media.example, `${name}, body`);
      }
      for (const [index, parameter] of (operation.parameters ?? []).entries()) {
        if (parameter.in !== 'path') continue;
        assert.ok('example' in parameter, `${name} has no example of ${parameter.name}`);
        fits(
          [...here, 'parameters', String(index), 'schema'],
          parameter.example,
          `${name}, ${parameter.name}`,
        );
      }
      const succeeded = Object.keys(operation.responses).filter((status) => status < '300');
      assert.ok(succeeded.length > 0, `${name} has no answer for success`);
      for (const [status, response] of Object.entries<Part>(operation.responses)) {
        for (const [type, media] of Object.entries<Part>(response.content ?? {})) {
          const examples = media.examples
            ? Object.values<Part>(media.examples).map(({ value }) => value)
            : [media.example];
          for (const example of examples) {
            assert.notEqual(example, undefined, `${name} has no example for ${status}`);
            fits([...here, 'responses', status, 'content', type, 'schema'], example, `${name}, ${status}`);
          }
        }
      }
    }
  });

  it('tells refusals as problem documents, with the codes of the catalogue', () => {
    for (const { operation } of operations()) {
      for (const [status, response] of Object.entries<Part>(operation.responses)) {
        if (status < '400') continue;
        assert.deepEqual(Object.keys(response.content), ['application/problem+json']);
        for (const code of response['x-problem-codes'])
          assert.equal(String(gathered.problems[code as ProblemCode].status), status);
      }
    }
  });

  it('says how to authenticate', () => {
    for (const { operation } of operations())
      assert.ok(Array.isArray(operation.security), `${operation.operationId} says nothing of keys`);
  });

  /** Calls back with every object in a part of the document, and where it stands. */
  function walk(part: Part, place: string, visit: (schema: Part, place: string) => void): void {
    if (typeof part !== 'object' || part === null) return;
    visit(part, place);
    for (const [key, inner] of Object.entries(part))
      if (key !== 'example' && key !== 'examples' && key !== 'enum') walk(inner, `${place}/${key}`, visit);
  }

  it('says of every integer that it may need 64 bits, and of every choice that it is text', () => {
    let integers = 0;
    walk(document, '', (schema, place) => {
      if (schema.type === 'integer') {
        assert.equal(schema.format, 'int64', place);
        integers++;
      }
      if (Array.isArray(schema.enum)) assert.equal(schema.type, 'string', place);
      const words = (schema.anyOf ?? []).filter((each: Part) => 'const' in each);
      assert.deepEqual(words, [], `${place} is a choice of constants, which no generator reads as one type`);
      assert.equal(schema.patternProperties, undefined, `${place}: generators know additionalProperties`);
    });
    assert.ok(integers > 20);
  });

  it('names what is in every body and every answer', () => {
    for (const { operation } of operations()) {
      const contents = [operation.requestBody, ...Object.values<Part>(operation.responses)].flatMap((each) =>
        Object.entries<Part>(each?.content ?? {}),
      );
      for (const [type, { schema }] of contents)
        if (/[/+]json$/.test(type))
          assert.match(schema.$ref ?? '', /^#\/components\/schemas\/[A-Z]\w+$/, operation.operationId);
    }
  });

  it('gives no two schemas names that clash in a generated client', () => {
    const names = Object.keys(document.components.schemas);
    // A constructor in Go is New and the name.
    for (const name of names) assert.ok(!names.includes(`New${name}`), `New${name}`);
    assert.equal(new Set(names.map((name) => name.toLowerCase())).size, names.length);
  });

  it('has one schema for all refusals, which names whatever a refusal carries and is open for more', () => {
    const { Problem, ProblemCode } = document.components.schemas;
    assert.deepEqual(ProblemCode.enum, Object.keys(gathered.problems));
    const problems: Catalogue = gathered.problems;
    for (const { members = {} } of Object.values(problems))
      for (const member of Object.keys(members)) assert.ok(member in Problem.properties, member);
    assert.equal(Problem.additionalProperties, true);
    assert.deepEqual(
      Object.keys(document.components.schemas).filter((name) => /Problem/.test(name)),
      ['ProblemCode', 'Problem'],
    );
  });

  it('tells each type of event with the object that it is about', () => {
    const { Event } = document.components.schemas;
    assert.deepEqual(
      Object.keys(Event.discriminator.mapping),
      Object.values(gathered.eventTypes).flatMap((object): readonly string[] => object.types),
    );
    for (const [type, ref] of Object.entries<string>(Event.discriminator.mapping)) {
      const about = document.components.schemas[ref.split('/').at(-1) as string];
      const types = document.components.schemas[about.properties.type.$ref.split('/').at(-1)];
      assert.ok(types.enum.includes(type));
      const object = document.components.schemas[about.properties.data.$ref.split('/').at(-1)];
      assert.equal(object.properties.object.const, type.split('.')[0]);
    }
  });

  it('is the one that lies in sdks/openapi.json, from which the SDKs are made', () => {
    const kept = readFileSync(join(import.meta.dirname, '../../../sdks/openapi.json'), 'utf8');
    assert.equal(
      kept,
      `${JSON.stringify(document, null, 2)}\n`,
      'run: node scripts/write-openapi.ts, and name what breaks clients in CHANGELOG.md',
    );
  });

  it('says where the installation is reached', () => {
    assert.deepEqual(
      document.servers.map(({ url }: Part) => url),
      ['http://127.0.0.1:4242'],
    );
  });

  it('keeps its word: every operation, asked as in its example, answers as is documented', async () => {
    const objects = await makeObjects(florin);
    for (const { path, method, operation } of operations()) {
      const name: string = operation.operationId;
      // Neither is one JSON text; their own tests read them.
      if (name === 'streamEvents' || name === 'exportAuditLog') continue;
      const [content] = Object.values<Part>(operation.requestBody?.content ?? {});
      const id = objectOf(objects, name, path);
      const body =
        name === 'createRefund' ? { ...content.example, payment: objects.createRefund } : content?.example;
      const answer = await florin.call(
        method.toUpperCase() as 'GET',
        path.replace('{id}', id ?? '{id}'),
        body,
      );
      const media = operation.responses[answer.status]?.content?.['application/json'];
      assert.ok(
        answer.status === 204 || (media && answer.status < 300),
        `${name} answered ${answer.status}: ${JSON.stringify(answer.body)}`,
      );
      if (answer.status === 204) continue;
      const status = String(answer.status);
      const place = ['paths', path, method, 'responses', status, 'content', 'application/json', 'schema'];
      fits(place, answer.body, `${name}, what came`);
      // Beside numbers, tokens and times the example is what really comes.
      const fields = (value: Part) => Object.keys(value.data?.[0] ?? value).sort();
      if (answer.body.data?.length !== 0) assert.deepEqual(fields(answer.body), fields(media.example), name);
    }
  });
});
