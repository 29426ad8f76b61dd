import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type pg from 'pg';
import pino from 'pino';
import { openPool } from '../database/index.ts';
import type { Principal, Scope } from '../http/index.ts';
import { buildServer } from '../http/server.ts';
import { readOperations } from '../http/testing.ts';
import { systemClock } from '../kernel/clock.ts';
import { type AccountId, newId, uuidOf } from '../kernel/ids.ts';
import type { Base } from '../module.ts';
import { gathered, settingsAmong } from '../modules.ts';
import { openTestPlatform, type TestPlatform } from '../testing.ts';
import { KeyRing } from '../vault/index.ts';
import { AccountDirectory, type Membership, principalOfMember, serveIdentity } from './index.ts';
import { findPerson, type Person } from './people/person.ts';
import { merchantRoles, operatorRoles, roles, rolesBelow, scopes, scopesOf } from './roles.ts';
import { Sessions } from './sessions/sessions.ts';

describe('what each role may do', () => {
  let florin: TestPlatform;
  const principals = new Map<string, Principal>();
  /** By role, the cookie of a member's session. */
  const cookies = new Map<string, string>();
  before(async () => {
    florin = await openTestPlatform({ authenticate: (token) => principals.get(token) ?? null });
    const home = openPool(florin.databaseUrl, 'home', 1);
    const account = await new AccountDirectory(home).find(florin.account as AccountId);
    assert.ok(account);
    for (const role of roles) {
      const { organization } = account;
      const member: Membership = { id: newId('mem'), organization, person: newId('per'), role, createdAt: 0 };
      principals.set(role, principalOfMember(member, account));
      const email = `${role}@shop.example`;
      await home.query(
        `insert into person (person_id, email, password_hash, language, created_at) values ($1, $2, '', 'en', now())`,
        [uuidOf(member.person), email],
      );
      await home.query(
        `insert into membership (organization_id, id, person_id, role, created_at) values ($1, $2, $3, $4, now())`,
        [uuidOf(organization), uuidOf(member.id), uuidOf(member.person), role],
      );
      const person = (await findPerson(home, email)) as Person;
      const place = { browser: '', address: '' };
      cookies.set(role, `florin=${await new Sessions(home, systemClock).begin(home, person, place)}`);
    }
    await home.end();
    const key = (token: string, held: Principal['scopes']) =>
      principals.set(token, {
        ...(principals.get('owner') as Principal),
        actor: { kind: 'key', id: newId('key') },
        scopes: held,
      });
    key('secret', 'all');
    key('publishable', new Set(['tokens:write']));
    for (const scope of scopes) key(scope, new Set([scope]));
    key('pair', new Set(['payments:read', 'refunds:write']));
    key('nothing', new Set());
  });
  after(() => florin.close());

  /** By the table alone, whatever the server holds of the principal. */
  const mayBy = (token: string, scope: string): boolean => {
    if (token === 'secret') return true;
    if (token === 'publishable') return scope === 'tokens:write';
    if (token === 'pair') return scope === 'payments:read' || scope === 'refunds:write';
    if (token === 'nothing') return false;
    const role = roles.find((each) => each === token);
    return role === undefined ? token === scope : tableOf(scope).includes(role);
  };
  /** The roles of a scope, as docs/keys.md has them. */
  const tableOf = (scope: string): string[] =>
    documented.get(scope) ?? assert.fail(`docs/keys.md lacks ${scope}`);
  const documented = new Map<string, string[]>();
  before(() => {
    const text = readFileSync(join(import.meta.dirname, '../../../docs/keys.md'), 'utf8');
    for (const line of text.split('\n')) {
      const [, scope, ...cells] = line.split('|').map((cell) => cell.trim().replaceAll('`', ''));
      if (!/^[a-z_]+:(read|write)$/.test(scope ?? '')) continue;
      const columns = cells.slice(0, roles.length);
      documented.set(
        scope as string,
        roles.filter((_, index) => columns[index] === '✓'),
      );
    }
  });

  it('is as docs/keys.md shows it, scope by scope', () => {
    assert.deepEqual([...documented.keys()].toSorted(), scopes.toSorted());
    for (const scope of scopes)
      assert.deepEqual(
        roles.filter((role) => scopesOf(role).has(scope)),
        documented.get(scope),
        scope,
      );
  });

  it('is held at every route of the server, for every role, by its session too, every kind of key and set of scopes', async () => {
    const operations = await readOperations(florin);
    assert.ok(operations.length > 40);
    let asked = 0;
    const asking: [token: string, headers: Record<string, string>][] = [
      ...[...principals.keys()].map((token): [string, Record<string, string>] => [
        token,
        { authorization: `Bearer ${token}` },
      ]),
      ...[...cookies].map(([role, cookie]): [string, Record<string, string>] => [
        role,
        { cookie, 'florin-account': florin.account, 'sec-fetch-site': 'same-origin' },
      ]),
    ];
    for (const operation of operations) {
      const scope = operation.schema['x-scope'];
      for (const [token, headers] of asking) {
        const answer = await florin.app.inject({
          method: operation.method,
          // Nobody has such an object, and no such body means anything: what is asked is only whether the route is entered.
          url: operation.path,
          headers: { ...headers, 'content-type': 'application/json' },
          ...(operation.method === 'POST' ? { payload: '{"no_field":1}' } : {}),
          ...(operation.name === 'streamEvents' ? { query: { unknown: '1' } } : {}),
        });
        assert.notEqual(answer.statusCode, 401, `${token} at ${operation.name}`);
        const entered = answer.statusCode !== 403 || !/^This needs the scope/.test(answer.json().detail);
        assert.equal(entered, mayBy(token, scope), `${token} at ${operation.name}: ${answer.body}`);
        asked++;
      }
    }
    assert.equal(asked, operations.length * (principals.size + roles.length));
  });

  it('lets nobody do more than the owner, and people of the platform nothing with a merchant’s money', () => {
    for (const role of merchantRoles)
      for (const scope of scopesOf(role)) assert.ok(scopesOf('owner').has(scope), `${role} ${scope}`);
    for (const role of operatorRoles)
      for (const scope of scopesOf(role)) assert.match(scope, /^(organization|audit):/, role);
  });

  it('lets nobody give a role above their own', () => {
    for (const role of roles)
      for (const given of rolesBelow(role))
        for (const scope of scopesOf(given)) assert.ok(scopesOf(role).has(scope), `${role} gives ${given}`);
    assert.deepEqual(rolesBelow('finance'), []);
    assert.ok(!rolesBelow('admin').includes('owner'));
  });

  it('is known of every scope that a route needs, or the route does not start', () => {
    const app = buildServer({
      ...{ log: pino({ level: 'silent' }), clock: systemClock, authenticate: () => null },
      problems: gathered.problems,
    });
    const nowhere = {} as pg.Pool;
    const keys = new KeyRing(randomBytes(32));
    serveIdentity({
      ...{ app, keys, clock: systemClock, publicUrl: '' },
      home: nowhere,
      pool: nowhere,
      settings: settingsAmong({}),
    } as Base);
    const mount = (url: string, scope: string) =>
      app.get(url, { config: { scope: scope as Scope }, schema: { hide: true } }, async () => null);
    assert.throws(() => mount('/v1/unheard', 'unheard:read'), /\/v1\/unheard needs the scope unheard:read/);
    mount('/v1/heard', 'keys:read');
  });
});
