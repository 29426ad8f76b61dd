import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import { inTransaction, openPool, withAllTables } from '../../database/index.ts';
import type { Principal } from '../../http/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { type AccountId, newId, type OrganizationId, type PersonId, uuidOf } from '../../kernel/ids.ts';
import { openTestPlatform, type TestPlatform } from '../../testing.ts';
import type { KeyRing } from '../../vault/index.ts';
import {
  type Account,
  AccountDirectory,
  acceptInvitation,
  addMember,
  createOrganization,
  type Membership,
  membershipsOf,
  principalOfMember,
  type Role,
} from '../index.ts';

const WEEK_MS = 7 * 86_400_000;

describe('an organization', () => {
  let florin: TestPlatform;
  let home: pg.Pool;
  let account: Account;
  let ring: KeyRing;
  let people = 0;
  let ahead = 0;
  const clock: Clock = { now: () => Date.now() + ahead, monotonic: () => performance.now() };
  const principals = new Map<string, Principal>();

  before(async () => {
    florin = await openTestPlatform({ clock, authenticate: (token) => principals.get(token) ?? null });
    home = openPool(florin.databaseUrl, 'home', 4);
    ring = florin.keys;
    account = (await new AccountDirectory(home).find(florin.account as AccountId)) as Account;
  });
  after(async () => {
    await home.end();
    await florin.close();
  });

  const makePerson = async (): Promise<{ id: PersonId; email: string }> => {
    const person = { id: newId('per'), email: `person-${++people}@shop.example` };
    await home.query(
      `insert into person (person_id, email, password_hash, language, created_at) values ($1, $2, '', 'en', now())`,
      [uuidOf(person.id), person.email],
    );
    return person;
  };
  const join = async (organization: OrganizationId, role: Role): Promise<Membership> => {
    const { id } = await makePerson();
    return inTransaction(home, (client) => addMember(client, organization, id, role, clock.now()));
  };
  /** An organization of its own, with a member for each of these roles, in their order. */
  const make = async (...held: Role[]): Promise<{ of: Account; members: Membership[] }> => {
    const organization = await createOrganization(home, { kind: 'merchant', name: 'A shop' }, 0);
    const of = { ...account, organization };
    const members: Membership[] = [];
    for (const role of held) members.push(await join(organization, role));
    for (const member of members) principals.set(member.person, principalOfMember(member, of));
    return { of, members };
  };
  const ask = async (who: string, method: 'GET' | 'POST' | 'DELETE', path: string, body?: object) =>
    florin.call(method, `/v1/organization${path}`, body, { authorization: `Bearer ${who}` });
  const said = ({ status, body }: { status: number; body: { code?: string } | null }) => body?.code ?? status;
  const [owner, admin] = ['owner', 'admin'] as const;

  it('is shown and named', async () => {
    const { members } = await make(owner, 'support');
    const [boss, helper] = members as [Membership, Membership];
    const named = await ask(boss.person, 'POST', '', { name: 'A bigger shop' });
    assert.equal(named.body.name, 'A bigger shop');
    assert.deepEqual((await ask(helper.person, 'GET', '')).body, named.body);
    assert.equal(said(await ask(helper.person, 'POST', '', { name: 'Mine' })), 'forbidden');
  });

  it('lists its members in the order in which they joined, the last first', async () => {
    const { members } = await make(owner, admin, 'finance');
    const { body } = await ask(members[0]?.person as string, 'GET', '/members');
    assert.deepEqual(
      body.data.map(({ id, role }: { id: string; role: string }) => [id, role]),
      members.map(({ id, role }) => [id, role]).reverse(),
    );
    assert.match(body.data[0].email, /^person-\d+@shop\.example$/);
    const before = await ask(members[0]?.person as string, 'GET', `/members?before=${members[1]?.id}`);
    assert.deepEqual(
      before.body.data.map(({ id }: { id: string }) => id),
      [members[2]?.id],
    );
  });

  it('lets nobody give a role above their own, nor change who has one', async () => {
    const { members } = await make(owner, admin, 'developer');
    const [boss, second, third] = members as [Membership, Membership, Membership];
    const change = async (who: Membership, whom: Membership, role: string) =>
      said(await ask(who.person, 'POST', `/members/${whom.id}`, { role }));
    assert.equal(await change(second, third, 'owner'), 'forbidden');
    assert.equal(await change(second, boss, 'admin'), 'forbidden');
    assert.equal(said(await ask(second.person, 'DELETE', `/members/${boss.id}`)), 'forbidden');
    assert.equal(await change(second, third, 'admin'), 200);
    assert.equal(await change(boss, third, 'owner'), 200);
    assert.equal(await change(boss, third, 'auditor'), 'invalid_request');
    const invitation = { email: 'new@shop.example', role: 'owner' };
    assert.equal(said(await ask(second.person, 'POST', '/invitations', invitation)), 'forbidden');
    assert.equal(said(await ask(boss.person, 'POST', '/invitations', invitation)), 200);
  });

  it('lets a key do what an admin may, and a sandbox’s key nothing where there is a live account', async () => {
    const { of, members } = await make(owner, 'support');
    const [boss, helper] = members as [Membership, Membership];
    principals.set('sk_test_of_the_sandbox', {
      ...(principals.get(boss.person) as Principal),
      ...({ actor: { kind: 'key', id: newId('key') }, scopes: 'all' } as const),
    });
    const change = async (whom: Membership, role: string) =>
      said(await ask('sk_test_of_the_sandbox', 'POST', `/members/${whom.id}`, { role }));
    assert.equal(await change(helper, 'owner'), 'forbidden');
    assert.equal(await change(boss, 'support'), 'forbidden');
    assert.equal(await change(helper, 'admin'), 200);
    await florin.sql(
      `insert into account (account_id, organization_id, environment, name, fee_basis_points, fee_fixed, negative_limit, created_at)
       values ($1, $2, 'live', 'Live', 0, 0, 0, now())`,
      [uuidOf(newId('acct')), uuidOf(of.organization)],
    );
    assert.equal(await change(helper, 'support'), 'forbidden');
    assert.equal(said(await ask(boss.person, 'POST', `/members/${helper.id}`, { role: 'support' })), 200);
  });

  it('keeps its last owner, in their role', async () => {
    const { members } = await make(owner, admin);
    const [boss, second] = members as [Membership, Membership];
    assert.equal(said(await ask(boss.person, 'DELETE', `/members/${boss.id}`)), 'last_owner');
    assert.equal(
      said(await ask(boss.person, 'POST', `/members/${boss.id}`, { role: 'admin' })),
      'last_owner',
    );
    assert.equal(said(await ask(boss.person, 'POST', `/members/${second.id}`, { role: 'owner' })), 200);
    assert.equal(said(await ask(boss.person, 'DELETE', `/members/${boss.id}`)), 204);
    // Who was removed acts no more, even where their session is still believed.
    assert.equal(said(await ask(boss.person, 'DELETE', `/members/${second.id}`)), 'forbidden');
    assert.deepEqual(await membershipsOf(home, boss.person), []);
  });

  it('keeps an owner when two remove each other, or both step down, at the same moment', async () => {
    for (const attempt of ['remove', 'step down']) {
      const { of, members } = await make(owner, owner);
      const [one, other] = members as [Membership, Membership];
      const lock = new pg.Client(withAllTables(florin.databaseUrl));
      await lock.connect();
      await lock.query('begin');
      await lock.query('select from organization where organization_id = $1 for update', [
        uuidOf(of.organization),
      ]);
      const both =
        attempt === 'remove'
          ? [
              ask(one.person, 'DELETE', `/members/${other.id}`),
              ask(other.person, 'DELETE', `/members/${one.id}`),
            ]
          : [one, other].map(({ person, id }) => ask(person, 'POST', `/members/${id}`, { role: 'admin' }));
      // Both have begun, and wait for the organization.
      for (;;) {
        const [row] = await florin.sql(
          `select count(*)::int as waiting from pg_stat_activity
           where datname = current_database() and wait_event_type = 'Lock' and query like '%from organization%for update%'`,
        );
        if (row?.waiting === 2) break;
        await new Promise(setImmediate);
      }
      await lock.query('commit');
      await lock.end();
      const answers = (await Promise.all(both)).map(said);
      const refusal = attempt === 'remove' ? 'forbidden' : 'last_owner';
      assert.equal(answers.filter((answer) => answer === refusal).length, 1, answers.join());
      const [left] = await florin.sql(
        `select count(*)::int as owners from membership where organization_id = $1 and role = 'owner'`,
        [uuidOf(of.organization)],
      );
      assert.equal(left?.owners, 1);
    }
  });

  describe('invites', () => {
    let boss: Membership;
    let organization: OrganizationId;
    before(async () => {
      const { of, members } = await make(owner);
      organization = of.organization;
      boss = members[0] as Membership;
    });
    const invite = async (email: string, role = 'developer') => {
      const { status, body } = await ask(boss.person, 'POST', '/invitations', { email, role });
      assert.equal(status, 200, JSON.stringify(body));
      return { ...body, token: body.accept_url.split('/').at(-1) };
    };
    const accept = (token: string, person: { id: PersonId; email: string }) =>
      inTransaction(home, (client) => acceptInvitation(client, ring, token, person, clock.now()));

    it('by a link that works once, and is stored as a hash', async () => {
      const person = await makePerson();
      const { token, accept_url, ...shown } = await invite(person.email.toUpperCase());
      assert.match(accept_url, /^http:\/\/127\.0\.0\.1:4242\/invitations\/invite_[\w-]{43}$/);
      assert.equal(shown.email, person.email);
      const { body: list } = await ask(boss.person, 'GET', '/invitations');
      assert.deepEqual(list.data, [shown]);
      const rows = JSON.stringify(await florin.sql('select * from invitation'));
      assert.ok(!rows.includes(token) && !rows.includes(Buffer.from(token).toString('hex')));
      const { id } = await accept(token, person);
      assert.equal(id, shown.id);
      const joined = await membershipsOf(home, person.id);
      assert.deepEqual(
        joined.map((each) => [each.organization, each.role]),
        [[organization, 'developer']],
      );
      await assert.rejects(accept(token, person), { code: 'invitation_not_open' });
      const again = { email: person.email, role: 'support' };
      assert.equal(said(await ask(boss.person, 'POST', '/invitations', again)), 'already_member');
    });

    it('one person, who has that address', async () => {
      const [person, other] = [await makePerson(), await makePerson()];
      const { token } = await invite(person.email);
      await assert.rejects(accept(token, other), { code: 'invitation_for_another' });
      await assert.rejects(accept(`${token}x`, person), { code: 'invitation_not_open' });
      const both = await Promise.allSettled([accept(token, person), accept(token, person)]);
      assert.deepEqual(both.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
    });

    it('for seven days', async () => {
      const person = await makePerson();
      const { token, id } = await invite(person.email);
      ahead += WEEK_MS;
      await assert.rejects(accept(token, person), { code: 'invitation_not_open' });
      const revoked = await ask(boss.person, 'POST', `/invitations/${id}/revoke`);
      assert.deepEqual([said(revoked), revoked.body.state], ['invitation_not_open', 'expired']);
    });

    it('until it is revoked, or somebody with the same address is invited again', async () => {
      const person = await makePerson();
      const first = await invite(person.email);
      const second = await invite(person.email, 'finance');
      await assert.rejects(accept(first.token, person), { code: 'invitation_not_open' });
      const revoked = await ask(boss.person, 'POST', `/invitations/${second.id}/revoke`);
      assert.equal(revoked.body.status, 'revoked');
      await assert.rejects(accept(second.token, person), { code: 'invitation_not_open' });
    });
  });
});
