import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openTestPlatform, type TestPlatform } from '../testing.ts';
import { withLinks } from './openapi-links.ts';
import { makeObjects, objectOf, type Part } from './testing.ts';

describe('the links of the OpenAPI document', () => {
  let florin: TestPlatform;
  let document: Part;
  before(async () => {
    florin = await openTestPlatform();
    document = (await florin.call('GET', '/openapi.json')).body;
  });
  after(() => florin.close());

  const operations = () =>
    Object.entries<Part>(document.paths).flatMap(([path, methods]) =>
      Object.entries<Part>(methods).map(([method, operation]) => ({ path, method, operation })),
    );
  const linksOf = (id: string, status = '200') =>
    operations().find(({ operation }) => operation.operationId === id)?.operation.responses[status].links ??
    {};

  it('lead from a payment to all that can be done with it', () => {
    assert.deepEqual(Object.keys(linksOf('createPayment')).sort(), [
      ...[
        'cancelPayment',
        'capturePayment',
        'confirmPayment',
        'createRefund',
        'listRefunds',
        'listReversals',
      ],
      ...['retrievePayment', 'simulatePayer'],
    ]);
    assert.deepEqual(linksOf('createPayment').createRefund, {
      operationId: 'createRefund',
      requestBody: '{"payment":"{$response.body#/id}"}',
      description: 'Refund a payment',
    });
    assert.deepEqual(linksOf('createRefund').retrievePayment.parameters, {
      'path.id': '$response.body#/payment',
    });
  });

  it('are not made to an operation that does not exist', () => {
    const wrong = { from: 'Payment', to: 'forgetPayment', path: { id: 'id' } };
    assert.throws(() => withLinks(document, [wrong]), /leads to forgetPayment/);
  });

  it('name members of the answer, and parameters and members of the operation that they lead to', () => {
    const named = (schema: Part) => (schema.$ref === undefined ? schema : at(schema.$ref));
    const at = (ref: string) => document.components.schemas[ref.split('/').at(-1) as string];
    let links = 0;
    for (const { operation } of operations()) {
      for (const response of Object.values<Part>(operation.responses)) {
        for (const [name, link] of Object.entries<Part>(response.links ?? {})) {
          links++;
          const what = `${operation.operationId} → ${name}`;
          const target = operations().find((each) => each.operation.operationId === link.operationId);
          const parameters = new Set(
            (target?.operation.parameters ?? []).map((each: Part) => `${each.in}.${each.name}`),
          );
          for (const parameter of Object.keys(link.parameters ?? {}))
            assert.ok(parameters.has(parameter), what);
          const [body] = Object.values<Part>(target?.operation.requestBody?.content ?? {});
          const sent = JSON.parse(link.requestBody ?? '{}');
          for (const member of Object.keys(sent)) assert.ok(member in named(body.schema).properties, what);
          const answer = named(response.content['application/json'].schema);
          for (const said of [...Object.values(link.parameters ?? {}), ...Object.values(sent)]) {
            const [, member = ''] = /^\{?\$response\.body#\/(\w+)\}?$/.exec(String(said)) ?? [];
            assert.ok(member in answer.properties, `${what}: ${said}`);
          }
        }
      }
    }
    assert.ok(links > 40, String(links));
  });

  it('are followed on a server, and find what they lead to', async () => {
    const objects = await makeObjects(florin);
    let followed = 0;
    for (const { path, method, operation } of operations()) {
      if (method !== 'get' || !path.endsWith('/{id}')) continue;
      const id = objectOf(objects, operation.operationId, path);
      const { body } = await florin.call('GET', path.replace('{id}', id as string));
      for (const link of Object.values<Part>(operation.responses['200'].links ?? {})) {
        const target = operations().find((each) => each.operation.operationId === link.operationId);
        // Those that change something are asked for in the test of every operation.
        if (target?.method !== 'get') continue;
        const value = (name: string) => String(body[link.parameters[name].replace('$response.body#/', '')]);
        let url = target.path;
        for (const name of Object.keys(link.parameters)) {
          const [where, key] = name.split('.') as [string, string];
          if (where === 'path') url = url.replace(`{${key}}`, value(name));
          else url += `?${key}=${value(name)}`;
        }
        const answer = await florin.call('GET', url);
        assert.equal(answer.status, 200, `${operation.operationId} → ${link.operationId}: ${url}`);
        followed++;
      }
    }
    assert.ok(followed >= 5, String(followed));
  });
});
