import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import pino from 'pino';
import { type TSchema, Type } from 'typebox';
import { systemClock } from '../kernel/clock.ts';
import { gathered } from '../modules.ts';
import type { App } from './app.ts';
import { MomentField, WebAddressField } from './fields.ts';
import { Metadata } from './schemas.ts';
import { buildServer } from './server.ts';

const open = (): App =>
  buildServer({
    log: pino({ level: 'silent' }),
    clock: systemClock,
    authenticate: () => null,
    problems: gathered.problems,
  });

/** What a route with one field says of each value. */
async function detailsOf(field: string, schema: TSchema, ...values: unknown[]): Promise<string[]> {
  const app = open();
  app.post(
    '/',
    {
      config: { scope: 'none' },
      schema: { body: Type.Object({ [field]: schema }, { additionalProperties: false }) },
    },
    async () => ({ detail: '' }),
  );
  const details = [];
  for (const value of values) {
    const answer = await app.inject({ method: 'POST', url: '/', payload: { [field]: value } });
    assert.equal(answer.headers['content-type'], 'application/problem+json', `${value} was taken`);
    details.push(answer.json().detail);
  }
  await app.close();
  return details;
}

describe('a field that does not fit its schema', () => {
  it('is told what to send, for every keyword that schemas have', async () => {
    const cases: [schema: TSchema, value: unknown, says: string][] = [
      [Type.String(), 1, 'a must be text, in quotes'],
      [Type.Integer(), '1', 'a must be a whole number, without quotes'],
      [Type.Boolean(), 'true', 'a must be true or false, without quotes'],
      [Type.Array(Type.String()), 'x', 'a must be a list, […]'],
      [Type.Object({}), 'x', 'a must be an object, {…}'],
      [Type.Union([Type.String(), Type.Null()]), 1, 'a must be text, in quotes or null'],
      [Type.String({ minLength: 1 }), '', 'a must not be empty'],
      [Type.String({ minLength: 2 }), '', 'a must have 2 characters or more'],
      [Type.String({ maxLength: 1 }), 'xx', 'a must have 1 character or fewer'],
      [Type.Integer({ minimum: 60 }), 1, 'a must be 60 or more'],
      [Type.Integer({ maximum: 60 }), 61, 'a must be 60 or less'],
      [Type.Array(Type.String(), { minItems: 1 }), [], 'a must list 1 entry or more'],
      [Type.Array(Type.String(), { maxItems: 0 }), ['x'], 'a must list 0 entries or fewer'],
      [Type.Enum(['b', 'c']), 'd', 'a must be one of b, c'],
      [Type.Union([Type.Literal('b'), Type.Literal('c')]), 'd', 'a must be one of b, c'],
      [Type.Object({ b: Type.String() }), {}, 'a/b is missing'],
      [Type.Object({}, { additionalProperties: false }), { b: 1 }, 'a/b is not a field of this request'],
      [
        Metadata,
        Object.fromEntries(Array.from({ length: 51 }, (_, n) => [n, ''])),
        'a must have 50 names or fewer',
      ],
      [Metadata, { ['x'.repeat(41)]: '' }, 'a must have 40 characters or fewer'],
      [Metadata, { b: 'x'.repeat(501) }, 'a/b must have 500 characters or fewer'],
    ];
    for (const [schema, value, says] of cases)
      assert.deepEqual(await detailsOf('a', schema, value), [says], JSON.stringify(schema));
    assert.match(
      (await detailsOf('a', WebAddressField(''), 'x'))[0] ?? '',
      /such as https:\/\/shop\.example/,
    );
    assert.match((await detailsOf('a', MomentField, 'x'))[0] ?? '', /such as 2030-01-31T09:00:00Z/);
    assert.deepEqual(await detailsOf('cvc', Type.String({ pattern: '^1$' }), '2'), [
      'cvc must be the three or four digits of the card’s security code',
    ]);
  });

  it('can have no keyword, pattern or format without words: the server does not start', () => {
    const mounting = (schema: TSchema) => () =>
      open().post('/', { config: { scope: 'none' }, schema: { body: schema } }, async () => ({}));
    for (const schema of [
      Type.Integer({ multipleOf: 5 }),
      Type.Array(Type.Integer(), { uniqueItems: true }),
      Type.Record(Type.String(), Type.String()),
      Type.String({ pattern: '^x$' }),
      Type.String({ format: 'ipv4' }),
    ]) {
      assert.throws(mounting(Type.Object({ a: schema })), /no words/);
      assert.throws(mounting(Type.Object({ a: Type.Array(Type.Union([schema, Type.Null()])) })), /no words/);
      assert.throws(mounting(Type.Object({ a: Type.Object({ b: schema }) })), /no words/);
    }
  });
});
