import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Secret, TOTP } from 'otpauth';
import { pageActs } from '../http/index.ts';
import { passkeyFor } from '../identity/sessions/testing.ts';
import { addPerson, formToken, GOOD_PASSWORD, linkOf, type Page, Visitor } from '../identity/testing.ts';
import { rfc3339 } from '../kernel/clock.ts';
import { type AccountId, idFromUuid, uuidOf } from '../kernel/ids.ts';
import { follow, request } from '../oauth/pages/testing.ts';
import { openTestProvider, type TestProvider } from '../oauth/testing.ts';
import { verify } from '../verify.ts';

const NEW_PASSWORD = 'seven-quiet-otters-41';
const FACTOR = '/account/second-factor';
const PASSKEYS = '/account/passkeys';
/** Where the site has a name, to which passkeys can be bound. */
const HOST = { host: 'localhost:4242' };

interface Entry {
  readonly organization: string;
  readonly act: string;
  readonly state: string;
  readonly actor: string;
  readonly account: string | null;
  readonly object: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came
  readonly detail: any;
  readonly address: string;
}

describe('what people do on pages', () => {
  let florin: TestProvider;
  /** Of the merchant, and another. */
  let organizations: readonly string[];
  let addresses = 0;
  const seen = new Set<string>();
  const secrets: string[] = [GOOD_PASSWORD, NEW_PASSWORD];
  before(async () => {
    florin = await openTestProvider({ mailbox: true });
    const rows = await florin.sql(
      `with other as (
         insert into organization (organization_id, kind, name, created_at)
         values (gen_random_uuid(), 'merchant', 'Another shop', now()) returning organization_id)
       select organization_id from account where account_id = $1 union all select organization_id from other`,
      [uuid(florin.account)],
    );
    organizations = rows.map((row) => String(row.organization_id));
  });
  after(() => florin.close());

  const browserOf = async (email: string) => {
    const visitor = new Visitor(florin, { address: `192.0.2.${++addresses}` });
    await visitor.signIn(email, GOOD_PASSWORD);
    return visitor;
  };
  /** A person who is a member of both organizations, or of these, and has signed in. */
  const member = async (email: string, joined = organizations) => {
    await addPerson(florin, email);
    for (const organization of joined)
      await florin.sql(
        `insert into membership (organization_id, id, person_id, role, created_at)
         select $1, person_id, person_id, 'owner', now() from person where email = $2`,
        [organization, email],
      );
    return browserOf(email);
  };
  const personOf = async (email: string) => {
    const [row] = await florin.sql('select person_id from person where email = $1', [email]);
    return idFromUuid('per', String(row?.person_id));
  };
  const count = async () => Number((await florin.sql('select count(*) from home.audit_entry'))[0]?.count);

  /** What acts change, in so many words. */
  const standing = async () => {
    const tables =
      'person person_session totp recovery_code passkey membership invitation oauth_grant mailed_token mail';
    const texts = tables.split(' ').map((table) => `select '${table} ' || t::text as row from ${table} t`);
    return florin.sql(`${texts.join(' union all ')} order by 1`);
  };

  /** What an act leaves in the logs. It is tried first while nothing can be written there, and must then change nothing. */
  const entriesOf = async (act: () => Promise<Page>): Promise<Entry[]> => {
    const before = await standing();
    await florin.sql('alter table home.audit_entry add constraint barred check (false) not valid');
    const barred = await act();
    await florin.sql('alter table home.audit_entry drop constraint barred');
    assert.equal(barred.status, 500, barred.body);
    assert.deepEqual(await standing(), before);
    const answer = await act();
    assert.ok(answer.status < 400, answer.body);
    const entries = await florin.sql(
      `select organization_id as organization, act, state, actor, account_id as account, object, detail::json, address
       from home.audit_entry where request = $1 order by organization_id`,
      [answer.headers['request-id']],
    );
    for (const { act: name } of entries) seen.add(String(name));
    return entries as unknown as Entry[];
  };
  /** The same, where both organizations of the person have to have it. Returns what both say. */
  const inBoth = async (email: string, name: string, act: () => Promise<Page>) => {
    const actor = await personOf(email);
    const entries = await entriesOf(act);
    assert.deepEqual(
      entries.map(({ organization }) => organization),
      organizations.toSorted(),
    );
    const [{ organization, ...first }, { organization: other, ...second }] = entries as [Entry, Entry];
    assert.deepEqual(first, second);
    assert.deepEqual([first.act, first.state, first.actor, first.account], [name, 'done', actor, null]);
    assert.match(first.address, /^192\.0\.2\.\d+$/);
    return first;
  };

  it('leaves that a password was changed', async () => {
    const ada = await member('ada@example.com');
    const fields = { password: GOOD_PASSWORD, new_password: NEW_PASSWORD };
    const change = () => ada.submit('/account', fields, '/account/password');
    const { detail } = await inBoth('ada@example.com', 'person.change_password', change);
    assert.deepEqual(detail, {});
  });

  it('leaves that a password was recovered', async () => {
    await member('grace@example.com');
    const grace = new Visitor(florin, { address: '192.0.2.200' });
    await grace.submit('/recover', { email: 'grace@example.com' });
    const link = await linkOf(florin, 'grace@example.com');
    secrets.push(link.split('/').at(-1) as string);
    const recover = () => grace.submit(link, { new_password: NEW_PASSWORD });
    assert.deepEqual((await inBoth('grace@example.com', 'person.recover_password', recover)).detail, {});
  });

  it('leaves to which address somebody moved, and from which', async () => {
    const mary = await member('mary@example.com');
    await mary.submit('/account/email', { email: 'moved@example.com' });
    const link = await linkOf(florin, 'moved@example.com');
    secrets.push(link.split('/').at(-1) as string);
    // Both attempts are by the person as they were.
    const actor = await personOf('mary@example.com');
    const entries = await entriesOf(() => mary.submit(link, {}));
    const detail = { email: 'moved@example.com', old_email: 'mary@example.com' };
    const both = { act: 'person.change_email', actor, detail };
    assert.deepEqual(
      entries.map((entry) => ({ act: entry.act, actor: entry.actor, detail: entry.detail })),
      [both, both],
    );
  });

  it('leaves that the second factor came into use, has new recovery codes, and is out of use', async () => {
    const email = 'kate@example.com';
    const kate = await member(email);
    const { secret, code } = await codeFor(kate);
    secrets.push(secret, code);
    let shown = '';
    const keeping = (act: () => Promise<Page>) => async () => {
      const page = await act();
      shown += page.body;
      return page;
    };
    const on = keeping(() => kate.submit(FACTOR, { code }));
    await inBoth(email, 'person.turn_on_second_factor', on);
    const anew = keeping(() => kate.submit(FACTOR, {}, `${FACTOR}/codes`));
    await inBoth(email, 'person.new_recovery_codes', anew);
    const codes = [...shown.matchAll(/<li><code>([^<]+)<\/code>/g)].map(([, each]) => each as string);
    assert.equal(codes.length, 20);
    secrets.push(...codes);
    const off = () => kate.submit(FACTOR, {}, `${FACTOR}/off`);
    assert.deepEqual((await inBoth(email, 'person.turn_off_second_factor', off)).detail, {});
  });

  it('leaves which passkey was added, and which was removed', async () => {
    const joan = await member('joan@example.com');
    const form = formToken((await joan.get('/account')).body);
    const { body } = await joan.post(`${PASSKEYS}/options`, { form }, HOST);
    const { response, passkey } = passkeyFor(JSON.parse(body).challenge, HOST.host);
    const add = () => joan.post(PASSKEYS, { form, response: JSON.stringify(response) }, HOST);
    const { detail } = await inBoth('joan@example.com', 'person.add_passkey', add);
    assert.deepEqual(detail, { passkey });
    const remove = () => joan.post(`${PASSKEYS}/remove`, { form, passkey });
    const removed = await inBoth('joan@example.com', 'person.remove_passkey', remove);
    assert.deepEqual(removed.detail, { passkey });
  });

  it('leaves which session was ended, and that all others were', async () => {
    const email = 'emmy@example.com';
    const emmy = await member(email);
    const others = [await browserOf(email), await browserOf(email), await browserOf(email)];
    const { body } = await emmy.get('/account');
    const session = /name="session" value="(ses_\w+)"/.exec(body)?.[1] as string;
    const end = () => emmy.submit('/account', { session }, '/account/sessions/end');
    assert.equal((await inBoth(email, 'person.end_session', end)).object, session);
    const endOthers = () => emmy.submit('/account', {}, '/account/sessions/end-others');
    const ended = await inBoth(email, 'person.end_other_sessions', endOthers);
    assert.deepEqual(ended.detail, { sessions: 2 });
    for (const other of others) assert.equal(await other.isSignedIn(), false);
  });

  it('leaves that an invitation was accepted, with the organization that invited alone', async () => {
    const body = { email: 'vera@example.com', role: 'finance' };
    const { body: invitation } = await florin.call('POST', '/v1/organization/invitations', body);
    const { pathname } = new URL(invitation.accept_url);
    secrets.push(pathname.split('/').at(-1) as string);
    const vera = await member('vera@example.com', organizations.slice(1));
    const [entry, ...others] = await entriesOf(() => vera.submit(pathname, {}));
    assert.deepEqual(others, []);
    assert.deepEqual(
      [entry?.organization, entry?.act, entry?.actor, entry?.object, entry?.detail],
      [
        ...[organizations[0], 'invitation.accept', await personOf('vera@example.com'), invitation.id],
        { role: 'finance' },
      ],
    );
  });

  it('leaves what an app may do until when, with the account’s organization, and that it was taken back', async () => {
    const email = 'lise@example.com';
    const lise = await member(email);
    const actor = await personOf(email);
    const fields = { account: florin.account, scopes: 'payments:read', allow: 'yes' };
    const [given, ...others] = await entriesOf(await consent(lise, 'payments:read', fields));
    assert.deepEqual(others, []);
    const [grant] = await florin.sql(
      'select id, expires_at from oauth_grant g join person using (person_id) where email = $1',
      [email],
    );
    const id = idFromUuid('grt', String(grant?.id));
    const detail = { app: florin.client_id, scopes: ['payments:read'] };
    const until = rfc3339(Number(grant?.expires_at));
    const on = { organization: organizations[0], account: uuid(florin.account) };
    const of = { ...on, state: 'done', actor, object: id, address: `192.0.2.${addresses}` };
    assert.deepEqual(given, { ...of, act: 'grant.give', detail: { ...detail, until } });
    const withdraw = () => lise.submit('/account/apps', {}, `/account/apps/${id}/end`);
    assert.deepEqual(await entriesOf(withdraw), [{ ...of, act: 'grant.withdraw', detail }]);
  });

  it('leaves with all organizations that an app may learn who somebody is', async () => {
    const email = 'rosa@example.com';
    const rosa = await member(email);
    const act = await consent(rosa, 'openid email', { allow: 'yes' });
    const { detail, object } = await inBoth(email, 'grant.give', act);
    assert.deepEqual([detail.app, detail.scopes], [florin.client_id, ['openid', 'email']]);
    const withdraw = () => rosa.submit('/account/apps', {}, `/account/apps/${object}/end`);
    assert.equal((await inBoth(email, 'grant.withdraw', withdraw)).object, object);
  });

  it('leaves nothing where it is refused, or changes nothing', async () => {
    const [eve, sue] = [await member('eve@example.com'), await member('sue@example.com')];
    await entriesOf(
      await consent(sue, 'payments:read', { account: florin.account, scopes: 'payments:read', allow: 'yes' }),
    );
    const [grant] = await florin.sql('select id from oauth_grant order by created_at desc limit 1');
    const [session] = await florin.sql(
      `select session_id from person_session join person using (person_id) where email = 'sue@example.com'`,
    );
    const body = { email: 'invited@example.com', role: 'finance' };
    const { body: invitation } = await florin.call('POST', '/v1/organization/invitations', body);
    const before = await count();
    const form = formToken((await eve.get('/account')).body);
    const change = { new_password: NEW_PASSWORD, password: 'wrong' };
    const posts: Record<string, Record<string, string>> = {
      '/account/password': change,
      '/account/sessions/end': { session: idFromUuid('ses', String(session?.session_id)) },
      '/account/sessions/end-others': {},
      [`/recover/${'x'.repeat(43)}`]: change,
      [`/account/email/${'x'.repeat(43)}`]: {},
      [FACTOR]: { code: '000000' },
      [`${FACTOR}/codes`]: {},
      [`${FACTOR}/off`]: {},
      [PASSKEYS]: { response: '{}' },
      [`${PASSKEYS}/remove`]: { passkey: 'AAAA' },
      [new URL(invitation.accept_url).pathname]: {},
      [`/account/apps/${idFromUuid('grt', String(grant?.id))}/end`]: {},
    };
    for (const [path, fields] of Object.entries(posts)) {
      const { status } = await eve.post(path, { form, ...fields }, HOST);
      assert.ok(status < 500, path);
      assert.equal(await count(), before, path);
    }
    const refuse = await consent(eve, 'payments:read', { allow: 'no' });
    assert.equal((await refuse()).status, 303);
    assert.equal(await count(), before);
    assert.equal(await sue.isSignedIn(), true);
  });

  it('is kept while people of the same organizations do it at once', async () => {
    const people = [
      await member('one@example.com', organizations),
      await member('two@example.com', organizations.toReversed()),
    ];
    const before = await count();
    const forms = await Promise.all(
      people.map(async (person) => {
        const { code } = await codeFor(person);
        await person.submit(FACTOR, { code });
        return formToken((await person.get(FACTOR)).body);
      }),
    );
    for (let round = 0; round < 10; round++) {
      const both = people.map((person, n) => person.post(`${FACTOR}/codes`, { form: forms[n] as string }));
      for (const { status } of await Promise.all(both)) assert.equal(status, 200);
    }
    assert.equal(await count(), before + 2 * (2 + 20));
    assert.deepEqual((await verify(florin.databaseUrl)).differences, []);
  });

  it('is all of it kept, and no secret with it', async () => {
    assert.deepEqual([...seen].toSorted(), pageActs.toSorted());
    const text = JSON.stringify(await florin.sql('select e::text from home.audit_entry e'));
    assert.ok(secrets.length > 25);
    for (const secret of secrets) assert.ok(!text.includes(secret));
  });

  /** What sets up a second factor, as its page shows it. */
  async function codeFor(visitor: Visitor): Promise<{ secret: string; code: string }> {
    const { body } = await visitor.get(FACTOR);
    const secret = String(/<code>([A-Z2-7 ]{32,})<\/code>/.exec(body)?.[1]).replaceAll(' ', '');
    return { secret, code: new TOTP({ secret: Secret.fromBase32(secret) }).generate() };
  }

  /** An answer to the demo app's request for consent, ready to be sent. */
  async function consent(visitor: Visitor, scope: string, fields: Record<string, string>) {
    const page = await follow(florin, visitor, request(florin, { prompt: 'consent', scope }).url);
    const path = /action="(\/oauth\/interaction\/[^"?]+)/.exec(page.body)?.[1] as string;
    return () => visitor.post(path, { form: formToken(page.body), ...fields });
  }
});

const uuid = (id: string): string => uuidOf(id as AccountId);
